import type { CellClass } from '../cells.ts';
import type { Box, Detection, Probabilities } from '../types.ts';

/** One line of `hematovision classify --jsonl`. */
export interface ClassifyLine {
  readonly file: string;
  readonly class: CellClass;
  readonly probability: number;
  readonly probabilities: Probabilities;
  /** The cell that was classified, in pixels; null when none was found and the whole picture was taken. */
  readonly crop: Box | null;
}

/** One line of `hematovision detect --jsonl`. */
export interface DetectLine {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly cells: readonly Detection[];
}
