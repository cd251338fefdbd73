import { describe, expect, it } from 'vitest';
import { commandResponse, healthMessage, progressMessage, resultMessage } from '../../src/core/wire/mqtt.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { eventually } from './eventually.ts';
import { DEVICE, STATE, snapshotOf, tallyOf } from './facts.ts';
import { gateTo } from './gate.ts';
import { BASE, endOne, openLine, openTestStore, startAedes } from './line.ts';
import { type Listener, listenTo } from './listener.ts';
import { type MosquittoOptions, startMosquitto } from './mosquitto.ts';

/** The sessions whose results were heard, in order. */
function results(listener: Listener): readonly string[] {
  return listener.heard
    .filter((one) => one.topic.endsWith('/result'))
    .map((one) => JSON.parse(one.text).session.id);
}

describe.each([
  { name: 'mosquitto, MQTT 5', start: (options?: MosquittoOptions) => startMosquitto(options) },
  { name: 'the embedded broker, MQTT 3.1.1', start: startAedes },
])('on $name', ({ start }) => {
  it('says online, gives health and progress, and says stopped when it is closed', async () => {
    const broker = await start();
    const listener = await listenTo(broker.url);
    const store = openTestStore();
    const session = store.startSession({ accession: null });
    const line = openLine(broker.url, store);
    line.publishHealth(STATE);
    line.publishProgress(snapshotOf(session, tallyOf({ lymphocyte: 3, monocyte: 1 })));
    expect(await listener.until(`${BASE}/status`)).toEqual(['{"state":"online"}']);
    const [health] = await listener.until(`${BASE}/health`);
    expect(healthMessage.parse(JSON.parse(health ?? ''))).toMatchObject({
      source: { state: 'live' },
      version: '0.1.0',
    });
    const [progress] = await listener.until(`${BASE}/session/${session.id}/progress`);
    expect(progressMessage.parse(JSON.parse(progress ?? ''))).toMatchObject({ n: 4, device: DEVICE });
    expect(line).toMatchObject({
      state: 'connected',
      problem: null,
      waiting: 0,
      url: expect.stringContaining(String(broker.port)),
    });
    await line.close();
    expect(line.state).toBe('off');
    expect(await listener.until(`${BASE}/status`, 2)).toEqual(['{"state":"online"}', '{"state":"stopped"}']);
    const latecomer = await listenTo(broker.url);
    expect(await latecomer.until(`${BASE}/status`)).toEqual(['{"state":"stopped"}']);
    expect(await latecomer.until(`${BASE}/health`)).toHaveLength(1);
    expect(latecomer.heard.every((one) => one.packet.retain)).toBe(true);
  });

  it('delivers results in order, each once, not retained, and empties the outbox', async () => {
    const broker = await start();
    const listener = await listenTo(broker.url);
    const store = openTestStore();
    const before = [endOne(store), endOne(store), endOne(store)];
    const line = openLine(broker.url, store);
    await listener.until(`${BASE}/session/${before[2]}/result`);
    const after = endOne(store);
    line.added();
    const [last] = await listener.until(`${BASE}/session/${after}/result`);
    expect(resultMessage.parse(JSON.parse(last ?? ''))).toMatchObject({
      seq: 4,
      n: 1,
      session: { id: after, accession: 'A-17' },
    });
    await line.close();
    expect(store.outbox.count('mqtt')).toBe(0);
    const results = listener.heard.filter((one) => one.topic.endsWith('/result'));
    expect(results.map((one) => one.topic)).toEqual(
      [...before, after].map((id) => `${BASE}/session/${id}/result`),
    );
    expect(results.some((one) => one.packet.retain)).toBe(false);
  });

  it('keeps results while the network is away, delivers them once it is back, and says so', async () => {
    const broker = await start();
    const listener = await listenTo(broker.url);
    const gate = await gateTo(broker.port);
    const store = openTestStore();
    const line = openLine(gate.url, store);
    await listener.until(`${BASE}/status`);
    gate.shut();
    await listener.until(`${BASE}/status`, 2);
    const ids = [endOne(store), endOne(store)];
    line.added();
    expect(line).toMatchObject({ state: 'connecting', waiting: 2 });
    gate.open();
    await listener.until(`${BASE}/session/${ids[1]}/result`);
    await eventually(() => line.waiting).toBe(0);
    expect(listener.texts(`${BASE}/status`).map((text) => JSON.parse(text).state)).toEqual([
      'online',
      'offline',
      'online',
    ]);
    expect(results(listener)).toEqual(ids);
  });

  it('sends a result again whose acknowledgement was lost, under the same id', async () => {
    const broker = await start();
    const listener = await listenTo(broker.url);
    const gate = await gateTo(broker.port);
    const store = openTestStore();
    const line = openLine(gate.url, store);
    await listener.until(`${BASE}/status`);
    gate.deafen();
    const id = endOne(store);
    line.added();
    await listener.until(`${BASE}/session/${id}/result`);
    expect(line.waiting).toBe(1);
    gate.shut();
    gate.open();
    const [first, second] = await listener.until(`${BASE}/session/${id}/result`, 2);
    expect(second).toBe(first);
    await eventually(() => line.waiting).toBe(0);
  });

  it('is born again when the broker was started again', async () => {
    const first = await start();
    const store = openTestStore();
    const line = openLine(first.url, store);
    await eventually(() => line.state).toBe('connected');
    await first.stop();
    await expect
      .poll(() => line.problem)
      .toMatchObject({ code: 'broker-unreachable', hint: expect.stringContaining('No broker') });
    const second = await start({ port: first.port });
    // This broker knows nothing of before: what is heard was said to it.
    const listener = await listenTo(second.url);
    expect(await listener.until(`${BASE}/status`)).toEqual(['{"state":"online"}']);
    expect(line).toMatchObject({ state: 'connected', problem: null });
  });

  it('delivers after a restart of the program what the one before it could not', async () => {
    const broker = await start();
    const listener = await listenTo(broker.url);
    const gate = await gateTo(broker.port);
    gate.shut();
    const directory = temporaryFolder();
    const before = openTestStore(directory);
    const stranded = openLine(gate.url, before);
    const ids = [endOne(before), endOne(before), endOne(before)];
    stranded.added();
    await stranded.close();
    before.close();
    gate.open();
    const after = openTestStore(directory);
    const line = openLine(gate.url, after);
    await listener.until(`${BASE}/session/${ids[2]}/result`);
    await line.close();
    expect(after.outbox.count('mqtt')).toBe(0);
    expect(results(listener)).toEqual(ids);
  });

  it('answers commands, wrong ones too, on answer/{verb}', async () => {
    const broker = await start();
    const listener = await listenTo(broker.url);
    openLine(broker.url, openTestStore());
    await listener.until(`${BASE}/status`);
    const ask = async (verb: string, payload: string) => {
      const before = listener.texts(`${BASE}/answer/${verb}`).length;
      await listener.client.publishAsync(`${BASE}/cmd/${verb}`, payload, { qos: 1 });
      const texts = await listener.until(`${BASE}/answer/${verb}`, before + 1);
      return commandResponse.parse(JSON.parse(texts.at(-1) ?? ''));
    };
    expect(await ask('status', '')).toMatchObject({ ok: true, result: { n: 17 } });
    expect(await ask('start', '{"accession":"B-2"}')).toMatchObject({ ok: true, result: { started: 'B-2' } });
    expect(await ask('end', '{}')).toMatchObject({ ok: false, error: { code: 'session-missing' } });
    expect(await ask('start', '{"acession":"B-2"}')).toMatchObject({
      ok: false,
      error: { code: 'command-invalid' },
    });
    expect(await ask('start', '{"accession":"O\'Neill, Jane"}')).toMatchObject({ ok: false });
    expect(await ask('status', 'not json')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('not JSON') },
    });
    expect(await ask('reboot', '{}')).toMatchObject({ ok: false, error: { code: 'command-invalid' } });
  });

  it('does not carry out a command that the broker had kept', async () => {
    const broker = await start();
    const listener = await listenTo(broker.url);
    await listener.client.publishAsync(`${BASE}/cmd/status`, '{}', { qos: 1, retain: true });
    openLine(broker.url, openTestStore());
    await listener.until(`${BASE}/status`);
    await listener.client.publishAsync(`${BASE}/cmd/start`, '{}', { qos: 1 });
    await listener.until(`${BASE}/answer/start`);
    expect(listener.texts(`${BASE}/answer/status`)).toEqual([]);
  });
});
