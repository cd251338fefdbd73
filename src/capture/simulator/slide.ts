import type { ClassMix } from './class-mix.ts';
import { CHUNK_UM, contains, type LayoutPlan, layOutChunk } from './layout.ts';
import { lookOf, type SlideLook } from './look.ts';
import { Recent } from './recent.ts';
import type { RectUm, SlideCell } from './slide-cell.ts';

export interface SlideOptions {
  readonly seed: number;
  readonly mix?: ClassMix;
  /** Nucleated cells per mm²; a field of 960×720 pixels at 0.075 µm is 0.0039 mm². */
  readonly nucleatedPerMm2?: number;
}

/** A smear without end: any part of it can be asked for, and always holds the same cells. */
export interface Slide {
  readonly seed: number;
  readonly look: SlideLook;
  /** Cells whose centre lies in the rectangle. */
  cellsIn(rect: RectUm): SlideCell[];
}

/** About one new white cell in each field of the default scan. */
export const DEFAULT_NUCLEATED_PER_MM2 = 560;
/** White cells cannot lie closer than this density allows without touching. */
export const MAX_NUCLEATED_PER_MM2 = 1_500;

const CHUNKS_KEPT = 96;

/** Lays out the slide of a seed. Chunks are worked out when asked for; the most recent ones are kept. */
export function createSlide(options: SlideOptions): Slide {
  const look = lookOf(options.seed);
  const density = options.nucleatedPerMm2 ?? DEFAULT_NUCLEATED_PER_MM2;
  const plan: LayoutPlan = { seed: options.seed, mix: options.mix ?? 'normal', look, density };
  const chunks = new Recent<readonly SlideCell[]>(CHUNKS_KEPT);
  const chunk = (column: number, row: number): readonly SlideCell[] => {
    const key = `${column},${row}`;
    const cells = chunks.get(key) ?? layOutChunk(plan, column, row);
    chunks.set(key, cells);
    return cells;
  };
  return {
    seed: options.seed,
    look,
    cellsIn: (rect) => {
      const found: SlideCell[] = [];
      for (let row = Math.floor(rect.top / CHUNK_UM); row * CHUNK_UM < rect.bottom; row++) {
        for (let column = Math.floor(rect.left / CHUNK_UM); column * CHUNK_UM < rect.right; column++) {
          for (const cell of chunk(column, row)) if (contains(rect, cell)) found.push(cell);
        }
      }
      return found;
    },
  };
}
