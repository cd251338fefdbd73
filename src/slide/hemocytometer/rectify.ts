import type { Point } from './chamber-map.ts';
import type { ViewedPicture } from './level-picture.ts';

/** The ruling seen straight from above, with some margin: the same scale everywhere, lines along rows and columns. */
export interface RectifiedPicture extends ViewedPicture {
  /** Millimetres of the ruling at the upper left corner. */
  readonly leftMm: number;
  readonly topMm: number;
  readonly pixelsPerMm: number;
}

export interface RectifyPlan {
  readonly leftMm: number;
  readonly topMm: number;
  readonly rightMm: number;
  readonly bottomMm: number;
  readonly pixelsPerMm: number;
}

/** The map is nearly straight: between nodes so many pixels apart places are interpolated. */
const NODE_PIXELS = 16;

/**
 * Lays a picture out on the ruling.
 */
export function rectify(
  picture: ViewedPicture,
  toPicture: (mm: Point) => Point,
  { leftMm, topMm, rightMm, bottomMm, pixelsPerMm }: RectifyPlan,
): RectifiedPicture {
  const width = Math.round((rightMm - leftMm) * pixelsPerMm);
  const height = Math.round((bottomMm - topMm) * pixelsPerMm);
  const pixels = new Float32Array(width * height);
  const inView = new Uint8Array(width * height);
  const columns = Math.ceil(width / NODE_PIXELS) + 1;
  const nodesAt = (row: number): Float64Array => {
    const nodes = new Float64Array(2 * columns);
    for (let column = 0; column < columns; column++) {
      const mm = [leftMm + (column * NODE_PIXELS) / pixelsPerMm, topMm + row / pixelsPerMm] as const;
      nodes.set(toPicture(mm), 2 * column);
    }
    return nodes;
  };
  let below = nodesAt(0);
  let above = below;
  for (let y = 0; y < height; y++) {
    const part = (y % NODE_PIXELS) / NODE_PIXELS;
    if (part === 0) [above, below] = [below, nodesAt(y + NODE_PIXELS)];
    for (let x = 0; x < width; x++) {
      const [node, share] = [2 * Math.floor(x / NODE_PIXELS), (x % NODE_PIXELS) / NODE_PIXELS];
      const along = (nodes: Float64Array, axis: 0 | 1): number =>
        (nodes[node + axis] as number) * (1 - share) + (nodes[node + 2 + axis] as number) * share;
      const px = along(above, 0) * (1 - part) + along(below, 0) * part;
      const py = along(above, 1) * (1 - part) + along(below, 1) * part;
      const [left, top] = [Math.floor(px), Math.floor(py)];
      if (left < 0 || top < 0 || left >= picture.width - 1 || top >= picture.height - 1) continue;
      const at = top * picture.width + left;
      if (picture.inView[at] === 0) continue;
      const [right, bottom] = [px - left, py - top];
      const { pixels: from, width: stride } = picture;
      pixels[y * width + x] =
        ((from[at] as number) * (1 - right) + (from[at + 1] as number) * right) * (1 - bottom) +
        ((from[at + stride] as number) * (1 - right) + (from[at + stride + 1] as number) * right) * bottom;
      inView[y * width + x] = 1;
    }
  }
  return { width, height, pixels, leftMm, topMm, pixelsPerMm, inView };
}
