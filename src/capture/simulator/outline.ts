import type { Random } from './random.ts';

const STEPS = 128;
const PER_RADIAN = STEPS / (2 * Math.PI);

/** A closed outline around its centre: the radius in µm for 128 directions. */
export type Outline = Float32Array;

export interface OutlineShape {
  readonly radiusUm: number;
  /** Longer to shorter axis, ≥ 1. */
  readonly elongation: number;
  /** Relative size of the waves on the outline. */
  readonly roughness: number;
  /** Number of waves of the finest roughness, from 3. */
  readonly waves: number;
}

/** An ellipse in a random direction whose outline swings in waves of falling size. */
export function outlineOf(shape: OutlineShape, random: Random): Outline {
  const turn = random.between(0, Math.PI);
  const long = shape.radiusUm * Math.sqrt(shape.elongation);
  const short = shape.radiusUm / Math.sqrt(shape.elongation);
  const waves: { count: number; size: number; phase: number }[] = [];
  for (let count = 2; count <= shape.waves; count++) {
    waves.push({
      count,
      size: (shape.roughness * random.normal(0, 1.6)) / count,
      phase: random.between(0, 7),
    });
  }
  const outline = new Float32Array(STEPS);
  for (let step = 0; step < STEPS; step++) {
    const angle = step / PER_RADIAN;
    const c = Math.cos(angle - turn) / long;
    const s = Math.sin(angle - turn) / short;
    let swing = 1;
    for (const wave of waves) swing += wave.size * Math.cos(wave.count * angle + wave.phase);
    outline[step] = swing / Math.sqrt(c * c + s * s);
  }
  return outline;
}

/** Radius in the direction of (x, y). */
export function radiusToward(outline: Outline, x: number, y: number): number {
  const at = (Math.atan2(y, x) + 2 * Math.PI) * PER_RADIAN;
  const step = Math.floor(at);
  const share = at - step;
  const a = outline[step & (STEPS - 1)] as number;
  const b = outline[(step + 1) & (STEPS - 1)] as number;
  return a + (b - a) * share;
}

/** Extent around the centre in µm: left, top, right, bottom. */
export function boundsOf(
  outline: Outline,
): readonly [left: number, top: number, right: number, bottom: number] {
  let [left, top, right, bottom] = [0, 0, 0, 0];
  outline.forEach((radius, step) => {
    const x = radius * Math.cos(step / PER_RADIAN);
    const y = radius * Math.sin(step / PER_RADIAN);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  return [left, top, right, bottom];
}
