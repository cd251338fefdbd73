import { intersectionOverUnion } from '../core/boxes.ts';
import type { Box, Detection } from '../core/types.ts';

/** Boxes of two looks that share more than this show one cell. */
const SAME_CELL = 0.6;

/** One cell as the looks saw it, at most one box of each. */
interface Fused {
  readonly kind: Detection['kind'];
  readonly byLook: Map<number, Detection>;
  box: Box;
}

/**
 * One list from several looks at one picture, best score first (weighted boxes fusion, arXiv 1910.13302): a cell's box
 * is the mean of its boxes weighted by their scores, its score the mean over all looks, 0 where a look did not see it.
 */
export function fuseLooks(looks: readonly (readonly Detection[])[]): Detection[] {
  // A box of score 0 is none: it has no weight in any mean.
  const seen = looks.flatMap((detections, look) =>
    detections.filter(({ score }) => score > 0).map((detection) => ({ look, detection })),
  );
  const cells: Fused[] = [];
  for (const { look, detection } of seen.sort((a, b) => b.detection.score - a.detection.score)) {
    const cell = closest(cells, look, detection);
    if (cell) {
      cell.byLook.set(look, detection);
      cell.box = meanBox([...cell.byLook.values()]);
    } else cells.push({ kind: detection.kind, byLook: new Map([[look, detection]]), box: detection.box });
  }
  return cells
    .map(({ kind, byLook, box }) => ({ kind, box, score: sumOfScores([...byLook.values()]) / looks.length }))
    .sort((a, b) => b.score - a.score);
}

/** The cell of the same kind that the box covers best, if this look has not seen it yet. */
function closest(cells: readonly Fused[], look: number, { kind, box }: Detection): Fused | undefined {
  let best: { readonly cell: Fused; readonly overlap: number } | undefined;
  for (const cell of cells) {
    if (cell.kind !== kind || cell.byLook.has(look)) continue;
    const overlap = intersectionOverUnion(cell.box, box);
    if (overlap > (best?.overlap ?? SAME_CELL)) best = { cell, overlap };
  }
  return best?.cell;
}

function sumOfScores(detections: readonly Detection[]): number {
  return detections.reduce((sum, { score }) => sum + score, 0);
}

function meanBox(detections: readonly Detection[]): Box {
  const total = sumOfScores(detections);
  const mean = (side: 0 | 1 | 2 | 3) =>
    detections.reduce((sum, { box, score }) => sum + box[side] * score, 0) / total;
  return [mean(0), mean(1), mean(2), mean(3)];
}
