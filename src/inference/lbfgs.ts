import { dot } from './orthonormal-basis.ts';

/** Writes the gradient at `x` into `gradient` and returns the value there. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Pairs of steps that stand in for the inverse Hessian. */
const MEMORY = 8;
const MAX_ITERATIONS = 200;
/** The search ends where no component of the gradient is larger, as a share of the largest at the start … */
const GRADIENT_TOLERANCE = 1e-8;
/** … or where a step gains less than this share of the value. */
const VALUE_TOLERANCE = 1e-6;
/** Armijo: a step must gain this share of what the slope promises; it is halved until it does. */
const SUFFICIENT = 1e-4;
const MAX_HALVINGS = 30;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / (step · change). */
  readonly rho: number;
}

interface Point {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/**
 * The minimum of a smooth convex function, from `start`: L-BFGS (Nocedal and Wright, Numerical Optimization,
 * algorithms 7.4 and 3.1). The same input gives the same answer, bit by bit.
 */
export function minimise(objective: Objective, start: Float64Array): Float64Array {
  const evaluate = (x: Float64Array): Point => {
    const gradient = new Float64Array(x.length);
    return { x, gradient, value: objective(x, gradient) };
  };
  let here = evaluate(start.slice());
  const flat = GRADIENT_TOLERANCE * largest(here.gradient);
  const pairs: Pair[] = [];
  for (let iteration = 0; iteration < MAX_ITERATIONS && largest(here.gradient) > flat; iteration += 1) {
    const next = lineSearch(here, descent(here.gradient, pairs), evaluate);
    if (!next) break;
    const gain = here.value - next.value;
    const step = next.x.map((value, index) => value - (here.x[index] as number));
    const change = next.gradient.map((value, index) => value - (here.gradient[index] as number));
    const curvature = dot(step, change);
    if (curvature > 0) pairs.push({ step, change, rho: 1 / curvature });
    if (pairs.length > MEMORY) pairs.shift();
    here = next;
    if (gain <= VALUE_TOLERANCE * Math.abs(here.value)) break;
  }
  return here.x;
}

/** The two-loop recursion: minus the inverse Hessian, as the pairs know it, times the gradient. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const alphas = pairs.toReversed().map(({ step, change, rho }) => {
    const alpha = rho * dot(step, direction);
    addScaled(direction, change, -alpha);
    return alpha;
  });
  const newest = pairs.at(-1);
  const scale = newest
    ? 1 / (newest.rho * dot(newest.change, newest.change))
    : 1 / Math.max(1e-12, Math.sqrt(dot(gradient, gradient)));
  for (let index = 0; index < direction.length; index += 1)
    direction[index] = (direction[index] as number) * scale;
  pairs.forEach(({ step, change, rho }, index) => {
    const beta = rho * dot(change, direction);
    addScaled(direction, step, (alphas[pairs.length - 1 - index] as number) - beta);
  });
  return direction;
}

/** The first point along the direction, its step halved each time, that gains enough; undefined where none does. */
function lineSearch(
  from: Point,
  direction: Float64Array,
  evaluate: (x: Float64Array) => Point,
): Point | undefined {
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return undefined;
  for (let halving = 0, length = 1; halving < MAX_HALVINGS; halving += 1, length /= 2) {
    const x = from.x.slice();
    addScaled(x, direction, length);
    const point = evaluate(x);
    if (point.value <= from.value + SUFFICIENT * length * slope) return point;
  }
  return undefined;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index += 1)
    target[index] = (target[index] as number) + factor * (source[index] as number);
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
