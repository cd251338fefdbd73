import type { StageState } from './stage-path.ts';
import { TILE, type Tile, type TileStore } from './tiles.ts';

/** Time the shutter is open: at full speed the default scan smears over 4 pixels. */
export const EXPOSURE_S = 0.004;

/** The sensor's picture before noise. */
export interface View {
  readonly width: number;
  readonly height: number;
  /** What the light leaves on the sensor. */
  readonly lit: Uint8Array;
  /** Light that the vignette lets through, in 256ths. */
  readonly shade: Uint16Array;
}

/** The tiles that a view lies on, in rows from the upper left. */
interface TileGrid {
  readonly firstColumn: number;
  readonly firstRow: number;
  readonly columns: number;
  readonly tiles: readonly Tile[];
}

/** Lights the view: resampled at the stage's place, or smeared where the stage is fast. */
export function expose(tiles: TileStore, state: StageState, view: View): void {
  const left = state.xUm / tiles.micronsPerPixel;
  const top = state.yUm / tiles.micronsPerPixel;
  const alongX = Math.round((Math.abs(state.vxUmPerS) * EXPOSURE_S) / tiles.micronsPerPixel);
  const alongY = Math.round((Math.abs(state.vyUmPerS) * EXPOSURE_S) / tiles.micronsPerPixel);
  if (alongX > 1) {
    smearAcross(
      tiles,
      { x0: Math.round(left - (alongX - 1) / 2), y0: Math.round(top), length: alongX },
      view,
    );
  } else if (alongY > 1) {
    smearDown(tiles, { x0: Math.round(left), y0: Math.round(top - (alongY - 1) / 2), length: alongY }, view);
  } else {
    resample(tiles, left, top, view);
  }
}

/** Red and blue ride in one word through all sums, green in another. */
const RB = 0xff00ff;
const G = 0xff00;

/** Bilinear at the stage's sub-pixel place. Weights of 8 bits. */
function resample(tiles: TileStore, left: number, top: number, view: View): void {
  const { lit, shade } = view;
  const x0 = Math.floor(left);
  const y0 = Math.floor(top);
  const fx = Math.round((left - x0) * 256);
  const fy = Math.round((top - y0) * 256);
  const w11 = (fx * fy) >> 8;
  const w10 = fy - w11;
  const w01 = fx - w11;
  const w00 = 256 - w11 - w10 - w01;
  let upper = new Uint32Array(view.width + 1);
  let lower = new Uint32Array(view.width + 1);
  const grid = gridUnder(tiles, x0, y0, { width: view.width + 1, height: view.height + 1 });
  copyRow(grid, x0, y0, upper);
  for (let y = 0; y < view.height; y++) {
    copyRow(grid, x0, y0 + y + 1, lower);
    let a = (upper[0] as number) | 0;
    let c = (lower[0] as number) | 0;
    for (let x = 0, pixel = y * view.width; x < view.width; x++, pixel++) {
      const b = (upper[x + 1] as number) | 0;
      const d = (lower[x + 1] as number) | 0;
      // imul and |0 keep the sums 32-bit integers: a third faster than numbers that may be fractions.
      const top = (Math.imul(a & RB, w00) + Math.imul(b & RB, w01)) | 0;
      const bottom = (Math.imul(c & RB, w10) + Math.imul(d & RB, w11)) | 0;
      const topG = (Math.imul(a & G, w00) + Math.imul(b & G, w01)) | 0;
      const bottomG = (Math.imul(c & G, w10) + Math.imul(d & G, w11)) | 0;
      const rb = ((top + bottom) >>> 8) & RB;
      const g = ((topG + bottomG) >>> 8) & G;
      light(lit, pixel, rb, g, shade[pixel] as number);
      a = b;
      c = d;
    }
    [upper, lower] = [lower, upper];
  }
}

interface Smear {
  readonly x0: number;
  readonly y0: number;
  /** Pixels over which one point is drawn out. */
  readonly length: number;
}

