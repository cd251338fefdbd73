import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import type { Log } from '../../src/core/log.ts';
import type { DifferentialSnapshot, Tally } from '../../src/core/types.ts';
import type { InstrumentState } from '../../src/core/wire/live.ts';
import { resultMessage } from '../../src/lab/result-message.ts';
import { differential, emptyTally } from '../../src/slide/differential.ts';
import type { Envelope, OutboxMessage, SessionRecord } from '../../src/store/records.ts';

export const SITE = 'ward-3';
export const DEVICE = 'scope-1';

export const MODELS = {
  classifier: { name: 'classifier', version: '1.2.0', sha256: 'c'.repeat(64) },
  detector: { name: 'detector', version: '1.0.0', sha256: 'd'.repeat(64) },
};

export function tallyOf(counts: Partial<Tally>): Tally {
  return { ...emptyTally(), ...counts };
}

export function snapshotOf(session: SessionRecord, tally: Tally): DifferentialSnapshot {
  return differential({ ...session, session: session.id, tally });
}

export function composeResult(session: SessionRecord, tally: Tally, envelope: Envelope): OutboxMessage {
  return resultMessage({
    site: SITE,
    device: DEVICE,
    session,
    snapshot: snapshotOf(session, tally),
    models: MODELS,
    envelope,
  });
}

export const STATE: InstrumentState = {
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
  latencyMs: { p50: 80.5, p95: 140 },
  inference: { provider: 'cpu', state: 'ready', detectorMs: 34.2, classifierMs: null },
  models: [MODELS.detector, MODELS.classifier],
  broker: { state: 'connecting', url: 'mqtt://127.0.0.1:1883/', waiting: 0 },
  viewers: 1,
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
