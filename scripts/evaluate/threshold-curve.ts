/** A yes-or-no answer with its score, and whether yes is right. */
export interface Scored {
  readonly score: number;
  readonly positive: boolean;
}

/** What a threshold accepts: `score` and all above it. */
export interface ThresholdPoint {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** What every threshold accepts, from the strictest (nothing) on; equal scores fall together. */
export function thresholdCurve(scored: readonly Scored[]): ThresholdPoint[] {
  const points: ThresholdPoint[] = [
    { threshold: Number.POSITIVE_INFINITY, truePositives: 0, falsePositives: 0 },
  ];
  const sorted = scored.toSorted((a, b) => b.score - a.score);
  let truePositives = 0;
  let falsePositives = 0;
  for (const [index, { score, positive }] of sorted.entries()) {
    if (positive) truePositives += 1;
    else falsePositives += 1;
    if (sorted[index + 1]?.score !== score) points.push({ threshold: score, truePositives, falsePositives });
  }
  return points;
}

/** The receiver operating characteristic: share of negatives and of positives accepted at each threshold. */
export function rocCurve(scored: readonly Scored[]): (readonly [falseShare: number, trueShare: number])[] {
  const curve = thresholdCurve(scored);
  const { truePositives: positives, falsePositives: negatives } = curve.at(-1) as ThresholdPoint;
  return curve.map(({ truePositives, falsePositives }) => [
    falsePositives / negatives,
    truePositives / positives,
  ]);
}

/** Area under a curve of points by growing x (trapezoids). */
export function areaUnder(points: readonly (readonly [x: number, y: number])[]): number {
  let area = 0;
  for (const [index, [x, y]] of points.entries()) {
    const [lastX, lastY] = points[index - 1] ?? [x, y];
    area += ((x - lastX) * (y + lastY)) / 2;
  }
  return area;
}
