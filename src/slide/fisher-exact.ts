/**
 * Two-sided p of Fisher's exact test that two shares are the same: `a` of `n` against `b` of `m`. The sum over all
 * tables with these margins that are no likelier than the one seen (Fisher, Statistical Methods for Research Workers,
 * 1934, § 21.02). Both `n` and `m` are at least 1.
 */
export function fisherExact(a: number, n: number, b: number, m: number): number {
  if (![a, n, b, m].every(Number.isInteger) || n < 1 || m < 1 || a < 0 || b < 0 || a > n || b > m)
    throw new RangeError(
      `fisherExact needs whole counts within their totals, not ${a} of ${n} and ${b} of ${m}`,
    );
  const together = a + b;
  const least = Math.max(0, together - m);
  const most = Math.min(n, together);
  // Up to a factor that all tables share; the logarithms keep large counts from overflowing.
  const logs: number[] = [];
  let log = 0;
  for (let x = least; x <= most; x += 1) {
    logs.push(log);
    log += Math.log(((n - x) * (together - x)) / ((x + 1) * (m - together + x + 1)));
  }
  const highest = Math.max(...logs);
  const weights = logs.map((value) => Math.exp(value - highest));
  const seen = weights[a - least] as number;
  // Tables as likely as the one seen must not be missed for the sake of rounding.
  const extreme = weights.filter((weight) => weight <= seen * (1 + 1e-7));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return Math.min(1, sum(extreme) / sum(weights));
}
