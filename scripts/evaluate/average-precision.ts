import type { Box, Detection } from '../../src/core/types.ts';
import { type Scored, thresholdCurve } from './threshold-curve.ts';

/** Intersection of two boxes over their union, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a[2] * a[3] + b[2] * b[3] - width * height);
}

/**
 * Detections of one kind in one picture as hits and misses: by falling score, each takes the true box it overlaps
 * most among those still free, if it does so by `least`.
 */
export function matchDetections(
  found: readonly Omit<Detection, 'kind'>[],
  truth: readonly Box[],
  least: number,
): Scored[] {
  const free = new Set(truth);
  return found
    .toSorted((a, b) => b.score - a.score)
    .map(({ box, score }) => {
      let best: Box | undefined;
      let bestOverlap = least;
      for (const candidate of free) {
        const shared = overlap(box, candidate);
        if (shared < bestOverlap) continue;
        best = candidate;
        bestOverlap = shared;
      }
      if (best) free.delete(best);
      return { score, positive: best !== undefined };
    });
}

/** Precision at each recall that is reached; precision is the best of this recall or more (COCO). */
export function precisionRecall(
  scored: readonly Scored[],
  truthCount: number,
): (readonly [recall: number, precision: number])[] {
  let best = 0;
  return thresholdCurve(scored)
    .slice(1)
    .reverse()
    .map(({ truePositives, falsePositives }) => {
      best = Math.max(best, truePositives / (truePositives + falsePositives));
      return [truePositives / truthCount, best] as const;
    })
    .reverse();
}

/** Average precision, interpolated at 101 recalls as COCO does. */
export function averagePrecision(scored: readonly Scored[], truthCount: number): number {
  const curve = precisionRecall(scored, truthCount);
  let sum = 0;
  let at = 0;
  for (let step = 0; step <= 100; step += 1) {
    while (at < curve.length && (curve[at]?.[0] ?? 1) < step / 100) at += 1;
    sum += curve[at]?.[1] ?? 0;
  }
  return sum / 101;
}
