import { classesOf } from '../core/cell-label.ts';
import { likeliest } from '../core/decide-class.ts';
import { fitHeads, type LabelledCell } from './fit-head.ts';
import { type HeadParameters, headProbabilities } from './head.ts';

/** Right answers among so many cells. */
export interface Score {
  readonly right: number;
  readonly n: number;
}

export interface Comparison {
  readonly shipped: Score;
  readonly adapted: Score;
}

export interface Adaptation {
  /** Fitted to all corrections; worth using only when it is better. */
  readonly head: HeadParameters;
  readonly penalty: number;
  /** On the corrections, each judged by a head that has not seen it. */
  readonly corrected: Comparison;
  /** On cells of the laboratory that the weights come from, which the fit has not seen either. */
  readonly reference: Comparison;
  /** More corrections are named right, and on the reference no more is lost than `MOST_REFERENCE_LOSS`. */
  readonly better: boolean;
}

/** Cells with known names of the laboratory that the weights come from. */
export interface Reference {
  /** Rehearsed while fitting. */
  readonly rehearsal: readonly LabelledCell[];
  /** Judged afterwards. */
  readonly check: readonly LabelledCell[];
}

/** Penalties that are tried, strong to weak; with 5 and 20 cells a class of two laboratories left out, the best lay between. */
const PENALTIES = [0.1, 0.03, 0.01, 0.003, 0.001, 0.0003];
const FOLDS = 5;
/** Share of the reference check that may be lost. */
export const MOST_REFERENCE_LOSS = 0.03;
/** Fewer corrections, or of one label only, say nothing. */
export const LEAST_CORRECTIONS = 10;
export const LEAST_LABELS = 2;

/**
 * Learns from corrections: a new head from the shipped one, its penalty chosen by cross-validation (least mean −log
 * probability of the label, each label weighing the same) among those that keep the reference. Always starts from the
 * shipped head, with all corrections there are, so that nothing accumulates. Deterministic. Takes seconds.
 */
export function adaptHead(
  shipped: HeadParameters,
  corrections: readonly LabelledCell[],
  { rehearsal, check }: Reference,
): Adaptation {
  const fitOn = (cells: readonly LabelledCell[]) =>
    fitHeads(shipped, { corrections: cells, rehearsal, penalties: PENALTIES });
  const heads = fitOn(corrections);
  const outOfFold = judgeOutOfFold(corrections, fitOn);
  const reference = score(shipped, check);
  const candidates = heads.map((head, index) => {
    const judged = outOfFold[index] as JudgedCell[];
    const kept = score(head, check);
    return {
      head,
      penalty: PENALTIES[index] as number,
      loss: meanLoss(judged),
      right: judged.filter(({ right }) => right).length,
      kept,
      keeps: reference.right - kept.right <= MOST_REFERENCE_LOSS * check.length,
    };
  });
  const eligible = candidates.filter(({ keeps }) => keeps);
  // Where none keeps the reference, the strongest penalty comes closest, and the report says that it fails.
  const best = (eligible.length > 0 ? eligible : candidates.slice(0, 1)).reduce((least, candidate) =>
    candidate.loss < least.loss ? candidate : least,
  );
  const before = score(shipped, corrections);
  return {
    head: best.head,
    penalty: best.penalty,
    corrected: { shipped: before, adapted: { right: best.right, n: corrections.length } },
    reference: { shipped: reference, adapted: best.kept },
    better: best.keeps && best.right > before.right,
  };
}

/** A cell and what a head that has not seen it says of it. */
interface JudgedCell {
  readonly label: LabelledCell['label'];
  readonly right: boolean;
  readonly loss: number;
}

/** For each penalty, every cell judged by a head fitOn without its fold; folds hold like shares of each label. */
function judgeOutOfFold(
  cells: readonly LabelledCell[],
  fitOn: (cells: readonly LabelledCell[]) => readonly HeadParameters[],
): JudgedCell[][] {
  const dealt = [...Map.groupBy(cells, ({ label }) => label).values()].flat();
  const judged = PENALTIES.map((): JudgedCell[] => []);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const isHeldOut = (index: number) => index % FOLDS === fold;
    const heldOut = dealt.filter((_, index) => isHeldOut(index));
    const heads = fitOn(dealt.filter((_, index) => !isHeldOut(index)));
    heads.forEach((head, index) => {
      judged[index]?.push(...heldOut.map((cell) => judge(head, cell)));
    });
  }
  return judged;
}

function judge(head: HeadParameters, { embedding, label }: LabelledCell): JudgedCell {
  const probabilities = headProbabilities(head, embedding);
  const classes = classesOf(label);
  const probability = classes.reduce((sum, name) => sum + probabilities[name], 0);
  const right = classes.includes(likeliest(probabilities));
  return { label, right, loss: -Math.log(Math.max(probability, Number.MIN_VALUE)) };
}

/** The mean over labels of their cells' mean loss. */
function meanLoss(cells: readonly JudgedCell[]): number {
  const byLabel = [...Map.groupBy(cells, ({ label }) => label).values()];
  const means = byLabel.map((group) => group.reduce((sum, { loss }) => sum + loss, 0) / group.length);
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

/** How many cells a head names as their label allows. */
export function score(head: HeadParameters, cells: readonly LabelledCell[]): Score {
  return { right: cells.filter((cell) => judge(head, cell).right).length, n: cells.length };
}
