import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { actingAs } from '../core/acting-as.ts';
import { loadConfig } from '../load-config.ts';
import type { AccessStore } from '../store/access-store.ts';
import type { KeepingStore } from '../store/keeping-store.ts';
import { openAccess } from '../store/open-access.ts';
import type { OutboxTable } from '../store/outbox.ts';

/** Options that say which instrument's data folder is meant. */
export const FOLDER_OPTIONS = {
  config: { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const FOLDER_USAGE = `  --data DIR         data folder of the instrument (./data)
  --config FILE      take the data folder from these settings
`;

export interface Folder {
  readonly data?: string | undefined;
  readonly config?: string | undefined;
  /** Make it when it is missing. */
  readonly create?: boolean;
}

/**
 * Works on accounts, audit trail, outbox and control slides of a data folder, in the name of whoever sits at the console. The
 * instrument may run meanwhile: it heeds changes within a second.
 */
export async function atTheConsole<T>(
  { data, config, create = false }: Folder,
  work: (access: AccessStore, outbox: OutboxTable, keeping: KeepingStore) => T | Promise<T>,
): Promise<T> {
  const directory = resolve(data ?? loadConfig(config).dataDirectory);
  const { access, outbox, keeping, close } = openAccess({ directory, create });
  try {
    return await actingAs(`console:${userName()}`, () => work(access, outbox, keeping));
  } finally {
    close();
  }
}

/** Who typed the command; under sudo, who became root. */
function userName(): string {
  if (process.env.SUDO_USER) return process.env.SUDO_USER;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number without a name.
    return String(process.getuid?.());
  }
}
