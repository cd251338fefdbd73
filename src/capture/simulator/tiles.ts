import type { SlideLook } from './look.ts';
import { paintCell } from './paint-cell.ts';
import type { Brush, Patch } from './patch.ts';
import { Recent } from './recent.ts';
import type { Slide } from './slide.ts';
import type { SlideCell } from './slide-cell.ts';
import { sampleTexture, textures } from './texture.ts';

export const TILE = 256;
/**
 * No colour of a tile is closer to 0 and 255 than this after the vignette: the camera then adds its noise
 * four bytes at a time without a carry.
 */
export const HEADROOM = 10;
const DARKEST = HEADROOM / 0.75;
const BRIGHTEST = 255 - HEADROOM;
/** Patches of cells over tile borders are kept until the neighbours are drawn: this many a tile. */
const PATCHES_A_TILE = 3;
/** The farthest a cell's paint reaches from its centre. */
const REACH_UM = 16;

/** 256×256 pixels of the slide, each 0x00BBGGRR. */
export type Tile = Uint32Array;

/** Slide pixels: the slide seen at one scale, drawn once where it is looked at. */
export interface TileStore {
  readonly micronsPerPixel: number;
  /** The tile of this column and row, drawn now if it is not there yet. */
  tile(column: number, row: number): Tile;
  /** Draws ahead for `budgetMs` at most (one cell at least); true when the tile is ready. */
  prepare(column: number, row: number, budgetMs: number): boolean;
}

interface Draft {
  readonly key: string;
  readonly left: number;
  readonly top: number;
  readonly cells: SlideCell[];
  readonly densities: Float32Array;
}

/** Pixels painted around a tile for the blur of the objective. */
const MARGIN = 4;
const DRAFT = TILE + 2 * MARGIN;

/** exp(-density) in steps of 1/256 up to a density of 8. */
const LIGHT = Float32Array.from({ length: 2049 }, (_, step) => Math.exp(-step / 256));

/** Tiles of a quarter megabyte each, of which the `tilesKept` last used stay drawn. */
export function createTileStore(slide: Slide, micronsPerPixel: number, tilesKept: number): TileStore {
  const brush: Brush = { look: slide.look, textures: textures(), micronsPerPixel };
  const tiles = new Recent<Tile>(tilesKept);
  const patches = new Recent<Patch>(tilesKept * PATCHES_A_TILE);
  // One canvas and one copy of it serve all tiles: a megabyte each, several drawn every second for hours.
  const densities = new Float32Array(DRAFT * DRAFT * 3);
  const spare = new Float32Array(DRAFT * DRAFT * 3);
  let draft: Draft | undefined;

  const paint = (cell: SlideCell): Patch => {
    const patch = patches.get(cell.id) ?? paintCell(cell, brush);
    patches.set(cell.id, patch);
    return patch;
  };
  const begin = (key: string, column: number, row: number): Draft => {
    const left = column * TILE - MARGIN;
    const top = row * TILE - MARGIN;
    const cells = slide.cellsIn({
      left: left * micronsPerPixel - REACH_UM,
      top: top * micronsPerPixel - REACH_UM,
      right: (left + DRAFT) * micronsPerPixel + REACH_UM,
      bottom: (top + DRAFT) * micronsPerPixel + REACH_UM,
    });
    densities.fill(0);
    return { key, left, top, cells, densities };
  };
  const advance = (column: number, row: number, budgetMs: number): Tile | undefined => {
    const key = `${column},${row}`;
    const done = tiles.get(key);
    if (done) return done;
    const open = draft?.key === key ? draft : begin(key, column, row);
    draft = open;
    const startedAtMs = performance.now();
    for (let cell = open.cells.pop(); cell; cell = open.cells.pop()) {
      addPatch(open, paint(cell));
      if (performance.now() - startedAtMs >= budgetMs) return undefined;
    }
    draft = undefined;
    const tile = develop(open, slide.look, { brush, spare });
    tiles.set(key, tile);
    return tile;
  };
  return {
    micronsPerPixel,
    tile: (column, row) => {
      const tile = advance(column, row, Number.POSITIVE_INFINITY);
      if (!tile) throw new Error('a tile without a budget was not finished');
      return tile;
    },
    prepare: (column, row, budgetMs) => advance(column, row, budgetMs) !== undefined,
  };
}

