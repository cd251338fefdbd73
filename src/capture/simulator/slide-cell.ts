import type { CellKind, ModelClass } from '../../core/cells.ts';
import type { Outline } from './outline.ts';

/** A cell where it lies on the slide. */
export interface SlideCell {
  /** Unique on its slide. */
  readonly id: string;
  readonly kind: CellKind;
  /** null for red cells, which no classifier names. */
  readonly class: ModelClass | null;
  readonly xUm: number;
  readonly yUm: number;
  readonly radiusUm: number;
  readonly outline: Outline;
  /** Seed of everything else about it. */
  readonly seed: number;
}

/** A part of the slide, µm. */
export interface RectUm {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
