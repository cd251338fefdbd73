import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Config, configSchema } from './config.ts';
import { checked } from './core/checked-yaml.ts';
import { HematovisionError, messageOf } from './core/errors.ts';
import { laboratoryRules } from './core/laboratory-rules.ts';
import {
  EDITABLE_SETTINGS,
  type MeasuredScale,
  type Setting,
  type SettingChanges,
  type SettingName,
  type SettingsView,
  type SettingValue,
} from './core/wire/settings.ts';
import type { FrameGrab } from './frame-grab.ts';
import type { Models } from './inference/open-models.ts';
import { measureByRedCells, measureByRuler } from './measure-scale.ts';
import { PRODUCT } from './product.ts';
import { saveCalibration } from './scale.ts';
import type { Settings } from './server/settings-routes.ts';
import { mayReplace, replaceFile, settingsIn, writeSettings } from './settings-file.ts';
import type { AccessStore } from './store/access-store.ts';

const CAMERAS = '/dev/v4l/by-id';

export interface SettingsDeskOptions {
  /** In force. */
  readonly config: Config;
  /** The file the instrument was started with; null: none. */
  readonly configFile: string | null;
  /** Finds the red cells that stand in for a ruler. */
  readonly detector: Pick<Models['detector'], 'detect'>;
  readonly micronsPerPixel: number;
  readonly grab: FrameGrab;
  readonly store: AccessStore;
  /** Starts the instrument again; null where nobody would. */
  readonly restart: (() => void) | null;
}

/** Settings as an administrator sees and changes them. What is written takes effect at the next start. */
export class SettingsDesk implements Settings {
  readonly #options: SettingsDeskOptions;

  constructor(options: SettingsDeskOptions) {
    this.#options = options;
  }

  view(): SettingsView {
    const { config, configFile } = this.#options;
    const written = configFile === null ? config : settingsIn(configFile);
    const rulesFile = config.lab.rulesFile ?? PRODUCT.laboratoryFile;
    return {
      settings: EDITABLE_SETTINGS.map((name) => ({
        name,
        takes: takesOf(name),
        inForce: valueAt(config, name),
        written: valueAt(written, name),
      })),
      file: configFile === null ? null : { path: configFile, mayWrite: mayReplace(configFile) },
      mayRestart: this.#options.restart !== null,
      cameras: ['simulator', ...pluggedIn()],
      laboratory: {
        path: rulesFile,
        mayWrite: config.lab.rulesFile !== undefined && mayReplace(rulesFile),
        text: readFileSync(rulesFile, 'utf8'),
      },
    };
  }

  /** Writes settings into the configuration file. Throws `settings-fixed` where there is none to write. */
  change(changes: SettingChanges): SettingsView {
    const { configFile, store } = this.#options;
    if (configFile === null || !mayReplace(configFile))
      throw new HematovisionError('settings-fixed', 'The settings cannot be changed here');
    writeSettings(configFile, new Map(Object.entries(changes)));
    store.note('settings-written', { file: configFile, ...changes });
    return this.view();
  }

  /** Starts the instrument again. Throws `settings-fixed` where nothing would bring it back, and `restart-refused`. */
  restart(): void {
    const { restart, store } = this.#options;
    if (restart === null)
      throw new HematovisionError('settings-fixed', 'Nothing here would start the instrument again', {
        hint: 'Stop it and start it at its console.',
      });
    restart();
    store.note('restart-asked', {});
  }

  /** Replaces the laboratory's ranges, rules and codes by a text that was checked. */
  replaceLaboratory(text: string): SettingsView {
    const path = this.#options.config.lab.rulesFile;
    if (path === undefined || !mayReplace(path))
      throw new HematovisionError('settings-fixed', 'The laboratory file cannot be changed here', {
        hint: 'Copy deploy/laboratory.yaml and name the copy in the setting lab.rulesFile.',
      });
    checked(laboratoryRules, yamlOf(text), { where: path });
    replaceFile(path, text);
    this.#options.store.note('laboratory-file-written', { file: path });
    return this.view();
  }

  /** Measures the scale on the next picture of the camera. */
  async calibrate(spacingUm: number | null, keep: boolean): Promise<MeasuredScale> {
    const { grab, detector, micronsPerPixel, config, store } = this.#options;
    const picture = await grab.next();
    const name = 'The picture of the camera';
    const {
      words: _,
      seen,
      ...measured
    } = spacingUm === null
      ? await measureByRedCells(name, picture, { detector, micronsPerPixel })
      : await measureByRuler(name, picture, spacingUm);
    if (keep) {
      saveCalibration(resolve(config.dataDirectory), measured);
      store.note('scale-kept', measured);
    }
    const { source } = measured;
    return { micronsPerPixel: measured.micronsPerPixel, source, seen, kept: keep };
  }
}

function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new HematovisionError('config-invalid', `This is not YAML: ${messageOf(cause)}`, { cause });
  }
}

function pluggedIn(): readonly string[] {
  try {
    return readdirSync(CAMERAS).map((name) => `v4l2:${join(CAMERAS, name)}`);
  } catch {
    return [];
  }
}

function valueAt(config: Config, name: SettingName): SettingValue {
  let at: unknown = config;
  for (const key of name.split('.')) at = (at as Readonly<Record<string, unknown>> | undefined)?.[key];
  return (at ?? null) as SettingValue;
}

interface Described {
  readonly properties?: Readonly<Record<string, Described>>;
  readonly type?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly { readonly enum?: readonly string[] }[];
}

const SCHEMA = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Described;

function takesOf(name: SettingName): Setting['takes'] {
  let at: Described | undefined = SCHEMA;
  for (const key of name.split('.')) at = at?.properties?.[key];
  const { type, minimum, exclusiveMinimum, maximum, anyOf } = at ?? {};
  const names = anyOf?.flatMap((choice) => choice.enum ?? []);
  if (names && names.length > 0) return { kind: 'choice', of: names };
  if (type !== 'number' && type !== 'integer') return { kind: 'text' };
  return { kind: 'number', least: minimum ?? exclusiveMinimum ?? null, most: maximum ?? null };
}
