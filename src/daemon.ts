import { resolve } from 'node:path';
import { v7 as newUuid } from 'uuid';
import { openSource } from './capture/open-source.ts';
import type { Config } from './config.ts';
import { Closers } from './core/closers.ts';
import { messageOf } from './core/errors.ts';
import type { Log } from './core/log.ts';
import { type Models, openModels } from './inference/open-models.ts';
import { RunningInstrument } from './instrument.ts';
import { type BrokerLink, openBrokerLink } from './lab/broker-link.ts';
import { startEmbeddedBroker } from './lab/embedded-broker.ts';
import { resultMessage } from './lab/result-message.ts';
import { liveStages } from './live-stages.ts';
import { runPipeline } from './pipeline.ts';
import { PRODUCT } from './product.ts';
import { createHttpApp } from './server/http-app.ts';
import { listen } from './server/listen.ts';
import { LiveHub } from './server/live-hub.ts';
import { SessionRecorder } from './session-recorder.ts';
import { differential } from './slide/differential.ts';
import { Slide } from './slide/slide.ts';
import { openStore, type Store } from './store/store.ts';
import { Telemetry } from './telemetry.ts';

const STATE_INTERVAL_MS = 1000;

/** What runs, for the person who started it. */
export interface Running {
  readonly dashboardUrl: string;
  readonly brokerUrl: string | null;
  readonly sourceLabel: string;
  readonly provider: string;
  readonly models: Models['models'];
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
  const source = openSource({ ...config.capture, micronsPerPixel: config.slide.micronsPerPixel });
  const { modelDirectory = PRODUCT.modelDirectory, ...inference } = config.inference;
  const models = await openModels({ directory: modelDirectory, ...inference });
  closers.add('models', () => models.close());
  const store = openStore({ directory: resolve(config.dataDirectory) });
  closers.add('store', () => store.close());
  const recorder = openRecorder({ config, models, store });
  const telemetry = new Telemetry();
  const link = await openLink({ config, log, store, recorder, closers });

  const hub = new LiveHub({
    greeting: () => [{ type: 'state', state: instrument.state() }, ...recorder.greeting],
    jpegQuality: config.server.jpegQuality,
  });
  closers.add('live hub', () => hub.close());
  recorder.subscribe((fact) => hub.tell(fact));
  const viewers = () => hub.viewerCount;
  const name = { site: config.site, device: config.device };
  const instrument = new RunningInstrument({
    name,
    source,
    models,
    store,
    recorder,
    link,
    telemetry,
    viewers,
  });

  const app = createHttpApp({
    instrument,
    hub,
    uiDirectory: PRODUCT.uiDirectory,
    version: PRODUCT.version,
    log,
  });
  const server = await listen(app, config.server);
  closers.add('http server', () => server.close());
  const reporter = setInterval(() => {
    const state = instrument.state();
    hub.tell({ type: 'state', state });
    link?.publishHealth(state);
  }, STATE_INTERVAL_MS);
  closers.add('state reporter', () => clearInterval(reporter));

  onRunning({
    dashboardUrl: server.url,
    brokerUrl: link?.url ?? null,
    sourceLabel: source.label,
    provider: models.provider,
    models: models.models,
  });
  const { micronsPerPixel } = config.slide;
  await runPipeline(
    source.frames(signal),
    liveStages({ micronsPerPixel, models, recorder, hub, telemetry, log }),
  );
  // A file that was played once has ended; its count is still there to be reviewed and sent.
  await untilAborted(signal);
}

function openRecorder({
  config,
  models,
  store,
}: {
  config: Config;
  models: Models;
  store: Store;
}): SessionRecorder {
  const { width, height } = config.capture;
  const { site, device } = config;
  const [detector, classifier] = models.models;
  return new SessionRecorder({
    store,
    newSlide: () =>
      new Slide({
        width,
        height,
        micronsPerPixel: config.slide.micronsPerPixel,
        rejectBelow: config.inference.rejectBelow,
        modelSha256: classifier.sha256,
        newId: newUuid,
      }),
    composeResult: (session, tally, envelope) =>
      resultMessage({
        site,
        device,
        session,
        snapshot: differential({ ...session, session: session.id, tally }),
        models: { detector, classifier },
        envelope,
      }),
  });
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
  const { broker, embeddedPort, username, password } = config.lab;
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
    password,
    site: config.site,
    device: config.device,
    version: PRODUCT.version,
    outbox: store.outbox,
    log,
    commands: {
      start: async (request) => recorder.start(request),
      end: async ({ session }) => recorder.end(session),
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
