import { resolve } from 'node:path';
import { v7 as newUuid } from 'uuid';
import { openSource } from './capture/open-source.ts';
import { type Care, openCare } from './care/open-care.ts';
import { ownRestart } from './care/own-restart.ts';
import { readControlSlides } from './care/quality-control.ts';
import { pulseOf, startWatchdog, statusLine } from './care/watchdog.ts';
import { ChamberDesk } from './chamber-desk.ts';
import { type ComposeCount, resultComposer } from './compose-result.ts';
import type { Config } from './config.ts';
import { Closers } from './core/closers.ts';
import { messageOf } from './core/errors.ts';
import type { LaboratoryRules } from './core/laboratory-rules.ts';
import type { Log } from './core/log.ts';
import type { Notice } from './core/wire/live.ts';
import { FrameGrab } from './frame-grab.ts';
import { openFrontDoor } from './front-door.ts';
import { activeHead } from './inference/adapted-heads.ts';
import { type Models, openModels } from './inference/open-models.ts';
import { RunningInstrument } from './instrument.ts';
import { readLaboratoryRules } from './lab/laboratory-file.ts';
import { takingOrders } from './lab/orders/take-orders.ts';
import type { ResultFacts } from './lab/result-message.ts';
import { outboxStanding } from './lab/senders.ts';
import { openLaboratory, resultTellers } from './laboratory.ts';
import { laboratoryCommands } from './laboratory-commands.ts';
import { LearnDesk } from './learn-desk.ts';
import { liveStages } from './live-stages.ts';
import { notedSettings } from './noted-settings.ts';
import { Notices } from './notices.ts';
import { openVideo } from './open-video.ts';
import { openOrderDoors } from './order-doors.ts';
import { noticeSetAside } from './outbox-notice.ts';
import { runPipeline } from './pipeline.ts';
import { printedReport } from './printed-report.ts';
import { PRODUCT } from './product.ts';
import { publishVideo } from './publish-video.ts';
import { readSecret } from './read-secret.ts';
import { Recording } from './recording/recording.ts';
import { CellLooks } from './review/cell-looks.ts';
import { reviewDesks } from './review/review-desks.ts';
import { SessionEvents } from './review/session-events.ts';
import { scaleOf } from './scale.ts';
import { OpenStreams } from './server/access/open-streams.ts';
import { LiveHub } from './server/live-hub.ts';
import { SessionRecorder } from './session-recorder.ts';
import { SettingsDesk } from './settings-desk.ts';
import { Slide } from './slide/slide.ts';
import { SlideMapFeed } from './slide-map-feed.ts';
import { SlideMemory } from './store/slide-memory.ts';
import { openStore, type Store } from './store/store.ts';
import { TallyDesk } from './tally-desk.ts';
import { Telemetry } from './telemetry.ts';
import { UploadDesk } from './upload-desk.ts';

const STATE_INTERVAL_MS = 1000;

/** Drawn cells of each class that are kept ready for quizzes. */
const QUIZ_CELLS_OF_EACH = 12;

/** What runs, for the person who started it. */
export interface Running {
  readonly dashboardUrl: string;
  /** SHA-256 of the certificate; null without TLS. */
  readonly fingerprint: string | null;
  /** Makes the first account; null when there is one. */
  readonly claimCode: string | null;
  readonly brokerUrl: string | null;
  readonly sourceLabel: string;
  readonly provider: string;
  readonly models: Models['models'];
  /** Null when nothing is recorded. */
  readonly recording: { readonly folder: string; readonly mostGigabytes: number } | null;
}

export interface DaemonOptions {
  readonly config: Config;
  readonly log: Log;
  /** What is known to be wrong before anything was opened. */
  readonly notices?: readonly Notice[];
  /** The file the settings came from; null: none. */
  readonly configFile?: string | null;
  /** Ends the daemon. */
  readonly signal: AbortSignal;
  readonly onRunning: (running: Running) => void;
}

/** Opens every part, runs the loop until the signal aborts, and closes what was opened, in reverse. */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const closers = new Closers();
  try {
    await openAndRun(options, closers);
  } finally {
    for (const { name, reason } of await closers.closeAll()) {
      options.log.warn({ part: name, reason: messageOf(reason) }, 'a part did not close cleanly');
    }
  }
}

