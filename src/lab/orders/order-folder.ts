import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { readFhirOrders } from './fhir-orders.ts';
import { OrderRefused, refusalOf } from './order-refused.ts';
import type { TakeOrders } from './take-orders.ts';

/** Folders on other machines tell nothing when they change: they are looked at. */
const LOOK_EVERY_MS = 1000;
/** What is no JSON is half written, until it is so old. */
const SETTLED_MS = 5000;
const MOST_BYTES = 1_048_576;

export interface OrderFolderOptions {
  readonly folder: string;
  readonly take: TakeOrders;
  readonly log: Log;
  readonly now: () => Date;
}

/**
 * Takes orders (FHIR ServiceRequest, *.json) out of a folder until the signal aborts: what was taken is deleted, what
 * was refused is called `.refused`. Names of files are not logged: their writer may have called them after a patient.
 */
export function watchOrderFolder(options: OrderFolderOptions): { close(): Promise<void> } {
  const stop = new AbortController();
  const running = look(options, stop.signal);
  return {
    close: () => {
      stop.abort();
      return running;
    },
  };
}

async function look(options: OrderFolderOptions, signal: AbortSignal): Promise<void> {
  let problem = '';
  while (!signal.aborted) {
    try {
      await takeAll(options);
      problem = '';
    } catch (fault) {
      const told = messageOf(fault).split(',', 1)[0] ?? '';
      if (told !== problem) options.log.error({ reason: told }, 'the folder of orders cannot be read');
      problem = told;
    }
    await pause(LOOK_EVERY_MS, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

async function takeAll(options: OrderFolderOptions): Promise<void> {
  const names = await readdir(options.folder);
  const faults: unknown[] = [];
  for (const name of names.sort()) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    // One that cannot be read does not stop those behind it.
    await takeOne(options, join(options.folder, name)).catch((fault) => faults.push(fault));
  }
  if (faults.length > 0) throw faults[0];
}

async function takeOne({ take, log, now }: OrderFolderOptions, path: string): Promise<void> {
  try {
    const json = await settledJson(path, now());
    if (json === undefined) return;
    const orders = take(readFhirOrders(json, now()), 'fhir');
    log.info({ orders: orders.length }, 'orders were taken from the folder');
    await rm(path);
  } catch (fault) {
    const refusal = refusalOf(fault);
    if (refusal === null) throw fault;
    log.warn({ reason: refusal.message }, 'a file of orders was refused, and is called .refused now');
    await rename(path, `${path}.refused`);
  }
}

/** What a file holds; undefined while it is being written. */
async function settledJson(path: string, now: Date): Promise<unknown> {
  const { size, mtimeMs } = await stat(path);
  if (size > MOST_BYTES) throw new OrderRefused('102', `more than ${MOST_BYTES} bytes`);
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    if (now.getTime() - mtimeMs < SETTLED_MS) return undefined;
    throw new OrderRefused('102', 'not JSON');
  }
}
