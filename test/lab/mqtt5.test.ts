import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { readableLog, STATE, snapshotOf, tallyOf } from './facts.ts';
import { gateTo } from './gate.ts';
import { BASE, endOne, openLine, openTestStore } from './line.ts';
import { listenTo } from './listener.ts';
import { freePort, startMosquitto } from './mosquitto.ts';

const MODERN = { protocolVersion: 5 } as const;

describe('MQTT 5', () => {
  it('says what a message is, whose it is and how long it is worth hearing', async () => {
    const broker = await startMosquitto();
    const listener = await listenTo(broker.url, MODERN);
    const store = openTestStore();
    const id = endOne(store);
    const session = store.startSession();
    const line = openLine(broker.url, store);
    line.publishHealth(STATE);
    line.publishProgress(snapshotOf(session, tallyOf({ lymphocyte: 3 })));
    await listener.until(`${BASE}/session/${session.id}/progress`);
    await listener.until(`${BASE}/session/${id}/result`);
    await listener.until(`${BASE}/health`);
    const propertiesOf = (topic: string) =>
      listener.heard.find((one) => one.topic === `${BASE}/${topic}`)?.packet.properties;
    const json = { contentType: 'application/json', payloadFormatIndicator: true };
    expect(propertiesOf('status')).toMatchObject({ ...json, userProperties: { version: '0.1.0' } });
    expect(propertiesOf(`session/${session.id}/progress`)).toMatchObject({
      ...json,
      messageExpiryInterval: 60,
    });
    expect(propertiesOf('health')).toMatchObject({ ...json, messageExpiryInterval: 3600 });
    const result = JSON.parse(listener.texts(`${BASE}/session/${id}/result`)[0] ?? '');
    expect(propertiesOf(`session/${id}/result`)).toMatchObject({
      ...json,
      userProperties: { id: result.id, seq: '1' },
    });
    // A result must never expire; nor must the word that the instrument is there.
    expect(propertiesOf(`session/${id}/result`)).not.toHaveProperty('messageExpiryInterval');
    expect(propertiesOf('status')).not.toHaveProperty('messageExpiryInterval');
  });

  it('waits before it says offline, so that a short break is no news', async () => {
    const broker = await startMosquitto();
    const listener = await listenTo(broker.url);
    const gate = await gateTo(broker.port);
    const line = openLine(gate.url, openTestStore(), { willDelayS: 60 });
    await listener.until(`${BASE}/status`);
    gate.shut();
    await eventually(() => line.state).toBe('connecting');
    gate.open();
    expect(await listener.until(`${BASE}/status`, 2)).toEqual(['{"state":"online"}', '{"state":"online"}']);
  });

  it('says offline when the break lasts', async () => {
    const broker = await startMosquitto();
    const listener = await listenTo(broker.url);
    const gate = await gateTo(broker.port);
    openLine(gate.url, openTestStore(), { willDelayS: 1 });
    await listener.until(`${BASE}/status`);
    const cutAtMs = performance.now();
    gate.shut();
    expect(await listener.until(`${BASE}/status`, 2)).toEqual(['{"state":"online"}', '{"state":"offline"}']);
    // mosquitto counts in whole seconds.
    expect(performance.now() - cutAtMs).toBeGreaterThan(200);
  });

  it('hears the readings that came while it was away, but none of the commands', async () => {
    const broker = await startMosquitto();
    const gate = await gateTo(broker.port);
    const heard: unknown[] = [];
    const line = openLine(gate.url, openTestStore(), {
      commands: {
        start: async () => heard.push('start'),
        end: async () => heard.push('end'),
        status: async () => null,
        snapshot: async () => null,
        order: async () => null,
        hemocytometer: async (reading) => heard.push(reading),
      },
    });
    await eventually(() => line.state).toBe('connected');
    gate.shut();
    await eventually(() => line.state).toBe('connecting');
    const device = await listenTo(broker.url, { ...MODERN, filter: 'nothing' });
    const sent = Array.from({ length: 120 }, (_, index) => ({ id: index }));
    await device.client.publishAsync(`${BASE}/cmd/end`, '{}', { qos: 1 });
    for (const reading of sent)
      await device.client.publishAsync(`${BASE}/hemocytometer`, JSON.stringify(reading), { qos: 1 });
    gate.open();
    await eventually(() => heard.length).toBeGreaterThanOrEqual(sent.length);
    await device.client.publishAsync(`${BASE}/cmd/start`, '{}', { qos: 1 });
    await eventually(() => heard.at(-1)).toBe('start');
    // Sent once more where an acknowledgement was cut off; the ids tell.
    expect([...new Set(heard.map((one) => JSON.stringify(one)))]).toEqual(
      [...sent, 'start'].map((one) => JSON.stringify(one)),
    );
  });

  it('answers a reading, on the response topic or on answer/hemocytometer', async () => {
    const broker = await startMosquitto();
    const asker = await listenTo(broker.url, { ...MODERN, filter: '#' });
    openLine(broker.url, openTestStore());
    await asker.until(`${BASE}/status`);
    const properties = { responseTopic: 'counter/answers', correlationData: Buffer.from('7') };
    await asker.client.publishAsync(`${BASE}/hemocytometer`, '{"id":"r-1"}', { qos: 1, properties });
    await asker.client.publishAsync(`${BASE}/hemocytometer`, '{"id":', { qos: 1 });
    const [taken] = await asker.until('counter/answers');
    expect(JSON.parse(taken ?? '')).toMatchObject({
      verb: 'hemocytometer',
      ok: true,
      result: { taken: { id: 'r-1' } },
    });
    const [refused] = await asker.until(`${BASE}/answer/hemocytometer`);
    expect(JSON.parse(refused ?? '')).toMatchObject({ ok: false, error: { code: 'command-invalid' } });
  });

  it('delivers with QoS 2 where that is asked for, each once and in order', async () => {
    const broker = await startMosquitto();
    const listener = await listenTo(broker.url, { filter: `${BASE}/session/+/result`, qos: 2 });
    const gate = await gateTo(broker.port);
    const store = openTestStore();
    const ids = Array.from({ length: 5 }, () => endOne(store));
    const line = openLine(gate.url, store, { qos: 2 });
    await listener.until(`${BASE}/session/${ids[1]}/result`);
    gate.shut();
    gate.open();
    await eventually(() => line.waiting).toBe(0);
    await listener.until(`${BASE}/session/${ids[4]}/result`);
    const order = [...new Set(listener.heard.map((one) => JSON.parse(one.text).session.id))];
    expect(order).toEqual(ids);
    expect(listener.heard.every((one) => one.packet.qos === 2)).toBe(true);
  });
});

