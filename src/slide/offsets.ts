/** Point `to` was measured to lie `offset` beyond point `from`. */
export interface MeasuredOffset {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
  readonly weight: number;
}

const SETTLED = 1e-4;

/**
 * Places on a line that fit measured offsets best (weighted least squares), with point 0 held where it is, by
 * conjugate gradients from the places given: a few steps suffice when only the newest measurement is a surprise.
 */
export function solveOffsets(places: readonly number[], measured: readonly MeasuredOffset[]): Float64Array {
  const solution = Float64Array.from(places);
  const residual = downhill(solution, measured);
  let direction = residual.slice();
  let energy = dot(residual, residual);
  for (let step = 0; step < places.length && energy > SETTLED ** 2; step++) {
    const image = applied(direction, measured);
    const along = dot(direction, image);
    if (along <= 0) break;
    const stride = energy / along;
    for (let i = 0; i < solution.length; i++) {
      solution[i] = (solution[i] as number) + stride * (direction[i] as number);
      residual[i] = (residual[i] as number) - stride * (image[i] as number);
    }
    const next = dot(residual, residual);
    const keep = next / energy;
    direction = direction.map((value, i) => (residual[i] as number) + keep * value);
    energy = next;
  }
  return solution;
}

/** How strongly the measurements pull each point away from where it is. */
function downhill(places: Float64Array, measured: readonly MeasuredOffset[]): Float64Array {
  const pull = new Float64Array(places.length);
  for (const { from, to, offset, weight } of measured) {
    const tension = weight * (offset - ((places[to] as number) - (places[from] as number)));
    pull[to] = (pull[to] as number) + tension;
    pull[from] = (pull[from] as number) - tension;
  }
  pull[0] = 0;
  return pull;
}

/** The normal equations' matrix (a graph Laplacian with point 0 taken out) times `values`. */
function applied(values: Float64Array, measured: readonly MeasuredOffset[]): Float64Array {
  const image = new Float64Array(values.length);
  for (const { from, to, weight } of measured) {
    const tension = weight * ((values[to] as number) - (values[from] as number));
    image[to] = (image[to] as number) + tension;
    image[from] = (image[from] as number) - tension;
  }
  image[0] = 0;
  return image;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
