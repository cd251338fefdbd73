import { z } from 'zod';
import type { TallyKey } from '../../core/key-tally.ts';
import { tallyKey } from '../../core/wire/tally.ts';
import { readStorage, writeStorage } from '../theme/browser-storage.ts';

/** Keys that were pressed and that the instrument has not said yes to, from their place among all. */
export interface WaitingKeys {
  readonly from: number;
  readonly keys: readonly TallyKey[];
}

const STORAGE_KEY = 'hematovision.tally';
const stored = z.object({ tally: z.string(), from: z.number(), keys: z.array(tallyKey) });

/** Those that the instrument does not keep yet, when it keeps so many. */
export function stillWaiting({ from, keys }: WaitingKeys, kept: number): WaitingKeys {
  return { from: kept, keys: from > kept ? [] : keys.slice(kept - from) };
}

/** What waited in this browser when the page was left; nothing of another count. */
export function storedKeys(tally: string): WaitingKeys {
  const parsed = stored.safeParse(jsonOf(readStorage(STORAGE_KEY)));
  return parsed.success && parsed.data.tally === tally ? parsed.data : { from: 0, keys: [] };
}

export function storeKeys(tally: string, { from, keys }: WaitingKeys): void {
  writeStorage(STORAGE_KEY, JSON.stringify({ tally, from, keys }));
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
