import type { ModelClass } from '../core/cells.ts';
import type { MorphologyAttribute } from '../core/types.ts';

/** One attribute of the manifest: the values its probabilities stand for, in their order. */
export interface AttributeGroup {
  readonly name: string;
  readonly values: readonly string[];
}

/** WBCAtt, from which the attributes were learned, holds mature white cells only. */
const DESCRIBED: ReadonlySet<ModelClass> = new Set([
  'neutrophil_segmented',
  'neutrophil_band',
  'eosinophil',
  'basophil',
  'lymphocyte',
  'monocyte',
]);

export function hasMorphology(name: ModelClass): boolean {
  return DESCRIBED.has(name);
}

/** The likeliest value of each attribute; `row` holds the probabilities of every group, one after the other. */
export function readAttributes(row: Float32Array, groups: readonly AttributeGroup[]): MorphologyAttribute[] {
  let start = 0;
  return groups.map(({ name, values }) => {
    const probabilities = row.subarray(start, start + values.length);
    start += values.length;
    const probability = Math.max(...probabilities);
    const value = values[probabilities.indexOf(probability)];
    if (value === undefined) throw new RangeError(`The classifier gives no probability for ${name}`);
    return { name, value, probability };
  });
}
