import { randomFrom } from './random.ts';

const SIZE = 512;
const MASK = SIZE - 1;
/** One texel; the painters' finest detail. */
export const TEXEL_UM = 0.075;

/** Noise of one grain size that repeats every 512 texels: mean 0, standard deviation 1. */
export type Texture = Float32Array;

/** Value at a place in texels, interpolated between its four neighbours. */
export function sampleTexture(texture: Texture, u: number, v: number): number {
  const u0 = Math.floor(u);
  const v0 = Math.floor(v);
  const fu = u - u0;
  const fv = v - v0;
  const row0 = (v0 & MASK) << 9;
  const row1 = ((v0 + 1) & MASK) << 9;
  const a = u0 & MASK;
  const b = (u0 + 1) & MASK;
  const top = (texture[row0 | a] as number) * (1 - fu) + (texture[row0 | b] as number) * fu;
  const bottom = (texture[row1 | a] as number) * (1 - fu) + (texture[row1 | b] as number) * fu;
  return top + (bottom - top) * fv;
}

/** One pass of a running mean along rows, written transposed, so that two passes blur both ways. */
function meanAlongRows(from: Texture, to: Texture, radius: number): void {
  const scale = 1 / (2 * radius + 1);
  for (let y = 0; y < SIZE; y++) {
    const row = y << 9;
    let sum = 0;
    for (let x = -radius; x <= radius; x++) sum += from[row | (x & MASK)] as number;
    for (let x = 0; x < SIZE; x++) {
      to[(x << 9) | y] = sum * scale;
      sum +=
        (from[row | ((x + radius + 1) & MASK)] as number) - (from[row | ((x - radius) & MASK)] as number);
    }
  }
}

/** Two running means each way: close enough to a Gaussian of about 0.8 × radius texels. */
function blurred(source: Texture, radius: number): Texture {
  const a = Float32Array.from(source);
  const b = new Float32Array(SIZE * SIZE);
  for (let pass = 0; pass < 2; pass++) {
    meanAlongRows(a, b, radius);
    meanAlongRows(b, a, radius);
  }
  return a;
}

function normalised(texture: Texture): Texture {
  let sum = 0;
  let squares = 0;
  for (const value of texture) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / texture.length;
  const scale = 1 / Math.sqrt(squares / texture.length - mean * mean);
  return texture.map((value) => (value - mean) * scale);
}

/** Grain between two sizes: what the small blur keeps and the large one takes away. */
function bandPass(seed: number, fineRadius: number, coarseRadius: number): Texture {
  const random = randomFrom(0x7e87, seed);
  const white = new Float32Array(SIZE * SIZE).map(() => random.unit() - 0.5);
  const fine = blurred(white, fineRadius);
  if (coarseRadius === 0) return normalised(fine);
  const coarse = blurred(white, coarseRadius);
  return normalised(fine.map((value, index) => value - (coarse[index] as number)));
}

/** Two grain sizes together: no clump is as large as the next. */
function mixed(a: Texture, b: Texture): Texture {
  return normalised(a.map((value, index) => value + (b[index] as number)));
}

/** Value of the nearest texel: for grain much coarser than a pixel. */
export function texelAt(texture: Texture, u: number, v: number): number {
  return texture[((v & MASK) << 9) | (u & MASK)] as number;
}

export interface Textures {
  /** Granularity of cytoplasm, about 0.3 µm. */
  readonly fine: Texture;
  /** Clumps of chromatin, about 0.8 µm. */
  readonly clump: Texture;
  /** Unevenness of outlines and plasma, about 4 µm. */
  readonly smooth: Texture;
}

let built: Textures | undefined;

/** The three textures every painter reads; built once a thread (about 50 ms). */
export function textures(): Textures {
  built ??= {
    fine: bandPass(1, 1, 3),
    clump: mixed(bandPass(2, 2, 6), bandPass(4, 5, 14)),
    smooth: bandPass(3, 20, 0),
  };
  return built;
}
