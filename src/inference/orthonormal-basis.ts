/** A vector whose rest is shorter than this share of it adds nothing to the basis but rounding. */
const LEAST_REST = 1e-5;

/**
 * An orthonormal basis of the span of some vectors, by Gram and Schmidt; each vector is projected twice, which keeps
 * the basis orthogonal to rounding (Giraud, Langou, Rozložník, Computers & Mathematics with Applications 50, 2005).
 */
export function orthonormalBasis(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    for (let pass = 0; pass < 2; pass += 1)
      for (const direction of basis) subtract(rest, direction, dot(rest, direction));
    const length = Math.sqrt(dot(rest, rest));
    if (length > LEAST_REST * Math.sqrt(dot(vector, vector))) basis.push(rest.map((value) => value / length));
  }
  return basis;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] as number) * (b[index] as number);
  return sum;
}

function subtract(target: Float64Array, direction: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index += 1)
    target[index] = (target[index] as number) - factor * (direction[index] as number);
}
