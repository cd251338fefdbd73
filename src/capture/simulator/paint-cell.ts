import type { Brush, Patch } from './patch.ts';
import { paintPlatelet } from './platelet.ts';
import { paintRedCell } from './red-cell.ts';
import type { SlideCell } from './slide-cell.ts';
import { type NucleatedCell, paintWhiteCell } from './white-cell.ts';

/** Paints one cell alone. The same cell, look and scale give the same densities. */
export function paintCell(cell: SlideCell, brush: Brush): Patch {
  if (cell.class === null) return paintRedCell(cell, brush);
  if (cell.class === 'platelet') return paintPlatelet(cell, brush);
  return paintWhiteCell(cell as NucleatedCell, brush);
}
