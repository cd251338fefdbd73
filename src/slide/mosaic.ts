import type { Frame } from '../core/types.ts';

/** Micrometres a pixel of the mosaic: a white cell is a dozen pixels wide. */
export const MOSAIC_UM = 1;
/** Pixels along the side of a tile: 0.066 mm² in 256 kB. */
export const TILE_PIXELS = 256;
/** Tiles whose pictures are kept, the newest: 48 MB, 12 mm². A count of 200 white cells takes about ten. */
const MOST_TILES = 192;
/** Points of the frame that are averaged along each side of a mosaic pixel. */
const SAMPLES = 4;
/** Weight that the picture's corners keep: lenses shade them, so that another picture's middle is better. */
const CORNER_WEIGHT = 0.4;

export interface MosaicTile {
  readonly column: number;
  readonly row: number;
  /** RGB and the weight of what was painted, 0 for nothing. */
  readonly pixels: Uint8Array;
  /** Of the mosaic when it was painted last. */
  revision: number;
}

/** A downscaled picture of all that was seen, in tiles. What was seen more clearly stays. */
export class Mosaic {
  readonly #tiles = new Map<string, MosaicTile>();
  #revision = 0;

  get revision(): number {
    return this.#revision;
  }

  get tiles(): readonly MosaicTile[] {
    return [...this.#tiles.values()];
  }

  tile(column: number, row: number): MosaicTile | null {
    return this.#tiles.get(tileKey(column, row)) ?? null;
  }

  /** Paints a frame whose upper left corner lies at (xUm, yUm), where it is clearer (0 to 1) than what is there. */
  paint(frame: Frame, at: { xUm: number; yUm: number; micronsPerPixel: number; clarity: number }): void {
    this.#revision++;
    const scale = at.micronsPerPixel / MOSAIC_UM;
    const [originX, originY] = [at.xUm / MOSAIC_UM, at.yUm / MOSAIC_UM];
    const left = Math.ceil(originX);
    const top = Math.ceil(originY);
    const right = Math.floor(originX + frame.width * scale);
    const bottom = Math.floor(originY + frame.height * scale);
    const brush = { frame, originX, originY, scale, clarity: at.clarity };
    for (let row = Math.floor(top / TILE_PIXELS); row * TILE_PIXELS < bottom; row++) {
      for (let column = Math.floor(left / TILE_PIXELS); column * TILE_PIXELS < right; column++) {
        const tile = this.#tileAt(column, row);
        const [x, y] = [column * TILE_PIXELS, row * TILE_PIXELS];
        const part = {
          left: Math.max(left, x),
          top: Math.max(top, y),
          right: Math.min(right, x + TILE_PIXELS),
          bottom: Math.min(bottom, y + TILE_PIXELS),
        };
        if (paintTile(tile, part, brush)) tile.revision = this.#revision;
      }
    }
    this.#forget();
  }

  /** Takes over another's tiles, moved by whole pixels. */
  paintAll(other: Mosaic, dxUm: number, dyUm: number): void {
    this.#revision++;
    const [dx, dy] = [Math.round(dxUm / MOSAIC_UM), Math.round(dyUm / MOSAIC_UM)];
    for (const { column, row, pixels } of other.#tiles.values()) {
      for (let from = 0; from < pixels.length; from += 4) {
        if (pixels[from + 3] === 0) continue;
        const x = column * TILE_PIXELS + ((from / 4) % TILE_PIXELS) + dx;
        const y = row * TILE_PIXELS + Math.floor(from / 4 / TILE_PIXELS) + dy;
        const tile = this.#tileAt(Math.floor(x / TILE_PIXELS), Math.floor(y / TILE_PIXELS));
        const index = 4 * ((y - tile.row * TILE_PIXELS) * TILE_PIXELS + x - tile.column * TILE_PIXELS);
        if ((tile.pixels[index + 3] as number) >= (pixels[from + 3] as number)) continue;
        tile.pixels.set(pixels.subarray(from, from + 4), index);
        tile.revision = this.#revision;
      }
    }
    this.#forget();
  }

  #tileAt(column: number, row: number): MosaicTile {
    const key = tileKey(column, row);
    const known = this.#tiles.get(key);
    if (known) return known;
    const pixels = new Uint8Array(4 * TILE_PIXELS ** 2);
    const tile = { column, row, pixels, revision: this.#revision };
    this.#tiles.set(key, tile);
    return tile;
  }

  /** Keeps memory bounded: the tiles painted longest ago go. */
  #forget(): void {
    if (this.#tiles.size <= MOST_TILES) return;
    const oldest = this.tiles.toSorted((a, b) => a.revision - b.revision);
    for (const { column, row } of oldest.slice(0, this.#tiles.size - MOST_TILES))
      this.#tiles.delete(tileKey(column, row));
  }
}

function tileKey(column: number, row: number): string {
  return `${column},${row}`;
}

interface Brush {
  readonly frame: Frame;
  /** Upper left corner of the frame, and of its pixels the side, in pixels of the mosaic. */
  readonly originX: number;
  readonly originY: number;
  readonly scale: number;
  readonly clarity: number;
}

interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Paints the part of a tile that a frame shows; false when all there was clearer. */
function paintTile({ column, row, pixels }: MosaicTile, part: Part, brush: Brush): boolean {
  const { originX, originY, scale, clarity, frame } = brush;
  let changed = false;
  for (let y = part.top; y < part.bottom; y++) {
    const frameY = (y - originY) / scale;
    const down = (2 * frameY) / frame.height - 1;
    let index = 4 * ((y - row * TILE_PIXELS) * TILE_PIXELS + part.left - column * TILE_PIXELS);
    for (let x = part.left; x < part.right; x++, index += 4) {
      const frameX = (x - originX) / scale;
      const across = (2 * frameX) / frame.width - 1;
      const central = 1 - (1 - CORNER_WEIGHT) * ((across * across + down * down) / 2);
      const weight = 1 + Math.round(254 * clarity * central);
      if ((pixels[index + 3] as number) >= weight) continue;
      paintPixel(pixels, index, { frame, x: frameX, y: frameY, side: 1 / scale });
      pixels[index + 3] = weight;
      changed = true;
    }
  }
  return changed;
}

interface Square {
  readonly frame: Frame;
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** Mean colour of a square of the frame, from a few points spread over it. */
function paintPixel(into: Uint8Array, at: number, { frame, x, y, side }: Square): void {
  const { width, height, pixels } = frame;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let row = 0; row < SAMPLES; row++) {
    const frameY = Math.min(height - 1, Math.floor(y + ((row + 0.5) / SAMPLES) * side));
    for (let column = 0; column < SAMPLES; column++) {
      const frameX = Math.min(width - 1, Math.floor(x + ((column + 0.5) / SAMPLES) * side));
      const index = (frameY * width + frameX) * 3;
      red += pixels[index] as number;
      green += pixels[index + 1] as number;
      blue += pixels[index + 2] as number;
    }
  }
  into[at] = red / SAMPLES ** 2;
  into[at + 1] = green / SAMPLES ** 2;
  into[at + 2] = blue / SAMPLES ** 2;
}
