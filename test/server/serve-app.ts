import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { QualityControl } from '../../src/care/quality-control.ts';
import { ChamberDesk } from '../../src/chamber-desk.ts';
import { type Config, parseConfig } from '../../src/config.ts';
import type { ControlSlide } from '../../src/core/control-slide.ts';
import { HematovisionError } from '../../src/core/errors.ts';
import { BLANK_ORDER } from '../../src/core/session-order.ts';
import type { DifferentialSnapshot, Frame } from '../../src/core/types.ts';
import type { InstrumentState, PictureContent, ServerMessage } from '../../src/core/wire/live.ts';
import { FrameGrab } from '../../src/frame-grab.ts';
import { Notices } from '../../src/notices.ts';
import { AccessDesk } from '../../src/server/access/access-desk.ts';
import { OpenStreams } from '../../src/server/access/open-streams.ts';
import { createHttpApp } from '../../src/server/http-app.ts';
import type { Instrument } from '../../src/server/instrument-routes.ts';
import type { Quizzes } from '../../src/server/learn-routes.ts';
import { listen } from '../../src/server/listen.ts';
import { LiveHub } from '../../src/server/live-hub.ts';
import type { CertificateFiles } from '../../src/server/tls/certificate.ts';
import type { Uploads } from '../../src/server/upload-routes.ts';
import type { Video } from '../../src/server/whep-routes.ts';
import { SettingsDesk } from '../../src/settings-desk.ts';
import { differential, emptyTally } from '../../src/slide/differential.ts';
import { SlideMap } from '../../src/slide/slide-map.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { TallyDesk } from '../../src/tally-desk.ts';
import { RULES } from '../support/laboratory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { someReviewDesks } from './some-review-desks.ts';

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
    restarts: 0,
    detectorMs: null,
    classifierMs: null,
    looks: 0,
    skippedLooks: 0,
  },
  slide: { provisionalCells: 0, isPaused: false },
  models: [],
  broker: { state: 'off', url: null, waiting: 0 },
  outbox: [],
  viewers: 0,
  video: { encoder: null, viewers: 0, reducedViewers: 0, keyFrames: 0, packetsLost: 0 },
  whip: null,
  notices: [],
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

/** A good field with one lymphocyte in its box. */
export const FIELD_WITH_LYMPHOCYTE: PictureContent = {
  quality: {
    verdict: 'good',
    focus: 1,
    speedPixels: 0,
    luminance: 200,
    limits: { leastFocus: 0.45, fastestPixels: 24 },
    fault: null,
    redCells: null,
  },
  pose: { xUm: 10, yUm: 20, confidence: 1 },
  micronsPerPixel: 0.075,
  overlay: [{ kind: 'wbc', box: [100, 80, 60, 60], score: 0.9, class: 'lymphocyte', probability: 0.97 }],
};

/** A grey picture; `seq` and the age can be told apart in what viewers receive. */
export function greyFrame(options: { seq: number; width?: number; height?: number }): Frame {
  const { seq, width = 320, height = 240 } = options;
  const pixels = new Uint8Array(new SharedArrayBuffer(width * height * 3)).fill(200);
  return { seq, width, height, pixels, capturedAtNs: process.hrtime.bigint(), release: () => undefined };
}

const noPicture = () => {
  throw new HematovisionError('picture-missing', 'No models here to read a picture');
};
const NO_UPLOADS: Uploads = {
  read: async () => noPicture(),
  viewJpeg: noPicture,
  activation: async () => noPicture(),
  makeSession: noPicture,
};

const noCells = () => {
  throw new HematovisionError('quiz-refused', 'Nothing is drawn here');
};
const NO_QUIZZES: Quizzes = {
  state: noCells,
  start: async () => noCells(),
  quiz: async () => noCells(),
  answer: async () => noCells(),
  makeSet: async () => noCells(),
  startSet: async () => noCells(),
  comparisonCsv: noCells,
  pictureJpeg: () => null,
  exampleJpeg: () => null,
};

const noViewer = async () => {
  throw new HematovisionError('viewer-missing', 'Nobody watches here');
};
const NO_VIDEO: Video = {
  join: async () => {
    throw new HematovisionError('encoder-missing', 'No encoder here');
  },
  addCandidates: noViewer,
  leave: noViewer,
};

interface Door {
  readonly video?: Video;
  readonly iceServerLinks?: readonly string[];
  readonly quizzes?: (store: Store) => Quizzes;
  readonly uploads?: (store: Store) => Uploads;
  readonly config?: Config;
  /** None: quality control is off. */
  readonly controls?: readonly ControlSlide[];
  /** The file the settings came from. */
  readonly configFile?: string;
  readonly restart?: () => void;
  /** Where calibration takes its picture from. */
  readonly grab?: FrameGrab;
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
    pauseSession: () => STATE,
    resumeSession: () => STATE,
    endSession: () => ({ ...SNAPSHOT, status: 'ended' }),
    cropJpeg: () => null,
    ...overrides,
  };
  const greeting = (): ServerMessage[] => [
    { type: 'state', state: instrument.state() },
    { type: 'snapshot', snapshot: instrument.snapshot() },
  ];
  const hub = new LiveHub({ greeting, jpegQuality: 80 });
  const log = pino({ level: 'silent' });
  const { demo = true, now = () => new Date(), certificate, uiDirectory = import.meta.dirname } = door;
  const directory = temporaryFolder();
  const store = openStore({ directory, now });
  const desk = new AccessDesk({ store: store.access, limits: LIMITS, now });
  const streams = new OpenStreams();
  const access = { store: store.access, desk, streams, demo, tls: certificate !== undefined };
  const schemas = { status: { title: 'status' } };
  const currentSession = () => instrument.snapshot().session;
  const tallies = new TallyDesk({ store, rules: RULES, currentSession });
  const desks = {
    ...someReviewDesks({ store, directory, now }),
    orders: store.orders,
    uploads: door.uploads?.(store) ?? NO_UPLOADS,
    chambers: new ChamberDesk({ table: store.chamberReadings, now, staleAfterMs: 8 * 3_600_000 }),
    controls: new QualityControl({
      ...{ controls: door.controls ?? [], everyHours: 24 },
      ...{ keeping: store.keeping, notices: new Notices() },
    }),
    tallies,
    quizzes: door.quizzes?.(store) ?? NO_QUIZZES,
    settings: new SettingsDesk({
      config: door.config ?? parseConfig({ dataDirectory: directory }, 'test'),
      configFile: door.configFile ?? null,
      detector: { detect: async () => noPicture() },
      micronsPerPixel: 0.075,
      grab: door.grab ?? new FrameGrab(),
      store: store.access,
      restart: door.restart ?? null,
    }),
  };
  const video = { video: door.video ?? NO_VIDEO, iceServerLinks: door.iceServerLinks ?? [] };
  const app = createHttpApp({
    instrument,
    hub,
    video,
    access,
    desks,
    uiDirectory,
    version: '0.0.0',
    schemas,
    log,
  });
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
