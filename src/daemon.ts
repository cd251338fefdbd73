import { resolve } from 'node:path';
import { v7 as newUuid } from 'uuid';
import { openSource } from './capture/open-source.ts';
import type { Config } from './config.ts';
import { actingAs } from './core/acting-as.ts';
import { Closers } from './core/closers.ts';
import { messageOf } from './core/errors.ts';
import type { LaboratoryRules } from './core/laboratory-rules.ts';
import type { Log } from './core/log.ts';
import { openFrontDoor } from './front-door.ts';
import { activeHead } from './inference/adapted-heads.ts';
import { type Models, openModels } from './inference/open-models.ts';
import { RunningInstrument } from './instrument.ts';
import { type BrokerLink, openBrokerLink } from './lab/broker-link.ts';
import { startEmbeddedBroker } from './lab/embedded-broker.ts';
import { readLaboratoryRules } from './lab/laboratory-file.ts';
import { type ResultFacts, resultMessage } from './lab/result-message.ts';
import { liveStages } from './live-stages.ts';
import { notedSettings } from './noted-settings.ts';
import { runPipeline } from './pipeline.ts';
import { PRODUCT } from './product.ts';
import { readSecret } from './read-secret.ts';
import { Recording } from './recording/recording.ts';
import { scaleOf } from './scale.ts';
import { OpenStreams } from './server/access/open-streams.ts';
import { LiveHub } from './server/live-hub.ts';
import { SessionRecorder } from './session-recorder.ts';
import { differential } from './slide/differential.ts';
import { Slide } from './slide/slide.ts';
import { SlideMapFeed } from './slide-map-feed.ts';
import { SlideMemory } from './store/slide-memory.ts';
import { openStore, type Store } from './store/store.ts';
import { Telemetry } from './telemetry.ts';

const STATE_INTERVAL_MS = 1000;
/** Who asks over MQTT, in the audit trail: the broker knows which program it is, the instrument does not. */
const LABORATORY = 'laboratory';

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
  { config, log, signal, onRunning }: DaemonOptions,
  closers: Closers,
): Promise<void> {
  // Opens nothing yet, but refuses a source that cannot be; a person should not wait for models to hear it.
  const recording = openRecording(config, log);
  if (recording) closers.add('recording', () => recording.close());
  const scale = scaleOf(config);
  const { micronsPerPixel } = scale;
  const source = openSource({ ...config.capture, micronsPerPixel, recordTo: recording?.folder });
  const rules = readLaboratoryRules(config.lab.rulesFile ?? PRODUCT.laboratoryFile);
  const { modelDirectory = PRODUCT.modelDirectory, ...inference } = config.inference;
  const head = await activeHead(resolve(config.dataDirectory));
  const models = await openModels({ directory: modelDirectory, ...inference, head });
  closers.add('models', () => models.close());
  const store = openStore({ directory: resolve(config.dataDirectory) });
  closers.add('store', () => store.close());
  const memory = new SlideMemory(resolve(config.dataDirectory));
  closers.add('slide memory', () => memory.close());
  const recorder = openRecorder({ config, micronsPerPixel, models, store, memory, rules });
  const telemetry = new Telemetry();
  const link = await openLink({ config, log, store, recorder, closers });

  const hub = new LiveHub({
    greeting: () => [
      { type: 'state', state: instrument.state() },
      ...recorder.greeting,
      ...slideMap.greeting,
    ],
    jpegQuality: config.server.jpegQuality,
  });
  closers.add('live hub', () => hub.close());
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
  const name = { site: config.site, device: config.device };
  const instrument = new RunningInstrument({
    name,
    source,
    scale,
    models,
    store,
    recorder,
    link,
    telemetry,
    viewers,
    slideMap,
  });

  const { access } = store;
  access.noteSettings(notedSettings(config, { source: source.label, broker: link?.url ?? null }));
  const door = await openFrontDoor({ config, log, closers, instrument, hub, store: access, streams });
  const reporter = setInterval(() => {
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
  await runPipeline(
    source.frames(signal),
    liveStages({ micronsPerPixel, models, recorder, hub, telemetry, log }),
    'free',
  );
  // A file that was played once has ended; its count is still there to be reviewed and sent.
  await untilAborted(signal);
}

function openRecording({ dataDirectory, recording }: Config, log: Log): Recording | null {
  if (!recording.enabled) return null;
  const directory = resolve(dataDirectory, 'recordings');
  return new Recording({ directory, mostBytes: recording.mostGigabytes * 1e9, log }, new Date());
}

function openRecorder({
  config,
  micronsPerPixel,
  models,
  store,
  memory,
  rules,
}: {
  config: Config;
  micronsPerPixel: number;
  models: Models;
  store: Store;
  memory: SlideMemory;
  rules: LaboratoryRules;
}): SessionRecorder {
  const { width, height } = config.capture;
  const { site, device } = config;
  const [detector, classifier] = models.models;
  const recorder: SessionRecorder = new SessionRecorder({
    store,
    memory,
    rules,
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
    composeResult: (session, tally, envelope) =>
      resultMessage({
        site,
        device,
        session,
        snapshot: differential({ ...session, session: session.id, tally, rules }),
        models: { detector, classifier },
        codes: rules.codes,
        fields: fieldsOf(recorder.slide),
        envelope,
      }),
  });
  return recorder;
}

/** What a count rests on, for its result. */
function fieldsOf({ fields, map }: Slide): ResultFacts['fields'] {
  const { frames, refused } = fields.summary;
  return { frames, refused, areaMm2: Math.round(map.areaMm2 * 1e4) / 1e4 };
}

interface LinkOptions {
  readonly config: Config;
  readonly log: Log;
  readonly store: Store;
  readonly recorder: SessionRecorder;
  readonly closers: Closers;
}

/** The laboratory link, over a broker of our own where none is configured; null when switched off. */
async function openLink({ config, log, store, recorder, closers }: LinkOptions): Promise<BrokerLink | null> {
  const { broker, embeddedPort, username, passwordFile } = config.lab;
  if (broker === 'off') return null;
  let url = broker;
  if (broker === 'embedded') {
    const embedded = await startEmbeddedBroker({ port: embeddedPort });
    closers.add('embedded broker', () => embedded.close());
    if (embedded.port !== embeddedPort)
      log.warn({ embeddedPort, port: embedded.port }, 'the MQTT port is taken; using another');
    url = embedded.url;
  }
  const link = openBrokerLink({
    url,
    username,
    password: passwordFile === undefined ? config.lab.password : readSecret(passwordFile),
    site: config.site,
    device: config.device,
    version: PRODUCT.version,
    outbox: store.outbox,
    log,
    commands: {
      start: async (request) => actingAs(LABORATORY, () => recorder.start(request)),
      end: async ({ session }) => actingAs(LABORATORY, () => recorder.end(session)),
      status: async () => recorder.snapshot,
    },
  });
  closers.add('broker link', () => link.close());
  recorder.subscribe((fact) => {
    if (fact.type !== 'snapshot') return;
    link.publishProgress(fact.snapshot);
    if (fact.snapshot.status === 'ended') link.resultAdded();
  });
  return link;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
