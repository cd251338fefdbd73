import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../../../src/core/errors.ts';

const passwordFile = z.string().transform((path, context) => {
  try {
    return readFileSync(path, 'utf8').split('\n', 1)[0] ?? '';
  } catch (fault) {
    context.addIssue({ code: 'custom', message: messageOf(fault) });
    return z.NEVER;
  }
});

/** What the consumer is told by its environment. Passwords come from files, not from here. */
const environment = z.object({
  /** amqp:// or amqps:// with the user's name, a blank between; tried in turn. */
  CONSUMER_BROKERS: z
    .string()
    .transform((text) => text.split(/\s+/).filter(Boolean))
    .pipe(z.array(z.url({ protocol: /^amqps?$/ })).min(1)),
  CONSUMER_BROKER_PASSWORD_FILE: passwordFile.optional(),
  CONSUMER_QUEUE: z.string().default('hematovision.results'),
  /** postgres://user@host/database */
  CONSUMER_DATABASE: z.url({ protocol: /^postgres(ql)?$/ }),
  CONSUMER_DATABASE_PASSWORD_FILE: passwordFile.optional(),
  /** So many results are on their way at once; the broker keeps the rest. */
  CONSUMER_PREFETCH: z.coerce.number().int().min(1).max(10_000).default(200),
  /** Of /healthz, on 127.0.0.1; 0: any free one. */
  CONSUMER_HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).default(8090),
});

export interface Settings {
  readonly brokers: readonly string[];
  readonly queue: string;
  readonly database: string;
  readonly prefetch: number;
  readonly healthPort: number;
}

/** Its message lists every fault. */
export class SettingsFault extends Error {
  override readonly name = 'SettingsFault';
}

/** Throws `SettingsFault`. */
export function settingsOf(variables: NodeJS.ProcessEnv): Settings {
  const { success, data: read, error } = environment.safeParse(variables);
  if (!success) throw new SettingsFault(z.prettifyError(error));
  return {
    brokers: read.CONSUMER_BROKERS.map((url) => withPassword(url, read.CONSUMER_BROKER_PASSWORD_FILE)),
    queue: read.CONSUMER_QUEUE,
    database: withPassword(read.CONSUMER_DATABASE, read.CONSUMER_DATABASE_PASSWORD_FILE),
    prefetch: read.CONSUMER_PREFETCH,
    healthPort: read.CONSUMER_HEALTH_PORT,
  };
}

function withPassword(address: string, password: string | undefined): string {
  const url = new URL(address);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}
