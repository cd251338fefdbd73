import { Worker } from 'node:worker_threads';
import { HematovisionError, messageOf } from '../../core/errors.ts';
import type { Box } from '../../core/types.ts';
import type { NucleatedClass } from './class-mix.ts';

/** A drawn cell among its neighbours, in the middle of a square picture. */
export interface CellPortrait {
  readonly class: NucleatedClass;
  /** Packed RGB, `side` × `side` × 3 bytes. */
  readonly pixels: Uint8Array<SharedArrayBuffer>;
  readonly side: number;
  readonly box: Box;
  readonly micronsPerPixel: number;
}

/** What is to be drawn: a cell of each class named, in this order. The same order gives the same pictures. */
export interface PortraitOrder {
  readonly seed: number;
  readonly classes: readonly NucleatedClass[];
}

/** Draws cells of known classes in a worker thread, each on a slide of its own stain; they come one by one. */
export async function* drawPortraits(order: PortraitOrder): AsyncGenerator<CellPortrait, void, undefined> {
  const worker = new Worker(workerUrl(), { workerData: order, name: 'cell portraits' });
  const drawn: CellPortrait[] = [];
  let ended: { readonly fault?: unknown } | undefined;
  let wake: (() => void) | undefined;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.on('message', (portrait: CellPortrait) => {
    drawn.push(portrait);
    wake?.();
  });
  worker.once('error', (fault) => {
    ended = { fault };
    wake?.();
  });
  worker.once('exit', () => {
    ended ??= {};
    wake?.();
  });
  try {
    for (;;) {
      const portrait = drawn.shift();
      if (portrait) {
        yield portrait;
        continue;
      }
      const end = ended as { readonly fault?: unknown } | undefined;
      if (end?.fault !== undefined)
        throw new HematovisionError('simulator-failed', `Drawing cells stopped: ${messageOf(end.fault)}`, {
          cause: end.fault,
        });
      if (end) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    await worker.terminate();
    await exited;
  }
}

/** The worker beside this file, as it is in the source tree and as it is when compiled. */
function workerUrl(): URL {
  return new URL(
    import.meta.url.endsWith('.ts') ? './cell-portrait-worker.ts' : './cell-portrait-worker.js',
    import.meta.url,
  );
}
