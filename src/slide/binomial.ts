/** Half of the 5 % that a 95 % interval leaves out. */
const TAIL = 0.025;

/**
 * Exact 95 % interval of a proportion (Clopper and Pearson, Biometrika 26, 1934): `k` of `n`, as fractions
 * 0 to 1. The bounds are the 2.5 % quantile of Beta(k, n − k + 1) and the 97.5 % quantile of
 * Beta(k + 1, n − k). `n` is at least 1.
 */
export function clopperPearson95(k: number, n: number): readonly [low: number, high: number] {
  if (!Number.isInteger(k) || !Number.isInteger(n) || n < 1 || k < 0 || k > n) {
    throw new RangeError(`clopperPearson95 needs whole numbers 0 ≤ k ≤ n and n ≥ 1, not ${k} of ${n}`);
  }
  return [k === 0 ? 0 : betaQuantile(TAIL, k, n - k + 1), k === n ? 1 : 1 - betaQuantile(TAIL, n - k, k + 1)];
}

/**
 * Whether the exact 95 % interval of a share, seen among `n`, leaves a limit out (both as fractions). `share × n` need not
 * be whole: the interval is then that of the beta functions between the whole counts.
 */
export function intervalExcludes(share: number, n: number, limit: number): boolean {
  const k = share * n;
  const [a, b] = share > limit ? [k, n - k + 1] : [n - k, k + 1];
  // The chance, were the limit the truth, of a share at least so far off on this side.
  return betaCdf(share > limit ? limit : 1 - limit, a, b) < TAIL;
}

/** Cells to count for a 95 % chance of seeing at least one of a class with this prevalence (0 to 1, exclusive). */
export function cellsToSee(prevalence: number): number {
  if (!(prevalence > 0 && prevalence < 1))
    throw new RangeError(`prevalence must lie between 0 and 1, not ${prevalence}`);
  return Math.ceil(Math.log(0.05) / Math.log1p(-prevalence));
}

/** The x at which Iₓ(a, b) reaches `p`; halving is slow beside Newton but cannot fail, and 60 steps exhaust a double. */
function betaQuantile(p: number, a: number, b: number): number {
  const logBeta = logBetaOf(a, b);
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (regularizedBeta(middle, { a, b, logBeta }) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function betaCdf(x: number, a: number, b: number): number {
  return regularizedBeta(x, { a, b, logBeta: logBetaOf(a, b) });
}

function logBetaOf(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

interface BetaShape {
  readonly a: number;
  readonly b: number;
  readonly logBeta: number;
}

/**
 * Iₓ(a, b), the regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun
 * 26.5.8). The fraction converges fast only below x = (a + 1) / (a + b + 2); above it the mirror does.
 */
function regularizedBeta(x: number, { a, b, logBeta }: BetaShape): number {
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, { a: b, b: a, logBeta });
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta) / a;
  return front * betaFraction(x, a, b);
}

/** 1 / (1 + d₁ / (1 + d₂ / (1 + …))), evaluated by the forward recurrence of its convergents, rescaled as it grows. */
function betaFraction(x: number, a: number, b: number): number {
  let numeratorBefore = 1;
  let denominatorBefore = 0;
  let denominator = 1;
  let value = 1;
  for (let m = 1; m <= 1000; m++) {
    const i = m >> 1;
    const d =
      m % 2 === 0
        ? (i * (b - i) * x) / ((a + m - 1) * (a + m))
        : (-(a + i) * (a + b + i) * x) / ((a + m - 1) * (a + m));
    const scale = 1 / (1 + d * numeratorBefore);
    const denominatorNext = denominator + d * denominatorBefore;
    numeratorBefore = scale;
    denominatorBefore = denominator * scale;
    denominator = denominatorNext * scale;
    if (Math.abs(denominator - value) < 1e-14 * Math.abs(denominator)) return denominator;
    value = denominator;
  }
  return value;
}

/** ln Γ(x) for x > 0 by Stirling’s series, which has fourteen digits from x = 12 on; smaller x are shifted up to there. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 12; z++) shift += Math.log(z);
  const inverse = 1 / (z * z);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
