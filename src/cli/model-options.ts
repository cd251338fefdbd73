import { resolve } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import { parseConfig } from '../config.ts';
import { HematovisionError } from '../core/errors.ts';
import { PROVIDER_CHOICES, type ProviderChoice } from '../inference/engine.ts';
import { PRODUCT } from '../product.ts';

/** The settings of the models where the command line says nothing. */
export const DEFAULTS = parseConfig({}, 'defaults');

export const MODEL_OPTIONS = {
  'microns-per-pixel': { type: 'string' },
  models: { type: 'string' },
  'kserve-url': { type: 'string' },
  provider: { type: 'string' },
  threads: { type: 'string' },
} satisfies ParseArgsOptionsConfig;

export const MODEL_USAGE = `\
  --microns-per-pixel N   scale of the pictures (default: found from their red cells)
  --models DIR            model folder (default: the one that came along)
  --provider NAME         ${PROVIDER_CHOICES.join(' | ')} (default ${DEFAULTS.inference.provider})
  --kserve-url URL        the inference server, for --provider kserve
  --threads N             threads of one run (default ${DEFAULTS.inference.threads})`;

/** What `parseArgs` found, by option. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

export interface ModelSettings {
  readonly directory: string;
  readonly provider: ProviderChoice;
  readonly kserveUrl: string | undefined;
  readonly threads: number;
  readonly micronsPerPixel: number | undefined;
}

export function textOption(values: Values, name: string): string | undefined {
  const text = values[name];
  return typeof text === 'string' ? text : undefined;
}

/** The number an option gives, undefined without it; throws `usage` where it is not allowed. */
export function numberOption(
  values: Values,
  name: string,
  allowed: (value: number) => boolean,
): number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!allowed(value)) throw new HematovisionError('usage', `--${name} does not take '${text}'`);
  return value;
}

/** A number from 0 to 1. */
export function shareOption(values: Values, name: string): number | undefined {
  return numberOption(values, name, (value) => value >= 0 && value <= 1);
}

/** The data folder: `--data`, or the default one. */
export function dataDirectoryOption(values: Values): string {
  return resolve(textOption(values, 'data') ?? DEFAULTS.dataDirectory);
}

export function readModelSettings(values: Values): ModelSettings {
  const { inference } = DEFAULTS;
  const provider = PROVIDER_CHOICES.find((name) => name === (values.provider ?? inference.provider));
  if (!provider)
    throw new HematovisionError('usage', `--provider takes one of ${PROVIDER_CHOICES.join(', ')}`);
  const isThreads = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 64;
  return {
    provider,
    kserveUrl: textOption(values, 'kserve-url'),
    directory: textOption(values, 'models') ?? PRODUCT.modelDirectory,
    threads: numberOption(values, 'threads', isThreads) ?? inference.threads,
    micronsPerPixel: numberOption(values, 'microns-per-pixel', (value) => value > 0 && value < 100),
  };
}