describe('several brokers', () => {
  it('are tried in turn, and the first one is the first again after a loss', async () => {
    const port = await freePort();
    const second = await startMosquitto();
    const store = openTestStore();
    const { log, lines } = readableLog();
    const line = openLine([`mqtt://127.0.0.1:${port}`, second.url], store, { log });
    await eventually(() => line.state).toBe('connected');
    expect(line.url).toBe(second.url);
    const first = await startMosquitto({ port });
    await second.stop();
    await eventually(() => line.url).toBe(first.url);
    await eventually(() => line.state).toBe('connected');
    const listener = await listenTo(first.url);
    const id = endOne(store);
    line.added();
    await listener.until(`${BASE}/session/${id}/result`);
    await first.stop();
    await eventually(() => lines().match(/ECONNREFUSED/g)?.length).toBeGreaterThan(6);
    // Each of them once aloud since the last connection, however often it was tried.
    const aloud =
      lines()
        .split('broker connected')
        .at(-1)
        ?.match(/"level":40.*ECONNREFUSED/g) ?? [];
    expect(aloud).toHaveLength(2);
  });
});

describe('a message that the broker will never take', () => {
  it.each([
    { name: 'says so beforehand', settings: ['max_packet_size 6000'] },
    // mosquitto 2.0 then sends an acknowledgement that cannot be read: each connection breaks.
    { name: 'breaks every connection over it', settings: ['message_size_limit 6000'] },
  ])('is set aside where the broker $name, and the others go on', async ({ settings }) => {
    const broker = await startMosquitto({ settings });
    const listener = await listenTo(broker.url);
    const store = openTestStore();
    const large = endOne(store, (message) => ({ ...message, payload: message.payload.padEnd(7000) }));
    const small = endOne(store);
    const { log, lines } = readableLog();
    const line = openLine(broker.url, store, { log });
    await listener.until(`${BASE}/session/${small}/result`);
    await eventually(() => line.waiting).toBe(0);
    expect(listener.texts(`${BASE}/session/${large}/result`)).toEqual([]);
    expect(store.outbox.lines()).toMatchObject([{ destination: 'mqtt', waiting: 0, setAside: 1 }]);
    expect(lines()).toMatch(/"level":50.*a message was set aside/);
    const entry = store.access.audit.newestOf('message-set-aside');
    expect(entry?.details).toMatchObject({
      seq: 1,
      destination: 'mqtt',
      reason: expect.stringMatching(/bytes|connections broke/),
    });
  });
});
