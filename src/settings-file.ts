import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseDocument } from 'yaml';
import { type Config, configSchema } from './config.ts';
import { withEnvironment } from './config-environment.ts';
import { checked, readYaml } from './core/checked-yaml.ts';
import { HematovisionError, messageOf } from './core/errors.ts';

/** Whether a file can be replaced: it and its folder may be written. */
export function mayReplace(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Puts a text in the place of a file, whole or not at all; the file's mode stays. Throws `store-failed`. */
export function replaceFile(path: string, text: string): void {
  try {
    const { mode } = statSync(path);
    writeFileSync(`${path}.new`, text, { mode });
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw new HematovisionError('store-failed', `${path} cannot be written: ${messageOf(cause)}`, { cause });
  }
}

/** What a configuration file means with the environment over it; the command line is not part of it. */
export function settingsIn(path: string): Config {
  return settingsOf(readYaml(path, 'Configuration file'), path);
}

/**
 * Writes settings, by their path, into a configuration file; null takes one out. All else, comments too, stays as it
 * is. Nothing is written when the whole would not be valid: then it throws `config-invalid`.
 */
export function writeSettings(path: string, changes: ReadonlyMap<string, unknown>): void {
  const document = parseDocument(readFileSync(path, 'utf8'));
  for (const [name, value] of changes) {
    if (value === null) document.deleteIn(name.split('.'));
    else document.setIn(name.split('.'), value);
  }
  settingsOf(document.toJS(), path);
  replaceFile(path, document.toString({ lineWidth: 0 }));
}

function settingsOf(written: unknown, path: string): Config {
  const { value } = withEnvironment(written ?? {}, configSchema, process.env);
  return checked(configSchema, value, { where: path });
}