/** The mean of `length` neighbours in a row: the stage moved sideways while the shutter was open. */
function smearAcross(tiles: TileStore, { x0, y0, length }: Smear, view: View): void {
  const { lit, shade } = view;
  const row = new Uint32Array(view.width + length);
  const grid = gridUnder(tiles, x0, y0, { width: row.length, height: view.height });
  const share = Math.floor(65536 / length) | 0;
  for (let y = 0; y < view.height; y++) {
    copyRow(grid, x0, y0 + y, row);
    let rb = 0;
    let g = 0;
    for (let x = 0; x < length; x++) {
      rb += (row[x] as number) & RB;
      g += ((row[x] as number) >>> 8) & 255;
    }
    for (let x = 0, pixel = y * view.width; x < view.width; x++, pixel++) {
      const red = Math.imul(rb & 0xffff, share) >>> 16;
      const green = Math.imul(g, share) >>> 16;
      const blue = Math.imul(rb >>> 16, share) >>> 16;
      light(lit, pixel, red | (blue << 16), green << 8, shade[pixel] as number);
      const enters = (row[x + length] as number) | 0;
      const leaves = (row[x] as number) | 0;
      rb = (rb + (enters & RB) - (leaves & RB)) | 0;
      g = (g + ((enters >>> 8) & 255) - ((leaves >>> 8) & 255)) | 0;
    }
  }
}

/** The mean of `length` neighbours in a column. */
function smearDown(tiles: TileStore, { x0, y0, length }: Smear, view: View): void {
  const { width, height, lit, shade } = view;
  const rows = Array.from({ length: length + 1 }, () => new Uint32Array(width));
  const rb = new Uint32Array(width);
  const g = new Uint32Array(width);
  const share = Math.floor(65536 / length) | 0;
  const grid = gridUnder(tiles, x0, y0, { width, height: height + length - 1 });
  for (let y = 0; y < height + length - 1; y++) {
    const row = rows[y % (length + 1)] as Uint32Array;
    const old = rows[(y + 1) % (length + 1)] as Uint32Array;
    copyRow(grid, x0, y0 + y, row);
    for (let x = 0; x < width; x++) {
      const enters = row[x] as number;
      const leaves = y < length ? 0 : (old[x] as number);
      rb[x] = (rb[x] as number) + (enters & RB) - (leaves & RB);
      g[x] = (g[x] as number) + ((enters >>> 8) & 255) - ((leaves >>> 8) & 255);
    }
    if (y < length - 1) continue;
    for (let x = 0, pixel = (y - length + 1) * width; x < width; x++, pixel++) {
      const both = rb[x] as number;
      const red = Math.imul(both & 0xffff, share) >>> 16;
      const green = Math.imul(g[x] as number, share) >>> 16;
      const blue = Math.imul(both >>> 16, share) >>> 16;
      light(lit, pixel, red | (blue << 16), green << 8, shade[pixel] as number);
    }
  }
}

/** One pixel of the lit view: red and blue (0x00BB00RR) and green (0x0000GG00) times the vignette's share. */
function light(lit: Uint8Array, pixel: number, rb: number, g: number, shade: number): void {
  const at = pixel * 3;
  const shadedRb = Math.imul(rb, shade) >>> 8;
  lit[at] = shadedRb;
  lit[at + 1] = Math.imul(g, shade) >>> 16;
  lit[at + 2] = shadedRb >>> 16;
}

function gridUnder(
  tiles: TileStore,
  x0: number,
  y0: number,
  { width, height }: { readonly width: number; readonly height: number },
): TileGrid {
  const firstColumn = Math.floor(x0 / TILE);
  const firstRow = Math.floor(y0 / TILE);
  const columns = Math.floor((x0 + width - 1) / TILE) - firstColumn + 1;
  const rows = Math.floor((y0 + height - 1) / TILE) - firstRow + 1;
  const under = Array.from({ length: columns * rows }, (_, index) =>
    tiles.tile(firstColumn + (index % columns), firstRow + Math.floor(index / columns)),
  );
  return { firstColumn, firstRow, columns, tiles: under };
}

function copyRow(
  { firstColumn, firstRow, columns, tiles }: TileGrid,
  x0: number,
  y: number,
  row: Uint32Array,
): void {
  const tileY = Math.floor(y / TILE);
  const inTile = (y - tileY * TILE) * TILE;
  for (let done = 0; done < row.length; ) {
    const tileX = Math.floor((x0 + done) / TILE);
    const from = x0 + done - tileX * TILE;
    const count = Math.min(row.length - done, TILE - from);
    const tile = tiles[(tileY - firstRow) * columns + tileX - firstColumn] as Tile;
    const start = inTile + from - done;
    for (const end = done + count; done < end; done++) row[done] = tile[start + done] as number;
  }
}
