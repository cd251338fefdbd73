import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { DifferentialSnapshot, Frame } from '../../src/core/types.ts';
import type { InstrumentState, ServerMessage } from '../../src/core/wire/live.ts';
import { createHttpApp, type Instrument } from '../../src/server/http-app.ts';
import { listen } from '../../src/server/listen.ts';
import { LiveHub } from '../../src/server/live-hub.ts';
import { differential, emptyTally } from '../../src/slide/differential.ts';

export const STATE: InstrumentState = {
  device: 'bench-1',
  site: 'lab',
  version: '0.0.0',
  source: {
    label: 'test pictures',
    state: 'live',
    message: null,
    hint: null,
    width: 320,
    height: 240,
    capturedFps: 30,
    processedFps: 30,
    droppedFrames: 0,
    refusedFrames: 0,
  },
  latencyMs: null,
  inference: { provider: 'cpu', state: 'ready', detectorMs: null, classifierMs: null },
  models: [],
  broker: { state: 'off', url: null, waiting: 0 },
  viewers: 0,
};

export const SNAPSHOT: DifferentialSnapshot = differential({
  session: '01890000-0000-7000-8000-000000000001',
  accession: '26-04711',
  revision: 3,
  status: 'counting',
  tally: { ...emptyTally(), lymphocyte: 2, neutrophil_segmented: 1 },
});

/** A grey picture; `seq` and the age can be told apart in what viewers receive. */
export function greyFrame(options: { seq: number; width?: number; height?: number }): Frame {
  const { seq, width = 320, height = 240 } = options;
  const pixels = new Uint8Array(new SharedArrayBuffer(width * height * 3)).fill(200);
  return { seq, width, height, pixels, capturedAtNs: process.hrtime.bigint(), release: () => undefined };
}

/** The real app on a real port for one test. */
export async function serveApp(overrides: Partial<Instrument> = {}) {
  const instrument: Instrument = {
    state: () => STATE,
    snapshot: () => SNAPSHOT,
    startSession: ({ accession }) => ({ ...SNAPSHOT, accession }),
    endSession: () => ({ ...SNAPSHOT, status: 'ended' }),
    cropJpeg: () => null,
    ...overrides,
  };
  const greeting = (): ServerMessage[] => [
    { type: 'state', state: STATE },
    { type: 'snapshot', snapshot: SNAPSHOT },
  ];
  const hub = new LiveHub({ greeting, jpegQuality: 80 });
  const log = pino({ level: 'silent' });
  const app = createHttpApp({ instrument, hub, uiDirectory: import.meta.dirname, version: '0.0.0', log });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    hub.close();
    await server.close();
  });
  return { hub, url: server.url };
}