async function openAndRun(
  { config, log, notices: known = [], configFile = null, signal, onRunning }: DaemonOptions,
  closers: Closers,
): Promise<void> {
  // Opens nothing yet, but refuses a source that cannot be; a person should not wait for models to hear it.
  const recording = openRecording(config, log);
  if (recording) closers.add('recording', () => recording.close());
  const scale = scaleOf(config);
  const { micronsPerPixel } = scale;
  const source = openSource({
    ...config.capture,
    ...{ source: sourceOf(config), micronsPerPixel, recordTo: recording?.folder },
  });
  const rules = readLaboratoryRules(config.lab.rulesFile ?? PRODUCT.laboratoryFile);
  const controls = readControlSlides(config.qualityControl.file);
  const { modelDirectory = PRODUCT.modelDirectory, ...inference } = config.inference;
  const head = await activeHead(resolve(config.dataDirectory));
  const models = await openModels({ directory: modelDirectory, ...inference, head });
  closers.add('models', () => models.close());
  for (const concern of models.concerns) log.warn({ runsOn: models.provider }, concern);
  const store = openStore({
    directory: resolve(config.dataDirectory),
    unknownAccessions: config.lab.unknownAccessions,
  });
  closers.add('store', () => store.close());
  const memory = new SlideMemory(resolve(config.dataDirectory));
  closers.add('slide memory', () => memory.close());
  const notices = new Notices();
  for (const notice of known) notices.putUp(notice);
  const care = await openCare({ config, log, closers, notices, models, store, controls });
  const isControl = (accession: string | null) => care.qualityControl.controlOf(accession) !== null;
  const compose = composerOf(config, models, rules, isControl);
  const recorder = openRecorder({ config, micronsPerPixel, models, store, memory, rules, compose, care });
  recorder.subscribe(care.follow);
  const events = new SessionEvents();
  const telemetry = new Telemetry();
  const grab = new FrameGrab();

  const hub = new LiveHub({
    greeting: () => [
      { type: 'state', state: instrument.state() },
      ...recorder.greeting,
      ...slideMap.greeting,
    ],
    jpegQuality: config.server.jpegQuality,
  });
  closers.add('live hub', () => hub.close());
  const video = await openVideo({ config, log, closers });
  const drawReport = printedReport({
    store,
    laboratory: config.lab.name ?? null,
    language: config.lab.reportLanguage,
  });
  const takeOrders = takingOrders(store.orders);
  const chambers = new ChamberDesk({
    table: store.chamberReadings,
    now: () => new Date(),
    staleAfterMs: config.lab.hemocytometerStaleAfterHours * 3_600_000,
  });
  const { link, senders } = await openLaboratory({
    ...{ config, log, closers, outbox: store.outbox },
    commands: laboratoryCommands({ recorder, hub, takeOrders, chambers }),
    drawReport,
  });
  await openOrderDoors({ config, log, closers, take: takeOrders });
  const told = () => {
    for (const sender of senders) sender.added();
  };
  recorder.subscribe((fact) => {
    if (fact.type !== 'snapshot') return;
    link?.publishProgress(fact.snapshot);
    if (fact.snapshot.status === 'ended') told();
    const { session, revision } = fact.snapshot;
    events.tell(session, { name: 'revision', data: { revision } });
  });
  const streams = new OpenStreams();
  closers.add('open streams', () => streams.close());
  recorder.subscribe((fact) => {
    // A guest of the session before must not hear of this one.
    if (fact.type === 'snapshot') streams.review();
    hub.tell(fact);
  });
  const slideMap = new SlideMapFeed({
    current: () => ({ session: recorder.snapshot.session, map: recorder.slide.map }),
    cells: () => recorder.countedCells,
    tell: (message) => hub.tell(message),
  });
  closers.add('slide map', () => slideMap.close());
  const { width, height } = config.capture;
  recording?.begin({
    ...{ version: PRODUCT.version, source: source.label, width, height, micronsPerPixel },
    models: [...models.models],
  });
  recorder.subscribe((fact) => recording?.note(fact));
  const viewers = () => hub.viewerCount;
  const publisher = publishVideo({ config, log, closers, hub, encoder: video.encoder });
  const name = { site: config.site, device: config.device };
  const instrument = new RunningInstrument({
    name,
    source,
    scale,
    models,
    store,
    recorder,
    link,
    outbox: () => outboxStanding(store.outbox, senders),
    telemetry,
    viewers,
    video: () => video.state,
    whip: () => publisher?.standing ?? null,
    slideMap,
    notices,
  });

  const { access } = store;
  access.noteSettings(notedSettings(config, { source: source.label, broker: link?.url ?? null }));
  const desks = {
    ...reviewDesks({
      ...{ store, rules, micronsPerPixel, compose, events, drawReport },
      now: () => new Date(),
      dataDirectory: resolve(config.dataDirectory),
      looks: new CellLooks(store, models),
      follow: (session, cells) => recorder.follow(session, cells),
      queued: told,
    }),
    orders: store.orders,
    settings: new SettingsDesk({
      config,
      configFile,
      detector: models.detector,
      micronsPerPixel,
      grab,
      store: access,
      restart: ownRestart(),
    }),
    uploads: new UploadDesk(models, store),
    chambers,
    controls: care.qualityControl,
    tallies: new TallyDesk({ store, rules, currentSession: () => recorder.snapshot.session }),
    quizzes: new LearnDesk({
      store,
      models,
      readyOfEach: QUIZ_CELLS_OF_EACH,
      onFault: (reason) => log.warn({ reason: messageOf(reason) }, 'cells for quizzes could not be drawn'),
    }),
  };
  const door = await openFrontDoor({
    config,
    log,
    closers,
    instrument,
    hub,
    video,
    store: access,
    streams,
    desks,
  });
  const reporter = setInterval(() => {
    noticeSetAside(store.outbox.lines(), notices);
    const state = instrument.state();
    hub.tell({ type: 'state', state });
    link?.publishHealth({ ...state, audit: store.auditHead() });
  }, STATE_INTERVAL_MS);
  closers.add('state reporter', () => clearInterval(reporter));

  onRunning({
    dashboardUrl: door.server.url,
    fingerprint: door.server.fingerprint,
    claimCode: door.claimCode,
    brokerUrl: link?.url ?? null,
    sourceLabel: source.label,
    provider: models.provider,
    models: models.models,
    recording: recording && { folder: recording.folder, mostGigabytes: config.recording.mostGigabytes },
  });
  const watchdog = startWatchdog({
    pulse: () => pulseOf(source, telemetry),
    status: () => statusLine(instrument.state()),
    log,
  });
  if (watchdog) closers.add('watchdog', () => watchdog.close());
  // What starting left behind (25 MiB) would otherwise be collected minutes later, in a pause that a viewer sees.
  await globalThis.gc?.({ type: 'major', execution: 'async', flavor: 'last-resort' });
  await runPipeline(
    source.frames(signal),
    liveStages({ micronsPerPixel, models, recorder, hub, video, telemetry, grab, log }),
    'free',
  );
  // A file that was played once has ended; its count is still there to be reviewed and sent.
  await untilAborted(signal);
}

