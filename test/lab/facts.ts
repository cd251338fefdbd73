import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import type { Log } from '../../src/core/log.ts';
import type { DifferentialSnapshot, Tally } from '../../src/core/types.ts';
import type { HealthFacts } from '../../src/core/wire/mqtt.ts';
import { resultPayload } from '../../src/lab/result-message.ts';
import { tellAsJson } from '../../src/lab/tell-result.ts';
import { differential, emptyTally } from '../../src/slide/differential.ts';
import type { Envelope, OutboxMessage, SessionRecord } from '../../src/store/records.ts';
import { RULES } from '../support/laboratory.ts';

export const SITE = 'ward-3';
export const DEVICE = 'scope-1';

export const MODELS = {
  classifier: { name: 'classifier', version: '1.2.0', sha256: 'c'.repeat(64), headSha256: 'c'.repeat(64) },
  detector: { name: 'detector', version: '1.0.0', sha256: 'd'.repeat(64) },
};

export const FIELDS = { frames: 60, refused: { 'out-of-focus': 12 }, areaMm2: 0.41 };

export function tallyOf(counts: Partial<Tally>): Tally {
  return { ...emptyTally(), ...counts };
}

export function snapshotOf(session: SessionRecord, tally: Tally): DifferentialSnapshot {
  return differential({ ...session, session: session.id, tally, rules: RULES });
}

export const SOFTWARE = { name: 'HematoVision Edge', version: '0.1.0' };

export function composeResult(session: SessionRecord, tally: Tally, envelope: Envelope): OutboxMessage[] {
  const result = resultPayload({
    site: SITE,
    device: DEVICE,
    session,
    snapshot: snapshotOf(session, tally),
    models: MODELS,
    codes: RULES.codes,
    fields: FIELDS,
    software: SOFTWARE,
    verified: null,
    envelope,
  });
  return [tellAsJson('mqtt')(result)];
}

export const STATE: HealthFacts = {
  site: SITE,
  device: DEVICE,
  version: '0.1.0',
  source: {
    label: 'simulated microscope',
    state: 'live',
    message: null,
    hint: null,
    width: 960,
    height: 720,
    capturedFps: 30,
    processedFps: 29,
    droppedFrames: 3,
    refusedFrames: 7,
  },
  scale: { micronsPerPixel: 0.075, source: 'setting' },
  latencyMs: { p50: 80.5, p95: 140 },
  inference: {
    provider: 'cpu',
    state: 'ready',
    restarts: 0,
    detectorMs: 34.2,
    classifierMs: null,
    looks: 120,
    skippedLooks: 3,
  },
  slide: { provisionalCells: 0, isPaused: false },
  models: [MODELS.detector, MODELS.classifier],
  broker: { state: 'connecting', url: 'mqtt://127.0.0.1:1883/', waiting: 0 },
  outbox: [],
  viewers: 1,
  video: { encoder: null, viewers: 0, reducedViewers: 0, keyFrames: 0, packetsLost: 0 },
  whip: null,
  notices: [],
  fields: { frames: 60, good: 48, refused: { 'out-of-focus': 12 }, redCells: null },
  audit: { number: 12, hash: 'a'.repeat(64) },
};

/** A log whose lines can be read. */
export function readableLog(): { log: Log; lines: () => string } {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return { log: pino({ level: 'debug', base: null }, stream), lines: () => text };
}
