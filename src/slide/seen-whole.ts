import { isWhole } from '../core/boxes.ts';
import type { Box } from '../core/types.ts';

/** Boxes that end so near to the picture's edge, as a share of its width, are cut by it … */
const CUT_SHARE = 0.002;
/** … and so are those that end so near and are clearly shorter across the edge than along it: cells are round. */
const EDGE_SHARE = 0.01;
const LEAST_ROUNDNESS = 0.75;

/** Whether a picture shows all of a cell, or so nearly that its box is round enough to be taken for all. */
export function isSeenWhole(box: Box, view: { width: number; height: number }): boolean {
  if (!isWhole(box, view, CUT_SHARE * view.width)) return false;
  const margin = EDGE_SHARE * view.width;
  const [x, y, width, height] = box;
  const acrossSide = x < margin || x + width > view.width - margin ? width / height : 1;
  const acrossTop = y < margin || y + height > view.height - margin ? height / width : 1;
  return Math.min(acrossSide, acrossTop) >= LEAST_ROUNDNESS;
}
