/** Half of what a 95 % interval leaves out. */
const TAIL = 0.025;
/** Beyond this a count is no count of things under a microscope. */
const MOST = 1_000_000;

/**
 * Exact 95 % interval of a count (Garwood, Biometrika 28, 1936): the means under which so many, or more, and so many, or
 * fewer, come in one of forty counts. `count` is a whole number up to a million.
 */
export function poisson95(count: number): readonly [low: number, high: number] {
  if (!Number.isInteger(count) || count < 0 || count > MOST)
    throw new RangeError(`poisson95 needs a whole number from 0 to ${MOST}, not ${count}`);
  const low = count === 0 ? 0 : meanAt(1 - TAIL, count - 1);
  return [low, meanAt(TAIL, count)];
}

/** The mean under which `count` or fewer have this chance. Halving cannot fail, and 100 steps exhaust a double. */
function meanAt(chance: number, count: number): number {
  let [low, high] = [0, count + 10 * Math.sqrt(count + 1) + 10];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (chanceOfAtMost(count, middle) > chance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The chance of `count` or fewer where `mean` are expected: terms from the largest one to both sides, until they vanish. */
function chanceOfAtMost(count: number, mean: number): number {
  if (mean === 0) return 1;
  const largest = Math.min(count, Math.floor(mean));
  const peak = Math.exp(largest * Math.log(mean) - mean - logFactorial(largest));
  let sum = peak;
  for (let k = largest, term = peak; k > 0 && term > 1e-17 * sum; k--) {
    term *= k / mean;
    sum += term;
  }
  for (let k = largest + 1, term = peak; k <= count && term > 1e-17 * sum; k++) {
    term *= mean / k;
    sum += term;
  }
  return Math.min(1, sum);
}

/** ln n!, by Stirling's series beyond 30, where it has fourteen digits. */
function logFactorial(n: number): number {
  if (n > 30) {
    const x = n + 1;
    const inverse = 1 / (x * x);
    const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x;
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
  }
  let sum = 0;
  for (let k = 2; k <= n; k++) sum += Math.log(k);
  return sum;
}
