import type { CellClass, ModelClass } from '../cells.ts';
import type { Box, Detection, MorphologyAttribute, Probabilities, Rejection } from '../types.ts';

/** One line of `hematovision classify --jsonl`. */
export interface ClassifyLine {
  readonly file: string;
  readonly class: CellClass;
  readonly probability: number;
  readonly probabilities: Probabilities;
  /** The cell that was classified, in pixels; null when none was found and the whole picture was taken. */
  readonly crop: Box | null;
  /** Probability that there is a whole cell, in focus, of any class in use. */
  readonly known: number;
  /** Why it is unclassified; null when it is not. */
  readonly rejected: Rejection | null;
  /** Of mature white cells; empty for all others. */
  readonly attributes: readonly MorphologyAttribute[];
  /**
   * With `--explain`: 7 rows of 7 over the crop, the square of 1.3 times the longer side of the cell's box around
   * it; 0 and 1 stand for the ends of `activationScale`, in logits of the class `activationOf`.
   */
  readonly activation?: readonly (readonly number[])[];
  readonly activationOf?: ModelClass;
  readonly activationScale?: readonly [low: number, high: number];
  /** Of the weights, and of the head that named the cell. */
  readonly modelSha256: string;
  readonly headSha256: string;
}

/** One line of `hematovision detect --jsonl`. */
export interface DetectLine {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly cells: readonly Detection[];
}
