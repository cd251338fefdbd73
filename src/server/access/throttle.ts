import type { AttemptTable } from '../../store/attempt-table.ts';
import type { AttemptRecord } from '../../store/records.ts';

/** Who tries, and from where. */
export interface Attempt {
  readonly account: string;
  /** IP address. */
  readonly address: string;
}

interface Limit {
  /** So many failures cost nothing. */
  readonly free: number;
  /** After them the wait doubles from a second up to this. */
  readonly longestMs: number;
}

/**
 * One address guessing at one account soon waits a quarter of an hour. One address trying many accounts, or
 * many addresses trying one, are slowed to two guesses a minute and never locked out: whoever attacks must not
 * be able to keep the laboratory out.
 */
const LIMITS = {
  pair: { free: 5, longestMs: 15 * 60_000 },
  account: { free: 50, longestMs: 30_000 },
  address: { free: 20, longestMs: 30_000 },
} as const satisfies Readonly<Record<string, Limit>>;

const FORGIVEN_AFTER_MS = 24 * 3_600_000;

/** Slows down guessing. What it knows is on disk. */
export class Throttle {
  readonly #attempts: AttemptTable;
  readonly #now: () => Date;

  constructor(attempts: AttemptTable, now: () => Date) {
    this.#attempts = attempts;
    this.#now = now;
  }

  /** Milliseconds until this may be tried; 0: now. An address the account signed in from before is held to its own failures only. */
  waitMs(attempt: Attempt): number {
    const pair = this.#attempts.get(keysOf(attempt).pair);
    const names = pair.succeededAt === null ? (['pair', 'account', 'address'] as const) : (['pair'] as const);
    return Math.max(...names.map((name) => this.#wait(keysOf(attempt)[name], LIMITS[name])));
  }

  failed(attempt: Attempt): void {
    for (const key of Object.values(keysOf(attempt))) {
      const record = this.#attempts.get(key);
      const failures = (this.#sinceMs(record) > FORGIVEN_AFTER_MS ? 0 : record.failures) + 1;
      this.#attempts.put(key, { ...record, failures, lastFailedAt: this.#now().toISOString() });
    }
  }

  /** Clears the pair alone: an account of one's own must not wash an address clean. */
  succeeded(attempt: Attempt): void {
    const succeededAt = this.#now().toISOString();
    this.#attempts.put(keysOf(attempt).pair, { failures: 0, lastFailedAt: null, succeededAt });
  }

  #wait(key: string, { free, longestMs }: Limit): number {
    const record = this.#attempts.get(key);
    const sinceMs = this.#sinceMs(record);
    if (record.failures < free || sinceMs > FORGIVEN_AFTER_MS) return 0;
    return Math.max(0, Math.min(longestMs, 1000 * 2 ** (record.failures - free)) - sinceMs);
  }

  #sinceMs({ lastFailedAt }: AttemptRecord): number {
    if (lastFailedAt === null) return Number.POSITIVE_INFINITY;
    // A clock that was set back must not make anybody wait for it to catch up.
    return Math.max(0, this.#now().getTime() - Date.parse(lastFailedAt));
  }
}

function keysOf({ account, address }: Attempt) {
  const network = networkOf(address);
  return { pair: `${account}@${network}`, account: `account ${account}`, address: `address ${network}` };
}

/** IPv6 gives every machine 2⁶⁴ addresses: the first half names the machine. */
function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - groups.length - after.length)).fill('0');
  return `${[...groups, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}
