import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Aedes } from 'aedes';
import { afterEach, describe, expect, it } from 'vitest';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { eventually } from './eventually.ts';
import { DEVICE, readableLog, SITE } from './facts.ts';
import { gateTo } from './gate.ts';
import { BASE, endOne, openLine, openTestStore, startAedes } from './line.ts';
import { listenTo } from './listener.ts';
import { startMosquitto } from './mosquitto.ts';

const SECRET = 'pa55-w0rd';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that answers the first thing it hears with these bytes and hangs up. */
async function answering(bytes: Uint8Array): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(bytes));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the will', () => {
  it.each([
    { name: 'mosquitto', start: () => startMosquitto() },
    { name: 'the embedded broker', start: () => startAedes() },
  ])('says offline on $name when the program is killed', async ({ start }) => {
    const broker = await start();
    const listener = await listenTo(broker.url);
    const program = fileURLToPath(new URL('killed-instrument.ts', import.meta.url));
    const child = spawn(process.execPath, [program, broker.url, temporaryFolder()], { stdio: 'inherit' });
    await listener.until(`${BASE}/status`);
    child.kill('SIGKILL');
    expect(await listener.until(`${BASE}/status`, 2)).toEqual(['{"state":"online"}', '{"state":"offline"}']);
  });
});

describe('MQTT 5 request and response', () => {
  it('answers on the response topic with the correlation data', async () => {
    const broker = await startMosquitto();
    const asker = await listenTo(broker.url, { filter: 'answers/#', protocolVersion: 5 });
    const line = openLine(broker.url, openTestStore());
    await eventually(() => line.state).toBe('connected');
    const correlationData = Buffer.from([1, 0, 255]);
    await asker.client.publishAsync(`${BASE}/cmd/status`, '', {
      qos: 1,
      properties: { responseTopic: 'answers/mine', correlationData },
    });
    const [text] = await asker.until('answers/mine');
    expect(JSON.parse(text ?? '')).toMatchObject({ verb: 'status', ok: true, result: { n: 17 } });
    expect(asker.heard[0]?.packet.properties).toMatchObject({
      correlationData,
      contentType: 'application/json',
    });
  });

  it('answers mosquitto_rr', async () => {
    const broker = await startMosquitto();
    const line = openLine(broker.url, openTestStore());
    const listener = await listenTo(broker.url);
    await listener.until(`${BASE}/status`);
    const child = spawn('mosquitto_rr', [
      ...['-h', '127.0.0.1', '-p', String(broker.port), '-V', '5', '-W', '10'],
      ...['-t', `${BASE}/cmd/start`, '-e', 'answers/rr', '-m', '{"accession":"B-9"}'],
    ]);
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(JSON.parse(printed)).toMatchObject({ ok: true, result: { started: 'B-9' } });
    expect(line.state).toBe('connected');
  });

  it.each([
    '#',
    'some/+/topic',
    '$SYS/broker',
    `hematovision/v1/${SITE}/${DEVICE}/status`,
    `${BASE}/cmd/end`,
  ])('does not answer on %s', async (responseTopic) => {
    const broker = await startMosquitto();
    const listener = await listenTo(broker.url, { protocolVersion: 5 });
    const line = openLine(broker.url, openTestStore());
    await listener.until(`${BASE}/status`);
    const properties = { responseTopic };
    await listener.client
      .publishAsync(`${BASE}/cmd/status`, '', { qos: 1, properties })
      .catch(() => undefined);
    await listener.client.publishAsync(`${BASE}/cmd/start`, '', { qos: 1 });
    await listener.until(`${BASE}/answer/start`);
    expect(listener.texts(`${BASE}/status`)).toEqual(['{"state":"online"}']);
    expect(listener.texts(`${BASE}/cmd/end`)).toEqual([]);
    expect(line.state).toBe('connected');
  });
});

