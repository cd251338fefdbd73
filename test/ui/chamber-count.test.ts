import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CountedSquare,
  chosenSquares,
  clickedAt,
  concentrationIn,
} from '../../src/ui/chamber/chamber-count.ts';

/** A ruling of nine squares of 100 pixels, the last of them cut by the edge of the picture. */
function ruling(cellsInEach = 0): CountedSquare[] {
  return Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [Math.floor(at / 3), at % 3];
    const [x, y] = [column * 100, row * 100];
    const cells = Array.from({ length: cellsInEach }, (_, cell) => [x + 10 + cell * 20, y + 50] as const);
    const outline = [
      [x, y],
      [x + 100, y],
      [x + 100, y + 100],
      [x, y + 100],
    ] as const;
    return { row, column, complete: at < 8, count: cells.length, cells, outline };
  });
}

describe('a counting chamber corrected by hand', () => {
  it('counts whole squares of the choice only', () => {
    expect(chosenSquares(ruling(), 'all')).toHaveLength(8);
    expect(chosenSquares(ruling(), 'corners').map(({ row, column }) => [row, column])).toEqual([
      [0, 0],
      [0, 2],
      [2, 0],
    ]);
    expect(chosenSquares(ruling(), 'central')).toHaveLength(1);
  });

  it('gives the concentration of the laboratory formula: N × dilution / (mm² × 0.1)', () => {
    expect(concentrationIn(ruling(4), 'corners', 20)?.perUl).toBeCloseTo((12 * 20) / 0.3, 9);
    expect(
      concentrationIn(
        ruling(4).map((square) => ({ ...square, complete: false })),
        'all',
        20,
      ),
    ).toBeNull();
  });

  it('takes the clicked cell out, and adds one where there is none', () => {
    const fewer = clickedAt(ruling(2), [13, 52], 8);
    expect(fewer[0]).toMatchObject({ count: 1, cells: [[30, 50]] });
    const more = clickedAt(ruling(2), [150, 180], 8);
    expect(more[4]).toMatchObject({ row: 1, column: 1, count: 3 });
  });

  it('does nothing outside the ruling', () => {
    expect(clickedAt(ruling(1), [400, 400], 8)).toEqual(ruling(1));
  });

  it('two clicks at one place leave the count as it was', () => {
    const within = fc.integer({ min: 1, max: 298 });
    fc.assert(
      fc.property(within, within, (x, y) => {
        const once = clickedAt(ruling(0), [x + 0.5, y + 0.5], 8);
        expect(once.reduce((sum, { count }) => sum + count, 0)).toBe(1);
        expect(clickedAt(once, [x + 0.5, y + 0.5], 8)).toEqual(ruling(0));
      }),
    );
  });
});