/**
 * Where cells lie over each other the layer is denser, but less than the sum: soft cells share the room
 * between slide and cover.
 */
const SHARED = 0.45;

function addPatch(draft: Draft, patch: Patch): void {
  const fromX = Math.max(0, draft.left - patch.left);
  const toX = Math.min(patch.width, draft.left + DRAFT - patch.left);
  const fromY = Math.max(0, draft.top - patch.top);
  const toY = Math.min(patch.height, draft.top + DRAFT - patch.top);
  if (fromX >= toX) return;
  for (let y = fromY; y < toY; y++) {
    let from = (y * patch.width + fromX) * 3;
    let to = ((patch.top + y - draft.top) * DRAFT + patch.left + fromX - draft.left) * 3;
    for (const end = from + (toX - fromX) * 3; from < end; from++, to++) {
      const there = draft.densities[to] as number;
      const added = patch.densities[from] as number;
      draft.densities[to] = there > added ? there + SHARED * added : added + SHARED * there;
    }
  }
}

/** Light through the stain: background × exp(-density) with the unevenness of dried plasma, seen through the objective. */
function develop(
  draft: Draft,
  look: SlideLook,
  { brush, spare }: { brush: Brush; spare: Float32Array },
): Tile {
  const light = draft.densities;
  const { smooth, fine } = brush.textures;
  const grain = brush.micronsPerPixel / 0.075;
  for (let y = 0, at = 0; y < DRAFT; y++) {
    const v = (draft.top + y) * grain;
    for (let x = 0; x < DRAFT; x++, at += 3) {
      const u = (draft.left + x) * grain;
      const plasma =
        4 +
        2.4 * sampleTexture(smooth, u * 0.37, v * 0.37) +
        0.9 * (fine[((v & 511) << 9) | (u & 511)] as number);
      light[at] = LIGHT[lightStep((light[at] as number) * 256 + plasma)] as number;
      light[at + 1] = LIGHT[lightStep((light[at + 1] as number) * 256 + plasma)] as number;
      light[at + 2] = LIGHT[lightStep((light[at + 2] as number) * 256 + plasma)] as number;
    }
  }
  const kernel = blurKernel(look.softnessUm / brush.micronsPerPixel);
  convolve(light, spare, { stride: 3, kernel });
  convolve(spare, light, { stride: DRAFT * 3, kernel });
  const tile = new Uint32Array(TILE * TILE);
  const [r, g, b] = look.background;
  for (let y = 0, at = 0; y < TILE; y++) {
    let from = ((y + MARGIN) * DRAFT + MARGIN) * 3;
    for (let x = 0; x < TILE; x++, at++, from += 3) {
      const red = byteOf(r * (light[from] as number));
      const green = byteOf(g * (light[from + 1] as number));
      const blue = byteOf(b * (light[from + 2] as number));
      tile[at] = red | (green << 8) | (blue << 16);
    }
  }
  return tile;
}

function byteOf(value: number): number {
  return Math.round(Math.max(DARKEST, Math.min(BRIGHTEST, value)));
}

function lightStep(step: number): number {
  return step <= 0 ? 0 : step >= 2048 ? 2048 : step | 0;
}

type Kernel = readonly [k0: number, k1: number, k2: number, k3: number];

/** Weights of a Gaussian at 0, ±1, ±2, ±3 steps, summing to one. */
function blurKernel(sigma: number): Kernel {
  const weight = (step: number) => Math.exp((-0.5 * step * step) / (sigma * sigma));
  const sum = 1 + 2 * (weight(1) + weight(2) + weight(3));
  return [1 / sum, weight(1) / sum, weight(2) / sum, weight(3) / sum];
}

/** Blurs along one direction, `stride` values a step; the outermost steps, outside the tile, are left out. */
function convolve(
  from: Float32Array,
  to: Float32Array,
  { stride, kernel: [k0, k1, k2, k3] }: { readonly stride: number; readonly kernel: Kernel },
): void {
  const end = from.length - 3 * stride;
  for (let i = 3 * stride; i < end; i++) {
    to[i] =
      k0 * (from[i] as number) +
      k1 * ((from[i - stride] as number) + (from[i + stride] as number)) +
      k2 * ((from[i - 2 * stride] as number) + (from[i + 2 * stride] as number)) +
      k3 * ((from[i - 3 * stride] as number) + (from[i + 3 * stride] as number));
  }
}
