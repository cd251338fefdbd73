import type { StageState } from './stage-path.ts';
import { TILE, type TileStore } from './tiles.ts';

/** Time the shutter is open: at full speed the default scan smears over 4 pixels. */
export const EXPOSURE_S = 0.004;
/** The lit view keeps so far from 0 and 255 that noise can be added four bytes at a time without a carry. */
export const HEADROOM = 10;
const MOST = 255 - HEADROOM;

/** The sensor's picture before noise. */
export interface View {
  readonly width: number;
  readonly height: number;
  /** What the light leaves on the sensor. */
  readonly lit: Uint8Array;
  /** Light that the vignette lets through, in 4096ths. */
  readonly shade: Uint16Array;
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

/** Bilinear at the stage's sub-pixel place. Red and blue ride in one word, with 8-bit weights. */
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
  copyRow(tiles, x0, y0, upper);
  for (let y = 0; y < view.height; y++) {
    copyRow(tiles, x0, y0 + y + 1, lower);
    let a = upper[0] as number;
    let c = lower[0] as number;
    for (let x = 0, pixel = y * view.width; x < view.width; x++, pixel++) {
      const b = upper[x + 1] as number;
      const d = lower[x + 1] as number;
      const rb = (a & 0xff00ff) * w00 + (b & 0xff00ff) * w01 + (c & 0xff00ff) * w10 + (d & 0xff00ff) * w11;
      const g = (a & 0xff00) * w00 + (b & 0xff00) * w01 + (c & 0xff00) * w10 + (d & 0xff00) * w11;
      light(lit, pixel, ((rb >>> 8) & 0xff00ff) | ((g >>> 8) & 0xff00), shade[pixel] as number);
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
  const share = Math.floor(65536 / length);
  for (let y = 0; y < view.height; y++) {
    copyRow(tiles, x0, y0 + y, row);
    let rb = 0;
    let g = 0;
    for (let x = 0; x < length; x++) {
      rb += (row[x] as number) & 0xff00ff;
      g += ((row[x] as number) >>> 8) & 255;
    }
    for (let x = 0, pixel = y * view.width; x < view.width; x++, pixel++) {
      const color =
        (((rb & 0xffff) * share) >>> 16) |
        (((g * share) >>> 16) << 8) |
        ((((rb >>> 16) * share) >>> 16) << 16);
      light(lit, pixel, color, shade[pixel] as number);
      const enters = row[x + length] as number;
      const leaves = row[x] as number;
      rb += (enters & 0xff00ff) - (leaves & 0xff00ff);
      g += ((enters >>> 8) & 255) - ((leaves >>> 8) & 255);
    }
  }
}

/** The mean of `length` neighbours in a column. */
function smearDown(tiles: TileStore, { x0, y0, length }: Smear, view: View): void {
  const { width, height, lit, shade } = view;
  const rows = Array.from({ length: length + 1 }, () => new Uint32Array(width));
  const rb = new Uint32Array(width);
  const g = new Uint32Array(width);
  const share = Math.floor(65536 / length);
  for (let y = 0; y < height + length - 1; y++) {
    const row = rows[y % (length + 1)] as Uint32Array;
    const old = rows[(y + 1) % (length + 1)] as Uint32Array;
    copyRow(tiles, x0, y0 + y, row);
    for (let x = 0; x < width; x++) {
      const enters = row[x] as number;
      const leaves = y < length ? 0 : (old[x] as number);
      rb[x] = (rb[x] as number) + (enters & 0xff00ff) - (leaves & 0xff00ff);
      g[x] = (g[x] as number) + ((enters >>> 8) & 255) - ((leaves >>> 8) & 255);
    }
    if (y < length - 1) continue;
    for (let x = 0, pixel = (y - length + 1) * width; x < width; x++, pixel++) {
      const both = rb[x] as number;
      const red = ((both & 0xffff) * share) >>> 16;
      const green = ((g[x] as number) * share) >>> 16;
      const blue = ((both >>> 16) * share) >>> 16;
      light(lit, pixel, red | (green << 8) | (blue << 16), shade[pixel] as number);
    }
  }
}

/** One pixel of the lit view: the vignette's share, kept within the headroom. */
function light(lit: Uint8Array, pixel: number, color: number, shade: number): void {
  const at = pixel * 3;
  lit[at] = bounded(((color & 255) * shade) >> 12);
  lit[at + 1] = bounded((((color >>> 8) & 255) * shade) >> 12);
  lit[at + 2] = bounded((((color >>> 16) & 255) * shade) >> 12);
}

function bounded(value: number): number {
  if (value < HEADROOM) return HEADROOM;
  return value > MOST ? MOST : value;
}

function copyRow(tiles: TileStore, x0: number, y: number, row: Uint32Array): void {
  const tileY = Math.floor(y / TILE);
  const inTile = (y - tileY * TILE) * TILE;
  for (let done = 0; done < row.length; ) {
    const tileX = Math.floor((x0 + done) / TILE);
    const from = x0 + done - tileX * TILE;
    const count = Math.min(row.length - done, TILE - from);
    row.set(tiles.tile(tileX, tileY).subarray(inTile + from, inTile + from + count), done);
    done += count;
  }
}
