import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Config, configSchema } from './config.ts';
import { variableOf } from './config-environment.ts';
import { readYaml } from './core/checked-yaml.ts';
import { type ErrorCode, HematovisionError } from './core/errors.ts';
import type { Log } from './core/log.ts';
import type { Notice } from './core/wire/live.ts';

const FILE = 'last-good-config.json';

/** Faults that settings cause and other settings mend. */
const FAULTS_OF_SETTINGS: readonly ErrorCode[] = [
  'config-invalid',
  'file-missing',
  'source-invalid',
  'certificate-invalid',
  'model-missing',
  'model-invalid',
  'provider-unavailable',
];

export interface SafeModeOptions {
  /** Settings in force, without those of the command line. Throws what is wrong with them. */
  readonly load: () => Config;
  /** The data folder: where the settings that worked are kept. Null: there is no file, so nothing to fall back from. */
  readonly directory: string | null;
  readonly log: Log;
  /** Runs the instrument to its end and calls `started` once it counts. */
  readonly run: (config: Config, notices: readonly Notice[], started: () => void) => Promise<void>;
}

/**
 * Runs the instrument by its settings. Where they cannot work it runs by the last ones that did, and says so: a slip
 * in a file must not close the laboratory. Where none ever worked, it throws: somebody is just setting it up.
 */
export async function runInSafeMode({ load, directory, log, run }: SafeModeOptions): Promise<void> {
  if (directory === null) return run(load(), [], () => undefined);
  let hasStarted = false;
  try {
    const config = load();
    await run(config, [], () => {
      hasStarted = true;
      keepLastGood(directory, config, log);
    });
  } catch (fault) {
    if (hasStarted || !isOfSettings(fault)) throw fault;
    const last = lastGood(directory);
    if (last === null) throw fault;
    log.error(
      { reason: fault.message },
      'safe mode: the settings cannot be used; using the last ones that worked',
    );
    await run(last, [noticeOf(fault)], () => undefined);
  }
}

/** The data folder that a broken file means: its own word for it, where that can be read. */
export function dataDirectoryOf(path: string): string {
  const fromEnvironment = process.env[variableOf(['dataDirectory'])];
  if (fromEnvironment !== undefined) return fromEnvironment;
  try {
    const { dataDirectory } = configSchema
      .pick({ dataDirectory: true })
      .strip()
      .parse(readYaml(path, 'Configuration file') ?? {});
    return dataDirectory;
  } catch {
    return configSchema.shape.dataDirectory.parse(undefined);
  }
}

function isOfSettings(fault: unknown): fault is HematovisionError {
  return fault instanceof HematovisionError && FAULTS_OF_SETTINGS.includes(fault.code);
}

function noticeOf({ message, hint }: HematovisionError): Notice {
  return {
    code: 'safe-mode',
    message: `The settings cannot be used, so the last ones that worked are in force. ${message}`,
    hint: `${hint} Then start the instrument again.`,
  };
}

/** It may hold passwords, as the settings do. */
function keepLastGood(directory: string, config: Config, log: Log): void {
  const path = join(resolve(directory), FILE);
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(config)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (reason) {
    log.warn({ path, reason }, 'the settings could not be kept for safe mode');
  }
}

/** Null where there are none, or none that this version understands. */
function lastGood(directory: string): Config | null {
  try {
    return configSchema.parse(JSON.parse(readFileSync(join(resolve(directory), FILE), 'utf8')));
  } catch {
    return null;
  }
}
