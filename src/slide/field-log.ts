import type { FieldQuality, FieldVerdict } from '../core/types.ts';
import type { FieldSummary } from '../core/wire/live.ts';
import { scaleFromRedCells } from './red-cells.ts';
import { RunningQuantile } from './running-quantile.ts';

/** Red cells are no larger than this in any picture, in pixels; a bin is a fifth of one. */
const LARGEST_RED_CELL = 400;
const DIAMETER_BINS = 2000;

/** What the fields of one slide were worth: how many were refused and why, and what the good ones held. */
export class FieldLog {
  readonly #verdicts = new Map<FieldVerdict, number>();
  readonly #diameters = new RunningQuantile(0.5, { highest: LARGEST_RED_CELL, bins: DIAMETER_BINS });
  readonly #sums = { redCells: 0, overlap: 0, platelets: 0 };
  #looks = 0;
  #measured = 0;

  /** Notes the verdict on one frame. */
  note({ verdict }: FieldQuality): void {
    this.#verdicts.set(verdict, (this.#verdicts.get(verdict) ?? 0) + 1);
  }

  /** Notes what the detector saw in a good field. */
  look({ verdict, redCells }: FieldQuality): void {
    if (verdict !== 'good' || redCells === null) return;
    this.#looks++;
    this.#sums.redCells += redCells.count;
    this.#sums.overlap += redCells.overlapFraction;
    this.#sums.platelets += redCells.platelets;
    if (redCells.diameterPixels === null) return;
    this.#diameters.add(redCells.diameterPixels);
    this.#measured++;
  }

  get summary(): FieldSummary {
    const { good = 0, ...refused } = Object.fromEntries(this.#verdicts);
    const frames = [...this.#verdicts.values()].reduce((sum, count) => sum + count, 0);
    const diameterPixels = this.#measured === 0 ? null : this.#diameters.value;
    return {
      frames,
      good,
      refused,
      redCells:
        this.#looks === 0
          ? null
          : {
              fields: this.#looks,
              meanCount: this.#sums.redCells / this.#looks,
              meanOverlapFraction: this.#sums.overlap / this.#looks,
              meanPlatelets: this.#sums.platelets / this.#looks,
              diameterPixels,
              micronsPerPixel: diameterPixels === null ? null : scaleFromRedCells(diameterPixels),
            },
    };
  }
}

/** Platelets per µL of blood from their mean number in a field; the factor belongs to the field's size. */
export function plateletEstimate(meanPerField: number, plateletsPerUlEach: number): number {
  return meanPerField * plateletsPerUlEach;
}
