import type { SlideRect } from '../core/wire/slide-map.ts';

/** Side of the squares that are seen or not. */
export const COVERAGE_UM = 4;
/** Squares along the side of a block. */
const BLOCK = 64;
/** Squares of the grid that gaps are looked for on; larger regions are looked at more coarsely. */
const MOST_SQUARES = 200_000;

/** What was seen, as a grid of squares; `origin` is the upper left corner of the first one. */
export interface CoverageGrid {
  readonly originXUm: number;
  readonly originYUm: number;
  readonly pitchUm: number;
  readonly columns: number;
  readonly rows: number;
  /** 1 where seen, row by row. */
  readonly seen: Uint8Array;
}

/** Which places of the slide were seen: a union, whatever was seen twice. 4 kB for 0.066 mm². */
export class Coverage {
  readonly #blocks = new Map<
    string,
    { readonly column: number; readonly row: number; readonly seen: Uint8Array }
  >();
  #squares = 0;

  get areaMm2(): number {
    return (this.#squares * COVERAGE_UM ** 2) / 1e6;
  }

  /** Marks the squares whose centre lies in the rectangle as seen. */
  add({ xUm, yUm, widthUm, heightUm }: SlideRect): void {
    const [left, right] = squaresWithin(xUm, widthUm);
    const [top, bottom] = squaresWithin(yUm, heightUm);
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) this.#see(x, y);
  }

  /** Takes over what another has seen, moved by whole squares. */
  addAll(other: Coverage, dxUm: number, dyUm: number): void {
    const [dx, dy] = [Math.round(dxUm / COVERAGE_UM), Math.round(dyUm / COVERAGE_UM)];
    for (const { column, row, seen } of other.#blocks.values()) {
      seen.forEach((value, index) => {
        if (value === 1)
          this.#see(column * BLOCK + (index % BLOCK) + dx, row * BLOCK + Math.floor(index / BLOCK) + dy);
      });
    }
  }

  /** All that was seen with a margin of one square around it; null before anything was. */
  grid(): CoverageGrid | null {
    const blocks = [...this.#blocks.values()];
    if (blocks.length === 0) return null;
    const left = Math.min(...blocks.map(({ column }) => column)) * BLOCK;
    const top = Math.min(...blocks.map(({ row }) => row)) * BLOCK;
    const right = (Math.max(...blocks.map(({ column }) => column)) + 1) * BLOCK;
    const bottom = (Math.max(...blocks.map(({ row }) => row)) + 1) * BLOCK;
    const step = Math.max(1, Math.ceil(Math.sqrt(((right - left) * (bottom - top)) / MOST_SQUARES)));
    const columns = Math.ceil((right - left) / step) + 2;
    const rows = Math.ceil((bottom - top) / step) + 2;
    const seen = new Uint8Array(columns * rows);
    for (const block of blocks) {
      block.seen.forEach((value, index) => {
        if (value === 0) return;
        const x = Math.floor((block.column * BLOCK + (index % BLOCK) - left) / step) + 1;
        const y = Math.floor((block.row * BLOCK + Math.floor(index / BLOCK) - top) / step) + 1;
        seen[y * columns + x] = 1;
      });
    }
    const pitchUm = step * COVERAGE_UM;
    return {
      originXUm: left * COVERAGE_UM - pitchUm,
      originYUm: top * COVERAGE_UM - pitchUm,
      pitchUm,
      columns,
      rows,
      seen,
    };
  }

  #see(x: number, y: number): void {
    const [column, row] = [Math.floor(x / BLOCK), Math.floor(y / BLOCK)];
    const key = `${column},${row}`;
    let block = this.#blocks.get(key);
    if (!block) {
      block = { column, row, seen: new Uint8Array(BLOCK * BLOCK) };
      this.#blocks.set(key, block);
    }
    const index = (y - row * BLOCK) * BLOCK + x - column * BLOCK;
    if (block.seen[index] === 1) return;
    block.seen[index] = 1;
    this.#squares++;
  }
}

/** First and last (excluded) square whose centre lies in the stretch. */
function squaresWithin(fromUm: number, lengthUm: number): [first: number, end: number] {
  return [Math.round(fromUm / COVERAGE_UM), Math.round((fromUm + lengthUm) / COVERAGE_UM)];
}
