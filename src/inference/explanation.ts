import { CELL_CLASSES, type ModelClass } from '../core/cells.ts';
import { EMBEDDING_LENGTH, type HeadParameters } from './head.ts';

/** Side of the last feature map; the crop is the square of 1.3 times the longer side of the box around it. */
export const MAP_SIDE = 7;
export const MAP_CELLS = MAP_SIDE * MAP_SIDE;

/** Where in its crop a cell looks like a class. */
export interface ActivationMap {
  readonly class: ModelClass;
  /** 7 rows of 7, from 0 at `low` to 1 at `high`. */
  readonly values: readonly (readonly number[])[];
  /** Ends of the scale in logits: what this place says for the class (above 0) or against it (below). */
  readonly low: number;
  readonly high: number;
}

/**
 * Class activation map: at each position the weights of the class times the feature map (Zhou et al., CVPR 2016; for
 * a head on the mean of the feature map, as here, Grad-CAM is the same up to a factor). The mean over the 49 positions
 * plus the bias of the class is its logit. `maps` is [1280, 7, 7].
 */
export function rawActivation(head: HeadParameters, maps: Float32Array, name: ModelClass): Float32Array {
  const start = CELL_CLASSES.indexOf(name) * EMBEDDING_LENGTH;
  const raw = new Float64Array(MAP_CELLS);
  for (let channel = 0; channel < EMBEDDING_LENGTH; channel += 1) {
    const weight = head.weights[start + channel] as number;
    const first = channel * MAP_CELLS;
    for (let cell = 0; cell < MAP_CELLS; cell += 1)
      raw[cell] = (raw[cell] as number) + weight * (maps[first + cell] as number);
  }
  return Float32Array.from(raw);
}

/** The class activation map on a scale from 0 to 1; all 0 where no place differs from another. */
export function activationMap(head: HeadParameters, maps: Float32Array, name: ModelClass): ActivationMap {
  const raw = rawActivation(head, maps, name);
  const low = Math.min(...raw);
  const high = Math.max(...raw);
  const extent = high - low;
  const scaled = [...raw].map((value) => (extent > 0 ? (value - low) / extent : 0));
  const values = Array.from({ length: MAP_SIDE }, (_, row) =>
    scaled.slice(row * MAP_SIDE, (row + 1) * MAP_SIDE),
  );
  return { class: name, values, low, high };
}
