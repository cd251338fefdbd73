import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../../src/inference/decode-picture.ts';
import { readChamberPicture } from '../../../src/slide/hemocytometer/chamber-picture.ts';
import { HAND_COUNT } from './hand-count.ts';

const FOLDER = fileURLToPath(new URL('../../../../shared/data/hemocytometer/', import.meta.url));
const present = existsSync(FOLDER);
const OPTIONS = { countEdges: 'top-left', squares: 'all', dilution: 1 } as const;
/** As far as hand and program may set their marks apart: less than a cell's width. */
const SAME_PIXELS = 14;

describe.skipIf(!present)(
  `photographs of a chamber${present ? '' : ' (skipped without ../shared/data/hemocytometer)'}`,
  () => {
    it.each(Object.entries(HAND_COUNT))(
      '%s agrees with the count by eye',
      { timeout: 60_000 },
      async (name, { row, column, cells }) => {
        const read = readChamberPicture(await decodePicture(`${FOLDER}${name}`), OPTIONS);
        if (!read.grid) throw new Error('no ruling was found');
        const whole = read.squares.filter(({ complete }) => complete);
        expect(whole.map((square) => [square.row, square.column])).toEqual([[row, column]]);
        const [square] = whole;
        const allowed = Math.max(2, cells.length / 10);
        expect(Math.abs((square?.count ?? 0) - cells.length)).toBeLessThanOrEqual(allowed);
        const found = cells.filter(([x, y]) =>
          square?.cells.some(([u, v]) => Math.hypot(u - x, v - y) < SAME_PIXELS),
        );
        expect(found.length).toBeGreaterThanOrEqual(cells.length - 1);
        // The square is 1 mm wide: the program's scale is that of its own outline.
        expect(read.micronsPerPixel).toBeGreaterThan(0.75);
        expect(read.micronsPerPixel).toBeLessThan(0.85);
      },
    );
  },
);
