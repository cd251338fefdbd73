import type { CellClass } from '../../src/core/cells.ts';
import type { ReviewCell } from '../../src/core/wire/review.ts';

/** A counted cell that nobody looked at yet. */
export function cellOf(id: string, name: CellClass, patch: Partial<ReviewCell> = {}): ReviewCell {
  return {
    id,
    suggested: name,
    probability: 0.9,
    class: name,
    decided: null,
    mustDecide: name === 'unclassified' ? 'unclassified' : null,
    xUm: 0,
    yUm: 0,
    cropUm: 20,
    notes: 0,
    ...patch,
  };
}
