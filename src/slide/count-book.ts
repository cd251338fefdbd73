import type { CellClass } from '../core/cells.ts';
import type { DecisionRule } from '../core/decide-class.ts';
import type { Cell, Tally } from '../core/types.ts';
import type { CellTrack } from './cell-track.ts';
import { emptyTally } from './differential.ts';

/**
 * `counted`: part of the count. `provisional`: counted apart, because its place on the slide is not known.
 * `joined`: was provisional, and turned out to be another cell, whose changes say the rest.
 */
export type Standing = 'counted' | 'provisional' | 'joined';

/** A cell that is new or better known than before. */
export interface CellChange {
  readonly cell: Cell;
  readonly standing: Standing;
  /** Whether it had this standing for the first time. */
  readonly isNew: boolean;
  /** Whether `cell.frameSeq` and `cell.box` now name the frame just seen. */
  readonly betterCrop: boolean;
}

export interface CountFacts {
  readonly micronsPerPixel: number;
  /** When a cell gets a name. */
  readonly rule: DecisionRule;
  /** Of the classifier's weights, and of the head that names cells; each cell carries both. */
  readonly modelSha256: string;
  readonly headSha256: string;
  /** Makes the id of a newly counted cell: a UUIDv7. */
  readonly newId: () => string;
}

/** Changes of probability below this are not worth telling. */
const TELLING_CHANGE = 0.02;

/** Which cells are part of the count and which are counted apart. */
export class CountBook {
  readonly #facts: CountFacts;
  readonly #tally: Record<CellClass, number> = emptyTally();
  readonly #provisional = new Set<CellTrack>();

  constructor(facts: CountFacts) {
    this.#facts = facts;
  }

  get tally(): Tally {
    return { ...this.#tally };
  }

  get provisional(): number {
    return this.#provisional.size;
  }

  /** Takes over a cell that was counted before the program was started again. */
  restore(track: CellTrack, { class: name }: Cell): void {
    if (track.isProvisional) this.#provisional.add(track);
    else this.#tally[name]++;
  }

  /** Counts a track, or renews its cell; null when nothing worth telling changed. */
  count(track: CellTrack, betterCrop: boolean, id?: string): CellChange | null {
    const before = track.cell;
    const wasApart = this.#provisional.delete(track);
    const cell = track.count({ ...this.#facts, id: before?.id ?? id ?? this.#facts.newId() });
    if (before !== null && !wasApart) this.#tally[before.class]--;
    const isApart = track.isProvisional;
    if (isApart) this.#provisional.add(track);
    else this.#tally[cell.class]++;
    const isNew = before === null || wasApart !== isApart;
    const changed =
      isNew ||
      before.class !== cell.class ||
      Math.abs(before.probability - cell.probability) >= TELLING_CHANGE;
    return changed || betterCrop
      ? { cell, standing: isApart ? 'provisional' : 'counted', isNew, betterCrop }
      : null;
  }

  /** Counts the cells whose place has become known, but not those that other tracks have taken in. */
  settle(joined: readonly { readonly kept: CellTrack; readonly absorbed: CellTrack }[]): CellChange[] {
    const changes = joined.flatMap(({ kept, absorbed }) => {
      const { cell } = absorbed;
      this.#provisional.delete(absorbed);
      if (cell === null && kept.cell === null) return [];
      // A cell that was not counted yet goes on under the name it was counted apart by.
      const known = this.count(kept, false, cell?.id);
      const gone = cell !== null && kept.cell?.id !== cell.id;
      return [
        ...(gone ? [{ cell, standing: 'joined' as const, isNew: true, betterCrop: false }] : []),
        ...(known ? [known] : []),
      ];
    });
    const settled = [...this.#provisional].filter((track) => !track.isProvisional);
    return [...changes, ...settled.flatMap((track) => this.count(track, false) ?? [])];
  }
}
