import { blur } from './blur.ts';
import type { SlideLook } from './look.ts';
import { mixSeed, randomFrom } from './random.ts';
import type { StageState } from './stage-path.ts';
import { HEADROOM, type TileStore } from './tiles.ts';
import { expose, type View } from './view.ts';

export interface Camera {
  /** Takes the picture of this moment: packed RGB, width × height × 3 bytes. */
  shoot(state: StageState, seq: number, into: Uint8Array): void;
}

export interface CameraOptions {
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly look: SlideLook;
  readonly tiles: TileStore;
}

const NOISE_BYTES = 1 << 20;

/**
 * Optics and sensor over the slide's tiles: sub-pixel resampling or motion smear, vignette, defocus, noise.
 * While the stage stands still only the noise is new, so the lit view is kept and used again.
 */
export function createCamera(options: CameraOptions): Camera {
  const { width, height, tiles, look } = options;
  const lit = new Uint8Array(width * height * 3);
  const view: View = { width, height, lit, shade: vignetteTable(width, height, look.vignette) };
  const noise = noiseField(options.seed, look.noise, lit.length);
  let shown: StageState | undefined;
  return {
    shoot: (state, seq, into) => {
      if (!shown || !samePicture(shown, state)) {
        expose(tiles, state, view);
        if (state.blurPixels > 0.15) blur(view, state.blurPixels);
        shown = state;
      }
      addNoise(lit, noise, mixSeed(options.seed, seq), into);
    },
  };
}

function samePicture(a: StageState, b: StageState): boolean {
  const sameSpeed = a.vxUmPerS === b.vxUmPerS && a.vyUmPerS === b.vyUmPerS;
  return a.xUm === b.xUm && a.yUm === b.yUm && a.blurPixels === b.blurPixels && sameSpeed;
}

/** Fall-off of light toward the corners, in 256ths. */
function vignetteTable(width: number, height: number, loss: number): Uint16Array {
  const table = new Uint16Array(width * height);
  const reach = (width * width + height * height) / 4;
  for (let y = 0, at = 0; y < height; y++) {
    const dy = (y - height / 2) ** 2;
    for (let x = 0; x < width; x++, at++) {
      const r2 = ((x - width / 2) ** 2 + dy) / reach;
      table[at] = Math.round(256 * (1 - loss * r2 * (0.6 + 0.4 * r2)));
    }
  }
  return table;
}

/** A megabyte of normal noise around HEADROOM, repeated until any frame fits in at any place of it. */
function noiseField(seed: number, deviation: number, frameBytes: number): Uint32Array {
  const random = randomFrom(seed, 0x5e50);
  const field = new Uint8Array(NOISE_BYTES + 4 * Math.ceil(frameBytes / 4));
  for (let i = 0; i < NOISE_BYTES; i++) {
    // Four uniforms summed are close enough to a normal, and need no logarithm.
    const sum = random.unit() + random.unit() + random.unit() + random.unit() - 2;
    field[i] = Math.max(0, Math.min(2 * HEADROOM, Math.round(HEADROOM + sum * 1.732 * deviation)));
  }
  for (let filled = NOISE_BYTES; filled < field.length; filled += NOISE_BYTES) {
    field.copyWithin(filled, 0, Math.min(NOISE_BYTES, field.length - filled));
  }
  return new Uint32Array(field.buffer);
}

/** lit + noise − HEADROOM in every byte, four at a time: neither sum nor difference can leave its byte. */
function addNoise(lit: Uint8Array, noise: Uint32Array, place: number, into: Uint8Array): void {
  const words = lit.length >> 2;
  const from = new Uint32Array(lit.buffer, lit.byteOffset, words);
  const to = new Uint32Array(into.buffer, into.byteOffset, words);
  const bias = HEADROOM * 0x01010101;
  const start = place % (NOISE_BYTES >> 2);
  for (let i = words * 4; i < lit.length; i++) into[i] = lit[i] as number;
  for (let i = 0; i < words; i++) to[i] = (from[i] as number) - bias + (noise[start + i] as number);
}
