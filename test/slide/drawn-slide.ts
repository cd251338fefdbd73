import type { Frame } from '../../src/core/types.ts';

/** Deterministic numbers from 0 to 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface FrameAppearance {
  /** Factor on all pixels. */
  readonly brightness?: number;
  /** Radius of a box blur, in pixels. */
  readonly blur?: number;
  /** Amplitude of sensor noise, in grey levels. */
  readonly noise?: number;
}

const SPACING = 52;
const RED_CELL_RADIUS = 21;
const BACKGROUND = 225;

/**
 * A grey slide of equal red cells on a nearly regular grid, the hardest texture to tell places by, with a dark
 * white cell here and there. It knows where every view lies, to a fraction of a pixel.
 */
export class DrawnSlide {
  readonly #width: number;
  readonly #height: number;
  readonly #grey: Float32Array;

  constructor({ width, height, seed }: { width: number; height: number; seed: number }) {
    this.#width = width;
    this.#height = height;
    this.#grey = new Float32Array(width * height).fill(BACKGROUND);
    const random = randomNumbers(seed);
    for (let row = 0; row * SPACING < height; row++) {
      for (let column = 0; column * SPACING < width; column++) {
        const x = column * SPACING + (row % 2) * (SPACING / 2) + (random() - 0.5) * 16;
        const y = row * SPACING + (random() - 0.5) * 16;
        if (random() < 0.12) continue;
        if (random() < 0.04) this.#disc({ x, y, radius: RED_CELL_RADIUS * 1.6, depth: 130, pallor: 0 });
        else this.#disc({ x, y, radius: RED_CELL_RADIUS, depth: 60, pallor: 30 });
      }
    }
  }

  /** What a camera of this size sees with its upper left corner at (x, y). */
  frame(
    at: { x: number; y: number; seq: number },
    size: { width: number; height: number },
    look: FrameAppearance = {},
  ): Frame {
    const { brightness = 1, blur = 0, noise = 2 } = look;
    const random = randomNumbers(at.seq + 1);
    let grey = this.#crop(at, size);
    for (let pass = 0; pass < 2 && blur > 0; pass++) grey = boxBlurred(grey, size, blur);
    const pixels = new Uint8Array(new SharedArrayBuffer(size.width * size.height * 3));
    grey.forEach((value, i) => {
      const level = Math.max(0, Math.min(255, value * brightness + (random() - 0.5) * 2 * noise));
      pixels[3 * i] = level;
      pixels[3 * i + 1] = level;
      pixels[3 * i + 2] = level;
    });
    return { seq: at.seq, capturedAtNs: 0n, ...size, pixels, release: () => {} };
  }

  #disc({
    x,
    y,
    radius,
    depth,
    pallor,
  }: {
    x: number;
    y: number;
    radius: number;
    depth: number;
    pallor: number;
  }): void {
    const reach = Math.ceil(radius + 2);
    for (let py = Math.max(0, Math.floor(y) - reach); py < Math.min(this.#height, y + reach); py++) {
      for (let px = Math.max(0, Math.floor(x) - reach); px < Math.min(this.#width, x + reach); px++) {
        const distance = Math.hypot(px - x, py - y);
        // The rim is three pixels soft, as a lens would draw it.
        const inside = Math.max(0, Math.min(1, (radius - distance) / 3 + 0.5));
        const pale = pallor * Math.exp(-((distance / (radius * 0.45)) ** 2));
        const index = py * this.#width + px;
        this.#grey[index] = Math.min(this.#grey[index] ?? 0, BACKGROUND - inside * (depth - pale));
      }
    }
  }

  #crop(
    { x, y }: { x: number; y: number },
    { width, height }: { width: number; height: number },
  ): Float32Array {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - left, y - top];
    const grey = (column: number, row: number) =>
      column < 0 || column >= this.#width
        ? BACKGROUND
        : (this.#grey[row * this.#width + column] ?? BACKGROUND);
    const out = new Float32Array(width * height);
    for (let row = 0, i = 0; row < height; row++) {
      for (let column = 0; column < width; column++, i++) {
        const [cx, cy] = [left + column, top + row];
        const upper = grey(cx, cy) * (1 - fx) + grey(cx + 1, cy) * fx;
        const lower = grey(cx, cy + 1) * (1 - fx) + grey(cx + 1, cy + 1) * fx;
        out[i] = upper * (1 - fy) + lower * fy;
      }
    }
    return out;
  }
}

function boxBlurred(
  grey: Float32Array,
  { width, height }: { width: number; height: number },
  radius: number,
): Float32Array {
  const at = (values: Float32Array, x: number, y: number) =>
    values[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))] ?? 0;
  const pass = (values: Float32Array, dx: number, dy: number) =>
    values.map((_, i) => {
      let sum = 0;
      for (let step = -radius; step <= radius; step++)
        sum += at(values, (i % width) + step * dx, Math.floor(i / width) + step * dy);
      return sum / (2 * radius + 1);
    });
  return pass(pass(grey, 1, 0), 0, 1);
}
