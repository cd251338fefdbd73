import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChamberPlan, drawChamber } from '../../../src/capture/simulator/chamber.ts';
import { chamberTruth } from '../../../src/capture/simulator/chamber-truth.ts';
import type { CountedEdges } from '../../../src/core/wire/hemocytometer.ts';
import { readChamber } from '../../../src/slide/hemocytometer/read-chamber.ts';

const PLAN: ChamberPlan = {
  width: 900,
  height: 700,
  pixelsPerMm: 450,
  centreMm: [0.7, 0.6],
  turnDegrees: 4,
  tilt: [0.02, 0.03],
  bend: 0.02,
  seed: 1,
  cellsPerMm2: 30,
  cellRadiusUm: 7,
  cells: 'bright',
  lines: 'bright',
  fieldRadius: null,
  noise: 4,
};

function read(change: Partial<ChamberPlan>, edges: CountedEdges = 'top-left') {
  const plan = { ...PLAN, ...change };
  const drawn = drawChamber(plan);
  const truth = chamberTruth(plan, drawn);
  return { plan, drawn, truth, reading: readChamber(drawn, edges) };
}

function squaresOf({ reading }: ReturnType<typeof read>) {
  if ('rejected' in reading) throw new Error(`rejected: ${reading.rejected}`);
  return reading.squares;
}

/** Every whole square of the truth is read as whole, and none else; each count is within 10 % or 2 cells. */
function expectTruth(result: ReturnType<typeof read>): void {
  const whole = squaresOf(result).filter(({ complete }) => complete);
  const expected = result.truth.squares.filter(({ complete }) => complete);
  const places = (squares: readonly { row: number; column: number }[]) =>
    squares.map(({ row, column }) => `${row},${column}`).sort();
  expect(places(whole)).toEqual(places(expected));
  for (const { row, column, count } of expected) {
    const found = whole.find((square) => square.row === row && square.column === column)?.cells.length ?? -1;
    expect(Math.abs(found - count), `${row},${column}: ${found} of ${count}`).toBeLessThanOrEqual(
      Math.max(2, count / 10),
    );
  }
}

describe('a counting chamber', { timeout: 120_000 }, () => {
  it.each([
    ['dark cells, dark lines', { cells: 'dark', lines: 'dark' }],
    ['dark cells on bright lines', { cells: 'dark' }],
    [
      'red cells, three hundred',
      { cells: 'dark', lines: 'dark', cellRadiusUm: 3.6, cellsPerMm2: 300, pixelsPerMm: 600, width: 1200 },
    ],
    ['two hundred white cells', { cellsPerMm2: 200 }],
    ['through an eyepiece', { fieldRadius: 1.25, pixelsPerMm: 400 }],
    ['no cell at all, only dust', { cellsPerMm2: 0 }],
    ['the central square', { centreMm: [1.5, 1.5], pixelsPerMm: 550 }],
    ['all nine squares', { centreMm: [1.5, 1.5], width: 1100, height: 1100, pixelsPerMm: 320 }],
  ] as const)('is read: %s', (_, change) => {
    expectTruth(read(change));
  });

  it('is read however it lies', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(1000),
          turnDegrees: fc.integer({ min: -40, max: 40 }),
          tilt: fc.tuple(fc.constantFrom(-0.06, 0, 0.05), fc.constantFrom(-0.05, 0, 0.06)),
          bend: fc.constantFrom(0, 0.04),
          pixelsPerMm: fc.constantFrom(330, 400),
          fieldRadius: fc.constantFrom(null, 1.25),
          lines: fc.constantFrom<'bright' | 'dark'>('bright', 'dark'),
        }),
        (change) => expectTruth(read(change)),
      ),
      { numRuns: 5, seed: 7, endOnFailure: true },
    );
  });

  it('gives a cell on an edge to one square, whichever edges count', () => {
    const whole = (['top-left', 'bottom-right'] as const).map((edges) => {
      const squares = squaresOf(read({ cellsPerMm2: 150 }, edges));
      const places = squares.flatMap(({ cells }) => cells.map((cell) => cell.map(Math.round).join()));
      expect(new Set(places).size).toBe(places.length);
      return squares[0]?.cells.map((cell) => cell.map(Math.round).join()).sort();
    });
    // The choice moves cells between squares.
    expect(whole[0]).not.toEqual(whole[1]);
  });

  it('that the picture cuts is listed as cut, whole squares first', () => {
    const squares = squaresOf(read({}));
    expect(squares.map(({ row, column, complete }) => [row, column, complete])).toEqual([
      [0, 0, true],
      [0, 1, false],
      [1, 0, false],
      [1, 1, false],
    ]);
  });

  it('is not guessed at where there is none', () => {
    const noise = {
      width: 600,
      height: 500,
      pixels: Uint8Array.from({ length: 900_000 }, (_, at) => (at * 7919) % 251),
    };
    expect(readChamber(noise, 'top-left')).toEqual({ rejected: 'no-ruling' });
    const blank = { width: 600, height: 500, pixels: new Uint8Array(900_000).fill(180) };
    expect(readChamber(blank, 'top-left')).toEqual({ rejected: 'no-ruling' });
    const black = { width: 600, height: 500, pixels: new Uint8Array(900_000) };
    expect(readChamber(black, 'top-left')).toEqual({ rejected: 'no-ruling' });
  });

  it('is not taken for a square of 1 mm² from too close', () => {
    expect(read({ pixelsPerMm: 2300, centreMm: [1.1, 1.1] }).reading).toHaveProperty('rejected');
  });
});
