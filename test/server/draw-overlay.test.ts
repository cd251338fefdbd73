import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_CELL_CLASSES, CLASS_FACTS } from '../../src/core/cells.ts';
import { CLASS_COLOURS } from '../../src/core/class-colours.ts';
import { drawOverlay } from '../../src/server/draw-overlay.ts';
import { glyphRows } from '../../src/server/mark-glyphs.ts';

const picture = { width: 120, height: 90, pixels: new Uint8Array(120 * 90 * 3).fill(128) };
/** As in CLASS_COLOURS. */
const basophil = Buffer.from(CLASS_COLOURS.basophil.slice(1), 'hex').toJSON().data;
const at = (pixels: Uint8Array, x: number, y: number) => [
  ...pixels.subarray((y * 120 + x) * 3, (y * 120 + x) * 3 + 3),
];

describe('boxes drawn into the picture', () => {
  it('draws the outline in the class colour and leaves the cell itself and the frame alone', () => {
    const drawn = drawOverlay(picture, [
      { kind: 'wbc', box: [40, 40, 30, 20], score: 1, class: 'basophil', probability: 1 },
    ]);
    expect(at(drawn, 40, 50)).toEqual(basophil);
    expect(at(drawn, 69, 50)).toEqual(basophil);
    expect(at(drawn, 55, 50)).toEqual([128, 128, 128]);
    expect(picture.pixels.every((value) => value === 128)).toBe(true);
  });

  it('draws no red cells', () => {
    expect(drawOverlay(picture, [{ kind: 'rbc', box: [10, 10, 30, 30], score: 1 }])).toEqual(picture.pixels);
  });

  it('stays inside the picture for any box', () => {
    const number = fc.double({ min: -300, max: 300, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(number, number, number, number),
        fc.constantFrom(...ALL_CELL_CLASSES),
        (box, name) => {
          const drawn = drawOverlay(picture, [{ kind: 'wbc', box, score: 1, class: name, probability: 1 }]);
          expect(drawn.length).toBe(picture.pixels.length);
        },
      ),
    );
  });

  it('can write the mark of every class', () => {
    for (const name of ALL_CELL_CLASSES) {
      for (const letter of CLASS_FACTS[name].mark) {
        expect(
          glyphRows(letter).map((row) => row.length),
          letter,
        ).toEqual(Array(7).fill(5));
      }
    }
  });
});
