import type { ModelClass } from '../../src/core/cells.ts';
import type { Box } from '../../src/core/types.ts';
import type { Picture } from '../../src/inference/picture.ts';

/** A cell whose class is known. */
export interface LabelledCell {
  /** The classes its label leaves possible: several where the label is coarse. */
  readonly possible: readonly ModelClass[];
  /** Reviewed box; null where the product has to find the cell. */
  readonly box: Box | null;
}

export interface LabelledPicture {
  readonly name: string;
  readonly load: () => Promise<Picture>;
  readonly cells: readonly LabelledCell[];
}

/** Held-out pictures of one laboratory. */
export interface Source {
  readonly key: string;
  readonly title: string;
  /** Where the pictures come from and how the cells are found in them. */
  readonly about: string;
  readonly pictures: readonly LabelledPicture[];
}
