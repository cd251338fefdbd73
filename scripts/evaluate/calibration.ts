/** An answer: how sure it was, and whether it was right. */
export interface Sureness {
  readonly confidence: number;
  readonly right: boolean;
}

/** The answers of one tenth of the scale. */
export interface ReliabilityBin {
  readonly answers: number;
  readonly meanConfidence: number;
  readonly shareRight: number;
}

const BINS = 10;

/** Answers by tenths of their confidence; empty tenths are left out. */
export function reliability(answers: readonly Sureness[]): ReliabilityBin[] {
  const bins = Map.groupBy(answers, ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)));
  return [...bins.keys()]
    .sort((a, b) => a - b)
    .map((key) => {
      const within = bins.get(key) ?? [];
      const confidence = within.reduce((sum, answer) => sum + answer.confidence, 0);
      const right = within.filter((answer) => answer.right).length;
      return {
        answers: within.length,
        meanConfidence: confidence / within.length,
        shareRight: right / within.length,
      };
    });
}

/** Expected calibration error: mean distance of confidence and truth, each tenth weighted by its answers. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { answers }) => sum + answers, 0);
  const gaps = bins.map(
    ({ answers, meanConfidence, shareRight }) => answers * Math.abs(meanConfidence - shareRight),
  );
  return gaps.reduce((sum, gap) => sum + gap, 0) / total;
}
