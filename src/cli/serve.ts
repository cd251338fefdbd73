import { parseArgs } from 'node:util';
import { type Config, parseConfig, printConfig } from '../config.ts';
import { HematovisionError } from '../core/errors.ts';
import { createLog } from '../core/log.ts';
import { type Running, runDaemon } from '../daemon.ts';
import { loadConfig } from '../load-config.ts';
import { dataDirectoryOf, runInSafeMode } from '../safe-mode.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision serve [OPTIONS]

Runs the instrument: takes pictures, counts cells, serves the dashboard, publishes results over MQTT.

  --source SOURCE    simulator | file:PATH | v4l2:/dev/v4l/by-id/… | rtsp://… | http(s)://…
  --host ADDRESS     address to listen on; any but a loopback one is served over TLS
  --port N           port of the dashboard (0: any free one)
  --demo             sign in by itself whoever sits at this machine (loopback addresses only)
  --data DIR         folder for results
  --record           record video and counted cells in the folder for results, for \`scan\`
  --broker URL       embedded | off | mqtt://HOST:1883 | mqtts://HOST:8883
  --config FILE      settings as YAML or JSON; the environment and the options above override it
  --print-config     print all settings, with their meaning, and stop
  --help
`;

/** Runs until SIGINT or SIGTERM; a second signal does not wait for anything. */
export async function runServe(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      source: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      demo: { type: 'boolean' },
      data: { type: 'string' },
      record: { type: 'boolean' },
      broker: { type: 'string' },
      config: { type: 'string' },
      'print-config': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  if (values['print-config']) {
    process.stdout.write(printConfig(override(loadConfig(values.config), values)));
    return EXIT.ok;
  }
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      // A plain exit while a model runs makes the runtime abort with a core dump.
      process.once(signal, () => process.kill(process.pid, 'SIGKILL'));
      stopping.abort();
    });
  }
  await runInSafeMode({
    load: () => loadConfig(values.config),
    directory: values.config === undefined ? null : (values.data ?? dataDirectoryOf(values.config)),
    log: createLog('info'),
    run: (settings, notices, started) => {
      const config = override(settings, values);
      return runDaemon({
        ...{ config, notices, configFile: values.config ?? null, signal: stopping.signal },
        log: createLog(config.logLevel),
        onRunning: (running) => {
          started();
          process.stdout.write(describe(running));
        },
      });
    },
  });
  return EXIT.ok;
}

interface Overrides {
  readonly source?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly demo?: boolean | undefined;
  readonly data?: string | undefined;
  readonly record?: boolean | undefined;
  readonly broker?: string | undefined;
}

/** The configuration with the command line's options in place, checked as a whole once more. */
function override(config: Config, { source, host, port, demo, data, record, broker }: Overrides): Config {
  if (port !== undefined && !/^\d+$/.test(port)) {
    throw new HematovisionError('usage', `--port takes a number, not '${port}'`);
  }
  return parseConfig(
    {
      ...config,
      ...(data === undefined ? {} : { dataDirectory: data }),
      capture: { ...config.capture, ...(source === undefined ? {} : { source, sourceFile: undefined }) },
      server: {
        ...config.server,
        ...(host === undefined ? {} : { host }),
        ...(port === undefined ? {} : { port: Number(port) }),
        ...(demo === undefined ? {} : { demo }),
      },
      recording: { ...config.recording, ...(record === undefined ? {} : { enabled: record }) },
      lab: { ...config.lab, ...(broker === undefined ? {} : { broker }) },
    },
    'command line',
  );
}

function describe(running: Running): string {
  const { dashboardUrl, fingerprint, claimCode, brokerUrl, sourceLabel, provider, models, recording } =
    running;
  const lines = [
    ['dashboard', dashboardUrl],
    ['certificate', fingerprint && `SHA-256 ${fingerprint}`],
    ['claim code', claimCode && `${claimCode}, asked for by the dashboard, makes the first account`],
    ['source', sourceLabel],
    ['models', `${models.map(({ name, version }) => `${name} ${version}`).join(', ')}, on ${provider}`],
    ['MQTT', brokerUrl ?? 'off'],
    ['recording', recording && `${recording.folder} (all together at most ${recording.mostGigabytes} GB)`],
  ];
  const told = lines.flatMap(([what, value]) => (value ? [`  ${what?.padEnd(12)}${value}\n`] : []));
  return `
HematoVision Edge: decision support, not a medical device. A qualified person verifies every cell.

${told.join('')}
To use a camera:  ./hematovision serve --source v4l2:/dev/v4l/by-id/…   (ls -l /dev/v4l/by-id)
or a stream:      ./hematovision serve --source rtsp://…
Ctrl-C stops.
`;
}
