import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { HematovisionError, messageOf } from './errors.ts';
import { schemaFaults } from './schema-faults.ts';

export interface CheckOptions {
  /** Where the value stands, for the message: a path, "command line". */
  readonly where: string;
  readonly hint?: string;
}

/** A value that fits its schema; `config-invalid` names every wrong key with its path at once. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, { where, ...options }: CheckOptions): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = schemaFaults(schema, result.error);
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
    // What a tag of another language asks for is not done, and need not be told on stderr.
    return parse(text, { logLevel: 'error' });
  } catch (cause) {
    throw new HematovisionError('config-invalid', `${path} is not YAML: ${messageOf(cause)}`, { cause });
  }
}
