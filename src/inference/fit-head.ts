import { type CellLabel, classesOf } from '../core/cell-label.ts';
import { CELL_CLASSES } from '../core/cells.ts';
import { EMBEDDING_LENGTH, type HeadParameters, logit } from './head.ts';
import { minimise, type Objective } from './lbfgs.ts';
import { dot, orthonormalBasis } from './orthonormal-basis.ts';

/** A cell that a person named: its embedding, and a class or a coarse label that leaves several possible. */
export interface LabelledCell {
  readonly embedding: Float32Array;
  readonly label: CellLabel;
}

const CLASSES = CELL_CLASSES.length;
/**
 * What all rehearsed cells weigh against all corrections. On two artificial stains it kept 1 to 2 points at home that
 * were lost without, at no cost abroad.
 */
const REHEARSAL_SHARE = 0.3;

/** A cell with its share of the total loss. */
interface WeighedCell extends LabelledCell {
  readonly weight: number;
}

/** Each label weighs the same however many cells carry it; all cells together weigh `total`. */
function weigh(cells: readonly LabelledCell[], total: number): WeighedCell[] {
  const byLabel = Map.groupBy(cells, ({ label }) => label);
  return cells.map((cell) => ({
    ...cell,
    weight: total / (byLabel.size * (byLabel.get(cell.label)?.length ?? 1)),
  }));
}

/** The mask of the classes that a label leaves possible. */
export function maskOf(label: CellLabel): readonly boolean[] {
  const possible = classesOf(label);
  return CELL_CLASSES.map((name) => possible.includes(name));
}

/**
 * −log of the probability of the classes in the mask, its gradient by the scores written into `gradient`: the
 * distribution minus the same distribution within the mask.
 */
export function labelLoss(scores: Float64Array, mask: readonly boolean[], gradient: Float64Array): number {
  const greatest = Math.max(...scores);
  let total = 0;
  let allowed = 0;
  for (let c = 0; c < CLASSES; c += 1) {
    const power = Math.exp((scores[c] as number) - greatest);
    gradient[c] = power;
    total += power;
    if (mask[c]) allowed += power;
  }
  // A label that has become impossible to a double still pulls.
  allowed = Math.max(allowed, Number.MIN_VALUE);
  for (let c = 0; c < CLASSES; c += 1) {
    const power = gradient[c] as number;
    gradient[c] = power / total - (mask[c] ? power / allowed : 0);
  }
  return Math.log(total) - Math.log(allowed);
}

/** A cell as the fit sees it. */
interface FittedCell {
  /** Its embedding and a 1 for the bias, in coordinates of the basis. */
  readonly place: Float64Array;
  /** Scores (W₀ · e + b₀) / T that the head it starts from gives. */
  readonly scores: Float64Array;
  readonly mask: readonly boolean[];
  readonly weight: number;
}

/**
 * Weighted loss of the cells with the penalty of a change of the head, and its gradient. The change of a class is a
 * vector in the span of the cells (what lies outside would cost and change nothing): one row of coordinates each.
 */
function objective(
  cells: readonly FittedCell[],
  { temperature, strength }: { readonly temperature: number; readonly strength: number },
): Objective {
  const scores = new Float64Array(CLASSES);
  const pull = new Float64Array(CLASSES);
  return (change, gradient) => {
    let value = 0;
    for (const [index, coordinate] of change.entries()) {
      value += (strength / 2) * coordinate * coordinate;
      gradient[index] = strength * coordinate;
    }
    for (const { place, scores: first, mask, weight } of cells) {
      const rank = place.length;
      for (let c = 0; c < CLASSES; c += 1) {
        let sum = 0;
        for (let k = 0; k < rank; k += 1) sum += (change[c * rank + k] as number) * (place[k] as number);
        scores[c] = (first[c] as number) + sum / temperature;
      }
      value += weight * labelLoss(scores, mask, pull);
      for (let c = 0; c < CLASSES; c += 1) {
        const factor = (weight * (pull[c] as number)) / temperature;
        for (let k = 0; k < rank; k += 1)
          gradient[c * rank + k] = (gradient[c * rank + k] as number) + factor * (place[k] as number);
      }
    }
    return value;
  };
}

/** The embedding and a 1, which the bias is the weight of. */
function extended(embedding: Float32Array): Float64Array {
  const vector = new Float64Array(EMBEDDING_LENGTH + 1);
  vector.set(embedding);
  vector[EMBEDDING_LENGTH] = 1;
  return vector;
}

/** The head moved by a change in coordinates of the basis. */
function moved(base: HeadParameters, change: Float64Array, basis: readonly Float64Array[]): HeadParameters {
  const weights = base.weights.slice();
  const bias = base.bias.slice();
  for (let c = 0; c < CLASSES; c += 1) {
    const away = new Float64Array(EMBEDDING_LENGTH + 1);
    basis.forEach((direction, k) => {
      const step = change[c * basis.length + k] as number;
      for (const [index, value] of direction.entries()) away[index] = (away[index] as number) + step * value;
    });
    for (let k = 0; k < EMBEDDING_LENGTH; k += 1) {
      const place = c * EMBEDDING_LENGTH + k;
      weights[place] = (weights[place] as number) + (away[k] as number);
    }
    bias[c] = (bias[c] as number) + (away[EMBEDDING_LENGTH] as number);
  }
  return { weights, bias, temperature: base.temperature };
}

export interface FitOptions {
  /** Cells to learn from, at least one. */
  readonly corrections: readonly LabelledCell[];
  /** Cells whose names must not be forgotten meanwhile; may be none. */
  readonly rehearsal: readonly LabelledCell[];
  /** Fastest from strong to weak. */
  readonly penalties: readonly number[];
}

/**
 * Heads that explain the corrections without going far from `base`, one for each penalty λ: multinomial logistic
 * regression with the penalty (λ/2) s (‖W − W₀‖² + ‖b − b₀‖²), s the mean of (‖e‖² + 1)/T² over the corrections, so
 * that λ has no unit. The temperature stays.
 */
export function fitHeads(
  base: HeadParameters,
  { corrections, rehearsal, penalties }: FitOptions,
): HeadParameters[] {
  const { temperature } = base;
  const vectors = new Map(
    [...corrections, ...rehearsal].map((cell) => [cell.embedding, extended(cell.embedding)]),
  );
  const vectorOf = (cell: LabelledCell) => vectors.get(cell.embedding) as Float64Array;
  const basis = orthonormalBasis([...vectors.values()]);
  const cells = [...weigh(corrections, 1), ...weigh(rehearsal, REHEARSAL_SHARE)].map(
    (cell): FittedCell => ({
      place: Float64Array.from(basis, (direction) => dot(vectorOf(cell), direction)),
      scores: Float64Array.from(CELL_CLASSES, (name) => logit(base, cell.embedding, name) / temperature),
      mask: maskOf(cell.label),
      weight: cell.weight,
    }),
  );
  const squares = corrections.map((cell) => dot(vectorOf(cell), vectorOf(cell)));
  const unit = squares.reduce((sum, square) => sum + square, 0) / squares.length / temperature ** 2;
  let change: Float64Array = new Float64Array(CLASSES * basis.length);
  return penalties.map((penalty) => {
    change = minimise(objective(cells, { temperature, strength: penalty * unit }), change);
    return moved(base, change, basis);
  });
}
