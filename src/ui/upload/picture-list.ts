import type { Problem } from '../../core/wire/live.ts';
import type { PictureReading, PictureSubject } from '../../core/wire/upload.ts';

/** A picture that somebody brought, and how far it is. */
export interface PictureItem {
  /** Of this page only. */
  readonly key: number;
  readonly name: string;
  readonly file: Blob;
  /** What the person says it was taken of; null: the instrument chooses. */
  readonly subject: PictureSubject | null;
  readonly state: 'waiting' | 'reading' | 'read' | 'refused';
  /** Stays while it is read again. */
  readonly reading: PictureReading | null;
  readonly problem: Problem | null;
}

/** The pictures of the page in the order in which they came. */
export type PictureList = readonly PictureItem[];

export function changed(list: PictureList, key: number, change: Partial<PictureItem>): PictureList {
  return list.map((item) => (item.key === key ? { ...item, ...change } : item));
}

/** The next picture to be read: one that somebody looks at goes before those that wait longer. */
export function nextToRead(list: PictureList, shown: number | null): PictureItem | null {
  const waiting = list.filter(({ state }) => state === 'waiting');
  return waiting.find(({ key }) => key === shown) ?? waiting[0] ?? null;
}

export interface ListSummary {
  readonly read: number;
  readonly waiting: number;
  readonly refused: number;
  /** Whole nucleated cells in what was read. */
  readonly cells: number;
}

export function summaryOf(list: PictureList): ListSummary {
  const inState = (...states: readonly PictureItem['state'][]) =>
    list.filter(({ state }) => states.includes(state)).length;
  const cells = list.reduce(
    (sum, { reading }) => sum + (reading?.cells.filter(({ cut }) => !cut).length ?? 0),
    0,
  );
  return {
    read: inState('read'),
    waiting: inState('waiting', 'reading'),
    refused: inState('refused'),
    cells,
  };
}
