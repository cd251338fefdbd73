import sharp from 'sharp';
import { v7 as newId } from 'uuid';
import type { CellClass } from '../../src/core/cells.ts';
import type { SessionOrder } from '../../src/core/session-order.ts';
import type { Store } from '../../src/store/store.ts';
import { someCell, someResult } from '../store/some-facts.ts';
import { BASIS } from '../support/laboratory.ts';

/** A plain square, as a crop. */
const SOME_JPEG = await sharp({ create: { width: 48, height: 48, channels: 3, background: '#b48cc8' } })
  .jpeg()
  .toBuffer();

export interface Counted {
  readonly session: string;
  readonly cells: readonly string[];
}

/** Counts cells that the classifier named so, each with its crop; the session still counts. */
export function countCells(
  store: Store,
  names: readonly CellClass[],
  order: Partial<SessionOrder> = {},
): Counted {
  const { id } = store.startSession(order, { kind: 'scan', micronsPerPixel: 0.08 });
  const cells = names.map((name) => someCell(newId(), name));
  store.recordCells(
    id,
    cells.map((cell) => ({ cell, cropJpeg: SOME_JPEG, crop: { sideUm: 20, box: [8, 8, 32, 32] } })),
  );
  return { session: id, cells: cells.map((cell) => cell.id) };
}

/** The same, ended. */
export function countedSession(...[store, names, order]: Parameters<typeof countCells>): Counted {
  const counted = countCells(store, names, order);
  store.endSession(counted.session, someResult, BASIS);
  return counted;
}