/** A camera's address may hold its password, and so be a secret itself. */
function sourceOf({ capture: { source, sourceFile } }: Config): string {
  return sourceFile === undefined ? source : readSecret(sourceFile);
}

function openRecording({ dataDirectory, recording, keeping }: Config, log: Log): Recording | null {
  if (!recording.enabled) return null;
  const directory = resolve(dataDirectory, 'recordings');
  const leastFreeBytes = keeping.leastFreeGigabytes * 1e9;
  const { keptDays, mostGigabytes } = recording;
  return new Recording(
    { directory, mostBytes: mostGigabytes * 1e9, keptDays, leastFreeBytes, log },
    new Date(),
  );
}

function composerOf(
  config: Config,
  { models }: Models,
  rules: LaboratoryRules,
  isControl: (accession: string | null) => boolean,
): ComposeCount {
  const { site, device } = config;
  const [detector, model] = models;
  const basis = { fields: { frames: 0, refused: {}, areaMm2: 0 }, model, detector };
  return resultComposer({ site, device, rules, tellers: resultTellers(config), basis, isControl });
}

function openRecorder({
  config,
  micronsPerPixel,
  models,
  store,
  memory,
  rules,
  compose,
  care,
}: {
  config: Config;
  micronsPerPixel: number;
  models: Models;
  store: Store;
  memory: SlideMemory;
  rules: LaboratoryRules;
  compose: ComposeCount;
  care: Care;
}): SessionRecorder {
  const { width, height } = config.capture;
  const [detector, classifier] = models.models;
  return new SessionRecorder({
    store,
    memory,
    rules,
    micronsPerPixel,
    mayCount: care.mayCount,
    keepsPictures: care.keepsPictures,
    basis: (slide) => ({
      ...{ fields: fieldsOf(slide), model: classifier, detector },
      classSet: models.classSet,
    }),
    newSlide: () =>
      new Slide({
        width,
        height,
        micronsPerPixel,
        gateLimits: config.slide.quality,
        rule: models.rule,
        modelSha256: classifier.sha256,
        headSha256: classifier.headSha256,
        newId: newUuid,
      }),
    composeResult: (session, tally, envelope, basis) =>
      compose({ session, tally, envelope, basis, verified: null }).messages,
  });
}

/** What a count rests on, for its result. */
function fieldsOf({ fields, map }: Slide): ResultFacts['fields'] {
  const { frames, refused } = fields.summary;
  return { frames, refused, areaMm2: Math.round(map.areaMm2 * 1e4) / 1e4 };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
