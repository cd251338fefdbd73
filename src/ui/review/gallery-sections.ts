import { type CellClass, CLASS_FACTS } from '../../core/cells.ts';
import type { ReviewCell } from '../../core/wire/review.ts';
import { CLASSES_BY_KEY } from '../keyboard/class-keys.ts';

/** `undecided`: what a second reader has not named yet; nothing tells the classes of those cells. */
export type SectionName = CellClass | 'undecided';

export interface GallerySection {
  readonly name: SectionName;
  /** Those that are shown, least certain first. */
  readonly cells: readonly ReviewCell[];
  /** Of the whole class, shown or not. */
  readonly count: number;
  /** Of white cells; per 100 white cells for what is outside the denominator; null while nothing is named. */
  readonly percent: number | null;
}

export interface GalleryChoice {
  /** Only cells that a person must decide before the session can be signed. */
  readonly waitingOnly: boolean;
}

/** What asks for a decision comes before what is named. */
const SECTION_ORDER: readonly SectionName[] = [
  'undecided',
  'unclassified',
  ...CLASSES_BY_KEY.filter((name) => name !== 'unclassified'),
];

/** The cells by class, in the order of the differential; classes without a cell to show are left out. */
export function gallerySections(
  cells: readonly ReviewCell[],
  { waitingOnly }: GalleryChoice,
): GallerySection[] {
  const byName = Map.groupBy(cells, (cell): SectionName => cell.class ?? 'undecided');
  const whiteCells = cells.filter((cell) => cell.class !== null && CLASS_FACTS[cell.class].inDenominator);
  return SECTION_ORDER.flatMap((name) => {
    const all = byName.get(name) ?? [];
    const shown = all.filter((cell) => !waitingOnly || cell.mustDecide !== null);
    if (shown.length === 0) return [];
    const percent =
      whiteCells.length === 0 || name === 'undecided' || name === 'unclassified'
        ? null
        : (100 * all.length) / whiteCells.length;
    return [{ name, cells: shown.toSorted(leastCertainFirst), count: all.length, percent }];
  });
}

/** Stable while people work: a decision moves a cell between sections, never within one. */
function leastCertainFirst(a: ReviewCell, b: ReviewCell): number {
  return (a.probability ?? 0) - (b.probability ?? 0) || (a.id < b.id ? -1 : 1);
}