describe('faults', () => {
  it('logs in, and with a wrong password says what to do, tries on, and tells nobody the password', async () => {
    const credentials = { username: 'scope', password: SECRET };
    const broker = await startMosquitto({ credentials });
    const right = openLine(broker.url, openTestStore(), { ...credentials, log: readableLog().log });
    await eventually(() => right.state).toBe('connected');
    await right.close();
    const { log, lines } = readableLog();
    const wrongUrl = `mqtt://scope:${SECRET}-not@127.0.0.1:${broker.port}`;
    const wrong = openLine(wrongUrl, openTestStore(), { log });
    await eventually(() => wrong.problem?.hint).toMatch(/lab\.password/);
    await eventually(() => lines().split('\n').length).toBeGreaterThan(3);
    expect(wrong.state).toBe('connecting');
    expect(wrong.url).toBe(`mqtt://127.0.0.1:${broker.port}`);
    expect(`${lines()} ${wrong.problem?.message} ${wrong.url}`).not.toContain(SECRET);
    expect(lines().match(/"level":40/g)).toHaveLength(1);
  });

  it('takes user name and password from the address', async () => {
    const broker = await startMosquitto({ credentials: { username: 'scope 1', password: SECRET } });
    const line = openLine(`mqtt://scope%201:${SECRET}@127.0.0.1:${broker.port}`, openTestStore());
    await eventually(() => line.state).toBe('connected');
  });

  it.each(['', 'no address', 'http://broker', `mqtt//scope:${SECRET}@broker`])(
    'says that "%s" is no broker',
    async (url) => {
      const { log, lines } = readableLog();
      const line = openLine(url, openTestStore(), { log });
      await expect
        .poll(() => line.problem)
        .toMatchObject({ code: 'broker-unreachable', hint: expect.stringContaining('mqtt://') });
      expect(line).toMatchObject({ url: null, state: 'connecting' });
      expect(lines()).not.toContain(SECRET);
    },
  );

  it('closes while a broker does not answer its CONNECT', async () => {
    const broker = await startMosquitto();
    const gate = await gateTo(broker.port);
    gate.deafen();
    const line = openLine(gate.url, openTestStore());
    await line.close();
    expect(line.state).toBe('off');
    await line.close();
  });

  it('closes while a broker keeps an acknowledgement to itself, and the result still waits', async () => {
    const broker = await startMosquitto();
    const listener = await listenTo(broker.url);
    const gate = await gateTo(broker.port);
    const store = openTestStore();
    const line = openLine(gate.url, store);
    await listener.until(`${BASE}/status`);
    gate.deafen();
    const id = endOne(store);
    line.added();
    await listener.until(`${BASE}/session/${id}/result`);
    await line.close();
    expect(store.outbox.count('mqtt')).toBe(1);
  });

  it('gives up a broker that stops answering, and starts over', async () => {
    const broker = await startMosquitto();
    const listener = await listenTo(broker.url);
    const gate = await gateTo(broker.port);
    const store = openTestStore();
    const line = openLine(gate.url, store, { answerWithinMs: 150 });
    await eventually(() => line.state).toBe('connected');
    gate.deafen();
    const id = endOne(store);
    line.added();
    await listener.until(`${BASE}/session/${id}/result`);
    await eventually(() => line.problem?.message).toMatch(/no answer within 150 ms/);
    // Nobody pulled the cable: the connection was dropped from this end.
    gate.open();
    await eventually(() => line.waiting).toBe(0);
  });

  it('keeps a result that the broker refuses, and goes on with all else', async () => {
    const broker = await startMosquitto({
      acl: [`topic readwrite ${BASE}/status`, `topic readwrite ${BASE}/health`],
    });
    const store = openTestStore();
    const { log, lines } = readableLog();
    const line = openLine(broker.url, store, { log });
    endOne(store);
    line.added();
    await eventually(lines).toMatch(/a message could not be sent, it waits.*Not authorized/);
    expect(line).toMatchObject({ state: 'connected', waiting: 1 });
  });

  it('says that another instrument uses its name', async () => {
    // mosquitto 2.0 just hangs up; newer brokers say why: CONNACK, then DISCONNECT with "session taken over".
    const url = await answering(Uint8Array.of(0x20, 3, 0, 0, 0, 0xe0, 2, 0x8e, 0));
    const { log, lines } = readableLog();
    openLine(url, openTestStore(), { log });
    await eventually(lines).toContain('Give each instrument a name of its own');
  });

  it.each([
    { name: 'that is no MQTT', bytes: new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n') },
    { name: 'of nothing', bytes: new Uint8Array() },
  ])('lives with an answer $name', async ({ bytes }) => {
    const line = openLine(await answering(bytes), openTestStore());
    await eventually(() => line.problem).toMatchObject({ code: 'broker-unreachable' });
    expect(line.state).toBe('connecting');
  });

  it('speaks MQTT over WebSocket', async () => {
    const broker = await Aedes.createBroker();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    server.on('connection', (socket) => broker.handle(createWebSocketStream(socket)));
    const store = openTestStore();
    endOne(store);
    const line = openLine(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, store);
    await eventually(() => line.waiting).toBe(0);
    await line.close();
    server.close();
    broker.close();
  });

  it('loses nothing and keeps the order while the network comes and goes', async () => {
    const broker = await startMosquitto();
    const listener = await listenTo(broker.url);
    const gate = await gateTo(broker.port);
    const store = openTestStore();
    const line = openLine(gate.url, store);
    const heard = () =>
      listener.heard.filter((one) => one.topic.endsWith('/result')).map((one) => JSON.parse(one.text));
    const ids: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      await eventually(() => line.state).toBe('connected');
      // In every other round no acknowledgement comes back before the cut: one message is on its way.
      const before = heard().length;
      if (round % 2 === 1) gate.deafen();
      for (let count = 0; count < 4; count += 1) {
        ids.push(endOne(store));
        line.added();
      }
      await eventually(() => heard().length).toBeGreaterThan(before);
      gate.shut();
      await eventually(() => line.state).toBe('connecting');
      gate.open();
    }
    await listener.until(`${BASE}/session/${ids.at(-1)}/result`);
    await eventually(() => line.waiting).toBe(0);
    const delivered = [...new Map(heard().map((result) => [result.id, result])).values()];
    expect(delivered.map((result) => result.session.id)).toEqual(ids);
    expect(delivered.map((result) => result.seq)).toEqual(ids.map((_, index) => index + 1));
  });

  it('has the tools it needs', () => {
    expect(spawnSync('mosquitto_rr', ['--help']).error, 'apt-get install mosquitto-clients').toBeUndefined();
  });
});
