import type { CellLabel } from '../../src/core/cell-label.ts';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import type { LabelledCell } from '../../src/inference/fit-head.ts';
import { EMBEDDING_LENGTH, type HeadParameters } from '../../src/inference/head.ts';

/** Numbers from 0 to 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A head that knows each class by ten features of its own, and doubts. */
export function someHead(): HeadParameters {
  const weights = new Float32Array(CELL_CLASSES.length * EMBEDDING_LENGTH);
  CELL_CLASSES.forEach((_, index) => {
    weights.fill(0.3, index * EMBEDDING_LENGTH + 10 * index, index * EMBEDDING_LENGTH + 10 * index + 10);
  });
  return { weights, bias: new Float32Array(CELL_CLASSES.length), temperature: 1.5 };
}

/**
 * Cells of a laboratory: the features of their class, some noise, and `tint` times a stain of the laboratory's own
 * that looks like the features of the next class.
 */
export function someCells(
  labels: readonly CellLabel[],
  { each, tint = 0, seed = 1 }: { readonly each: number; readonly tint?: number; readonly seed?: number },
): LabelledCell[] {
  const random = randomNumbers(seed);
  return labels.flatMap((label) => {
    const own = CELL_CLASSES.indexOf(label === 'neutrophil' ? 'neutrophil_band' : (label as 'basophil'));
    return Array.from({ length: each }, () => {
      const embedding = Float32Array.from({ length: EMBEDDING_LENGTH }, () => 0.4 * random());
      for (let feature = 0; feature < 10; feature += 1) {
        const stained = 10 * ((own + 1) % CELL_CLASSES.length) + feature;
        embedding[10 * own + feature] = (embedding[10 * own + feature] as number) + 1;
        embedding[stained] = (embedding[stained] as number) + tint;
        // What every cell of this laboratory has and no cell of the others.
        embedding[1000 + own] = tint;
      }
      return { label, embedding };
    });
  });
}
