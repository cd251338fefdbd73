import { describe, expect, it } from 'vitest';
import { homeAssistantDiscovery } from '../../src/lab/home-assistant.ts';
import { healthMessage, progressMessage } from '../../src/lab/state-messages.ts';
import { topicsOf } from '../../src/lab/topics.ts';
import { eventually } from './eventually.ts';
import { DEVICE, readableLog, SITE, STATE, snapshotOf, tallyOf } from './facts.ts';
import { BASE, openLine, openTestStore, startAedes } from './line.ts';
import { listenTo } from './listener.ts';
import { startMosquitto } from './mosquitto.ts';

const CONFIG = `homeassistant/device/hematovision_${SITE}_${DEVICE}/config`;

interface Entity {
  readonly platform: string;
  readonly name: string;
  readonly unique_id: string;
  readonly state_topic: string;
  readonly value_template: string;
}

function discovered() {
  const { topic, payload } = homeAssistantDiscovery({
    ...{ site: SITE, device: DEVICE, version: '0.1.0', topics: topicsOf(SITE, DEVICE) },
  });
  const config = JSON.parse(payload);
  return { topic, config, entities: Object.values<Entity>(config.components) };
}

/** The messages that the instrument really sends, by the topic an entity reads. */
function messages(): Readonly<Record<string, unknown>> {
  const at = new Date();
  const outbox = [{ destination: 'mqtt', waiting: 2, setAside: 0, problem: null }];
  const vitals = { at, uptimeSeconds: 5, residentBytes: 5e8 };
  const session = openTestStore().startSession({ accession: '26-04711' });
  return {
    [`${BASE}/health`]: healthMessage({ ...STATE, outbox }, vitals),
    [`${BASE}/session/+/progress`]: progressMessage(
      snapshotOf(session, tallyOf({ lymphocyte: 3 })),
      DEVICE,
      at,
    ),
  };
}

describe('what Home Assistant is told', () => {
  it('is one device, available while the instrument says online', () => {
    const { topic, config } = discovered();
    expect(topic).toBe(CONFIG);
    expect(config).toMatchObject({
      device: { identifiers: [`hematovision_${SITE}_${DEVICE}`], sw_version: '0.1.0' },
      origin: { name: 'HematoVision Edge' },
      availability: [
        { topic: `${BASE}/status`, payload_available: 'online', payload_not_available: 'offline' },
      ],
    });
  });

  it('is entities with names of their own that read what the instrument really sends', () => {
    const { entities } = discovered();
    expect(entities.length).toBeGreaterThan(12);
    expect(new Set(entities.map((entity) => entity.unique_id)).size).toBe(entities.length);
    expect(new Set(entities.map((entity) => entity.name)).size).toBe(entities.length);
    const sent = messages();
    for (const { name, state_topic, value_template } of entities) {
      const message = sent[state_topic] as Record<string, unknown>;
      const [path = ''] = /(?<=value_json\.)[\w.]+/.exec(value_template) ?? [];
      const value = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], message);
      expect(value, `${name}: ${path}`).toBeDefined();
      const [rows] = [value as readonly Record<string, unknown>[]];
      for (const [, key = '', wanted] of value_template.matchAll(
        /(?:attribute=|selectattr\()'(\w+)'(?:, 'eq', '(\w+)')?/g,
      ))
        expect(
          rows.some((row) => (wanted === undefined ? key in row : row[key] === wanted)),
          value_template,
        ).toBe(true);
    }
  });

  it('tells nothing of any patient', () => {
    expect(JSON.stringify(discovered().config)).not.toMatch(/accession|session_id|patient/i);
  });
});

describe.each([
  { name: 'mosquitto', start: () => startMosquitto() },
  { name: 'the embedded broker', start: () => startAedes() },
])('over $name', ({ start }) => {
  it('is kept by the broker, and said again when Home Assistant was born', async () => {
    const broker = await start();
    const home = await listenTo(broker.url, { filter: 'homeassistant/#' });
    const line = openLine(broker.url, openTestStore(), { homeAssistant: true });
    await home.until(CONFIG);
    const latecomer = await listenTo(broker.url, { filter: CONFIG });
    const [kept] = await latecomer.until(CONFIG);
    expect(JSON.parse(kept ?? '')).toEqual(discovered().config);
    await eventually(() => line.state).toBe('connected');
    await home.client.publishAsync('homeassistant/status', 'offline', { qos: 1 });
    await home.client.publishAsync('homeassistant/status', 'online', { qos: 1 });
    await home.until(CONFIG, 2);
    expect(home.texts(CONFIG)).toHaveLength(2);
  });
});

it('does not keep the line from its work where the broker forbids it', async () => {
  const broker = await startMosquitto({ acl: [`topic readwrite ${BASE}/#`] });
  const { log, lines } = readableLog();
  const line = openLine(broker.url, openTestStore(), { homeAssistant: true, log });
  await eventually(() => line.state).toBe('connected');
  expect(line.problem).toBeNull();
  expect(lines()).toMatch(/"level":30.*Home Assistant cannot be told over this broker/);
});

it('says nothing to Home Assistant where that is switched off', async () => {
  const broker = await startMosquitto();
  const home = await listenTo(broker.url, { filter: '#' });
  const line = openLine(broker.url, openTestStore());
  await eventually(() => line.state).toBe('connected');
  await line.close();
  await home.until(`${BASE}/status`, 2);
  expect(home.heard.filter(({ topic }) => topic.startsWith('homeassistant'))).toEqual([]);
});
