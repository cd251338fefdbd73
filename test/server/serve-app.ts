import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { BLANK_ORDER } from '../../src/core/session-order.ts';
import type { DifferentialSnapshot, Frame } from '../../src/core/types.ts';
import type { InstrumentState, ServerMessage } from '../../src/core/wire/live.ts';
import { AccessDesk } from '../../src/server/access/access-desk.ts';
import { OpenStreams } from '../../src/server/access/open-streams.ts';
import { createHttpApp } from '../../src/server/http-app.ts';
import type { Instrument } from '../../src/server/instrument-routes.ts';
import { listen } from '../../src/server/listen.ts';
import { LiveHub } from '../../src/server/live-hub.ts';
import type { CertificateFiles } from '../../src/server/tls/certificate.ts';
import { differential, emptyTally } from '../../src/slide/differential.ts';
import { SlideMap } from '../../src/slide/slide-map.ts';
import { openStore } from '../../src/store/store.ts';
import { RULES } from '../support/laboratory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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
  scale: { micronsPerPixel: 0.075, source: 'setting' },
  latencyMs: null,
  inference: {
    provider: 'cpu',
    state: 'ready',
    detectorMs: null,
    classifierMs: null,
    looks: 0,
    skippedLooks: 0,
  },
  slide: { provisionalCells: 0 },
  models: [],
  broker: { state: 'off', url: null, waiting: 0 },
  viewers: 0,
  fields: { frames: 0, good: 0, refused: {}, redCells: null },
};

export const SNAPSHOT: DifferentialSnapshot = differential({
  ...BLANK_ORDER,
  rules: RULES,
  session: '01890000-0000-7000-8000-000000000001',
  accession: '26-04711',
  revision: 3,
  status: 'counting',
  tally: { ...emptyTally(), lymphocyte: 2, neutrophil_segmented: 1 },
});

export const LIMITS = { idleMs: 60 * 60_000, absoluteMs: 12 * 3_600_000 };

/** A grey picture; `seq` and the age can be told apart in what viewers receive. */
export function greyFrame(options: { seq: number; width?: number; height?: number }): Frame {
  const { seq, width = 320, height = 240 } = options;
  const pixels = new Uint8Array(new SharedArrayBuffer(width * height * 3)).fill(200);
  return { seq, width, height, pixels, capturedAtNs: process.hrtime.bigint(), release: () => undefined };
}

interface Door {
  /** Without a login for this machine, as most tests want it. */
  readonly demo?: boolean;
  readonly now?: () => Date;
  readonly certificate?: CertificateFiles;
  /** The built dashboard. */
  readonly uiDirectory?: string;
}

/** The real app on a real port for one test, its accounts in a real store. */
export async function serveApp(overrides: Partial<Instrument> = {}, door: Door = {}) {
  const instrument: Instrument = {
    state: () => STATE,
    snapshot: () => SNAPSHOT,
    slideMap: () => new SlideMap().state(SNAPSHOT.session),
    slideMapTile: async () => null,
    startSession: ({ accession }) => ({ ...SNAPSHOT, accession }),
    changeOrder: ({ target = SNAPSHOT.target }) => ({ ...SNAPSHOT, target }),
    endSession: () => ({ ...SNAPSHOT, status: 'ended' }),
    cropJpeg: () => null,
    ...overrides,
  };
  const greeting = (): ServerMessage[] => [
    { type: 'state', state: STATE },
    { type: 'snapshot', snapshot: instrument.snapshot() },
  ];
  const hub = new LiveHub({ greeting, jpegQuality: 80 });
  const log = pino({ level: 'silent' });
  const { demo = true, now = () => new Date(), certificate, uiDirectory = import.meta.dirname } = door;
  const store = openStore({ directory: temporaryFolder(), now });
  const desk = new AccessDesk({ store: store.access, limits: LIMITS, now });
  const streams = new OpenStreams();
  const access = { store: store.access, desk, streams, demo, tls: certificate !== undefined };
  const app = createHttpApp({ instrument, hub, access, uiDirectory, version: '0.0.0', log });
  const tls = certificate && { certificate, log };
  const server = await listen(app, { host: '127.0.0.1', port: 0, tls });
  onTestFinished(async () => {
    hub.close();
    streams.close();
    await server.close();
    store.close();
  });
  return { app, hub, url: server.url, store, desk, streams };
}
