import type { Rgb, SlideLook } from './look.ts';
import { boundsOf } from './outline.ts';
import type { SlideCell } from './slide-cell.ts';
import type { Textures } from './texture.ts';

/** Optical densities of one cell alone, on the pixel grid of the slide: what a painter makes. */
export interface Patch {
  /** Upper left corner in slide pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Red, green, blue density of each pixel; 0 lets all light through. */
  readonly densities: Float32Array;
}

export interface Brush {
  readonly look: SlideLook;
  readonly textures: Textures;
  readonly micronsPerPixel: number;
}

/** Softness of every edge: what an oil objective resolves. */
export const EDGE_UM = 0.13;

/** An empty patch that holds the cell's outline, its edge and `haloUm` around. */
export function patchFor(cell: SlideCell, micronsPerPixel: number, haloUm = 0): Patch {
  const [l, t, r, b] = boundsOf(cell.outline);
  const margin = EDGE_UM + haloUm;
  const left = Math.floor((cell.xUm + l - margin) / micronsPerPixel);
  const top = Math.floor((cell.yUm + t - margin) / micronsPerPixel);
  const width = Math.ceil((cell.xUm + r + margin) / micronsPerPixel) - left + 1;
  const height = Math.ceil((cell.yUm + b + margin) / micronsPerPixel) - top + 1;
  return { left, top, width, height, densities: new Float32Array(width * height * 3) };
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = value <= low ? 0 : value >= high ? 1 : (value - low) / (high - low);
  return t * t * (3 - 2 * t);
}

/** A round thing laid into a patch, in µm from the cell's centre. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly radiusUm: number;
  readonly ink: Rgb;
  /** 0 leaves what is there, 1 replaces it by the ink. */
  readonly opacity: number;
}

/** Lays dots over what a patch holds already. */
export function stampDots(
  patch: Patch,
  cell: SlideCell,
  dots: readonly Dot[],
  micronsPerPixel: number,
): void {
  const { densities, width, height } = patch;
  const soft = EDGE_UM * 0.8;
  for (const dot of dots) {
    const cx = (cell.xUm + dot.x) / micronsPerPixel - patch.left;
    const cy = (cell.yUm + dot.y) / micronsPerPixel - patch.top;
    const reach = (dot.radiusUm + soft) / micronsPerPixel;
    const lastX = Math.min(width - 1, Math.ceil(cx + reach));
    const lastY = Math.min(height - 1, Math.ceil(cy + reach));
    for (let y = Math.max(0, Math.floor(cy - reach)); y <= lastY; y++) {
      for (let x = Math.max(0, Math.floor(cx - reach)); x <= lastX; x++) {
        const away = Math.sqrt((x - cx) ** 2 + (y - cy) ** 2) * micronsPerPixel;
        const share = dot.opacity * (1 - smoothstep(dot.radiusUm - soft, dot.radiusUm + soft, away));
        if (share <= 0) continue;
        const at = (y * width + x) * 3;
        for (let channel = 0; channel < 3; channel++) {
          const was = densities[at + channel] as number;
          densities[at + channel] = was + ((dot.ink[channel as 0 | 1 | 2] as number) - was) * share;
        }
      }
    }
  }
}

/** The sum of inks, each at its strength. */
export function mixInks(...parts: readonly (readonly [ink: Rgb, strength: number])[]): Rgb {
  const sum: [number, number, number] = [0, 0, 0];
  for (const [ink, strength] of parts) {
    sum[0] += ink[0] * strength;
    sum[1] += ink[1] * strength;
    sum[2] += ink[2] * strength;
  }
  return sum;
}
