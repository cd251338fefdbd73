import type { MapView } from './cell-map.ts';

/** A place counts as looked at after so many looks: a cell needs two sightings, and one look may miss it. */
const ENOUGH = 3;
/** A look so much clearer than those before is worth it. */
const CLEARLY_BETTER = 1.2;
/** Places of a view that are asked about. */
const COLUMNS = 6;
const ROWS = 5;
/** Cells at the edge are cut, so that a look covers less than its picture, as shares of the sides … */
const COVERED_FROM = 0.05;
/** … and the places asked about lie still farther in: a strip of the difference must be new to be worth a look. */
const ASKED_FROM = 0.09;
/** Looks whose corners lie so near are looks at one view, as a share of the width. */
const SAME_VIEW = 0.02;

interface Look {
  readonly corner: MapView['corner'];
  readonly clarity: number;
  count: number;
}

/** Where on the slide the detector has looked, and how clearly. */
export class Looks {
  readonly #looks: Look[] = [];

  note({ corner, clarity, width }: MapView): void {
    const { x, y } = corner();
    const same = this.#looks.find((look) => {
      const at = look.corner();
      return Math.hypot(at.x - x, at.y - y) <= SAME_VIEW * width && isClearEnough(look, clarity);
    });
    if (same) same.count++;
    else this.#looks.push({ corner, clarity, count: 1 });
  }

  /** Whether a part of the view was looked at less than `ENOUGH` times as clearly. */
  isNew(view: MapView): boolean {
    const { x, y } = view.corner();
    const { width, height, clarity } = view;
    const near = this.#looks.flatMap((look) => {
      const at = look.corner();
      const inReach = Math.abs(at.x - x) < width && Math.abs(at.y - y) < height;
      return inReach && isClearEnough(look, clarity) ? [{ x: at.x - x, y: at.y - y, count: look.count }] : [];
    });
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const placeX = width * between(ASKED_FROM, column / (COLUMNS - 1));
        const placeY = height * between(ASKED_FROM, row / (ROWS - 1));
        let count = 0;
        for (const look of near) {
          const covers = isCovered(placeX - look.x, width) && isCovered(placeY - look.y, height);
          if (covers) count += look.count;
        }
        if (count < ENOUGH) return true;
      }
    }
    return false;
  }
}

function isClearEnough(look: Look, clarity: number): boolean {
  return look.clarity * CLEARLY_BETTER > clarity;
}

/** From `inset` to 1 − `inset`, as `share` goes from 0 to 1. */
function between(inset: number, share: number): number {
  return inset + (1 - 2 * inset) * share;
}

function isCovered(at: number, length: number): boolean {
  return at >= COVERED_FROM * length && at <= (1 - COVERED_FROM) * length;
}
