import { parse } from 'yaml';
import type { z } from 'zod';
import { shapeOf } from './core/schema-shape.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'HEMATOVISION_';
const LEVEL = '__';

/** A setting that a variable of the environment sets. */
interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** A configuration, not checked yet, with what the environment sets in its place. */
export interface Overridden {
  readonly value: unknown;
  /** Variables that took effect. */
  readonly variables: readonly string[];
  /** Variables with `__` in them that name no setting. Those without it may belong to somebody else. */
  readonly unknown: readonly string[];
}

/** The variable that sets the key at this path: `server.port` is `HEMATOVISION_SERVER__PORT`. */
export function variableOf(path: readonly string[]): string {
  return PREFIX + path.map(shouted).join(LEVEL);
}

/** Puts what the environment sets in the place of what a file says. */
export function withEnvironment(value: unknown, schema: z.ZodType, environment: Environment): Overridden {
  let overridden = value;
  const variables: string[] = [];
  const unknown: string[] = [];
  for (const [variable, text] of Object.entries(environment)) {
    if (text === undefined || !variable.startsWith(PREFIX)) continue;
    const levels = variable.slice(PREFIX.length).split(LEVEL);
    const override = overrideOf(levels, text, schema);
    if (override !== null) {
      overridden = withValue(overridden, override.path, override.value);
      variables.push(variable);
    } else if (levels.length > 1) unknown.push(variable);
  }
  return { value: overridden, variables, unknown };
}

/** Null when these levels name no single setting. */
function overrideOf(levels: readonly string[], text: string, schema: z.ZodType): Override | null {
  const path: string[] = [];
  let at = schema;
  for (const level of levels) {
    const inside = shapeOf(at);
    const key = inside && Object.keys(inside).find((name) => shouted(name) === level);
    if (inside === null || key == null) return null;
    path.push(key);
    at = inside[key] as z.ZodType;
  }
  return shapeOf(at) === null ? { path, value: settingOf(text, at) } : null;
}

/** Lists and groups as YAML writes them; else the text as it stands, where the setting takes it; else YAML again. */
function settingOf(text: string, schema: z.ZodType): unknown {
  let written: unknown = text;
  try {
    written = parse(text, { logLevel: 'error' });
  } catch {
    // No YAML, so it is meant as it stands.
  }
  const isCollection = typeof written === 'object' && written !== null;
  return !isCollection && schema.safeParse(text).success ? text : written;
}

/** A copy with one key set; groups on the way are made. What stands there and is no group stays, to be refused. */
function withValue(config: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const group = config ?? {};
  if (typeof group !== 'object' || Array.isArray(group)) return config;
  return { ...group, [key]: withValue((group as Record<string, unknown>)[key], rest, value) };
}

/** `stallMs` as `STALL_MS`. */
function shouted(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
