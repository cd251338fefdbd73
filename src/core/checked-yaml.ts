import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { HematovisionError, messageOf } from './errors.ts';

export interface CheckOptions {
  /** Where the value stands, for the message: a path, "command line". */
  readonly where: string;
  readonly hint?: string;
}

/** A value that fits its schema; `config-invalid` names every wrong key with its path at once. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, { where, ...options }: CheckOptions): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[...issue.path, key].join('.')}: unknown key`)
      : [`${issue.path.join('.') || '(top level)'}: ${issue.message}`],
  );
  throw new HematovisionError('config-invalid', `${where}:\n  ${faults.join('\n  ')}`, options);
}

/** What a YAML file holds, not checked yet. Throws `file-missing` or `config-invalid`. */
export function readYaml(path: string, what: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HematovisionError('file-missing', `${what} ${path} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
  try {
    return parse(text);
  } catch (cause) {
    throw new HematovisionError('config-invalid', `${path} is not YAML: ${messageOf(cause)}`, { cause });
  }
}
