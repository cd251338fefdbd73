import { CLASS_FACTS } from '../core/cells.ts';
import { CLASS_COLOURS, CLASS_INK, UNNAMED_COLOUR } from '../core/class-colours.ts';
import type { Box } from '../core/types.ts';
import type { OverlayCell } from '../core/wire/live.ts';
import type { RgbPicture } from './jpeg.ts';
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphRows } from './mark-glyphs.ts';

type Rgb = readonly [red: number, green: number, blue: number];

const LINE_PIXELS = 2;
const GLYPH_SCALE = 2;
const LABEL_PADDING = 3;
const INK = rgbOf(CLASS_INK);

/** A copy of the picture with a box around every white cell and platelet and the two-letter mark of its class. */
export function drawOverlay(picture: RgbPicture, cells: readonly OverlayCell[]): Uint8Array {
  const canvas = new Canvas(picture);
  for (const cell of cells) {
    if (cell.kind === 'rbc') continue;
    const color = rgbOf(colourOf(cell));
    canvas.outline(cell.box, color);
    if (cell.class && cell.kind === 'wbc') canvas.label(cell.box, CLASS_FACTS[cell.class].mark, color);
  }
  return canvas.pixels;
}

/** Just enough drawing for boxes and marks, clipped to the picture. */
class Canvas {
  readonly pixels: Uint8Array;
  readonly #width: number;
  readonly #height: number;

  constructor(picture: RgbPicture) {
    this.pixels = new Uint8Array(picture.pixels);
    this.#width = picture.width;
    this.#height = picture.height;
  }

  outline([x, y, width, height]: Box, color: Rgb): void {
    this.#fill([x, y, width, LINE_PIXELS], color);
    this.#fill([x, y + height - LINE_PIXELS, width, LINE_PIXELS], color);
    this.#fill([x, y, LINE_PIXELS, height], color);
    this.#fill([x + width - LINE_PIXELS, y, LINE_PIXELS, height], color);
  }

  /** The mark on a plate of the class colour above the box, or inside it at the picture's upper edge. */
  label([x, y]: Box, mark: string, color: Rgb): void {
    const height = GLYPH_HEIGHT * GLYPH_SCALE + 2 * LABEL_PADDING;
    const advance = (GLYPH_WIDTH + 1) * GLYPH_SCALE;
    const top = y >= height ? y - height : y;
    this.#fill([x, top, mark.length * advance + 2 * LABEL_PADDING, height], color);
    [...mark].forEach((letter, index) => {
      this.#glyph(letter, [x + LABEL_PADDING + index * advance, top + LABEL_PADDING], INK);
    });
  }

  #glyph(letter: string, [left, top]: readonly [number, number], color: Rgb): void {
    glyphRows(letter).forEach((row, rowIndex) => {
      for (let column = 0; column < GLYPH_WIDTH; column++) {
        if (row[column] !== '#') continue;
        this.#fill(
          [left + column * GLYPH_SCALE, top + rowIndex * GLYPH_SCALE, GLYPH_SCALE, GLYPH_SCALE],
          color,
        );
      }
    });
  }

  #fill([x, y, width, height]: Box, [red, green, blue]: Rgb): void {
    const left = Math.max(0, Math.round(x));
    const right = Math.min(this.#width, Math.round(x + width));
    const bottom = Math.min(this.#height, Math.round(y + height));
    for (let row = Math.max(0, Math.round(y)); row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const at = (row * this.#width + column) * 3;
        this.pixels[at] = red;
        this.pixels[at + 1] = green;
        this.pixels[at + 2] = blue;
      }
    }
  }
}

function colourOf({ class: name, kind }: OverlayCell): string {
  if (name) return CLASS_COLOURS[name];
  return kind === 'platelet' ? CLASS_COLOURS.platelet : UNNAMED_COLOUR;
}

/** From #rrggbb. */
function rgbOf(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
