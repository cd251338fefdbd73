import type { GreyPicture } from '../luminance.ts';

/** Darker than this part of the bright places, and joined to the edge, is the black around a round field. */
const BLACK = 0.3;
const BRIGHT_RANK = 0.9;
/** Blocks of so many pixels are judged as one; one more block around the black is left out with it. */
const BLOCK_PIXELS = 6;

/** 1 where a picture shows the field of view, 0 where it is black around it, as through an eyepiece. */
export function fieldOfView(picture: GreyPicture): Uint8Array {
  const blocks = blockMeans(picture);
  const limit =
    BLACK * (blocks.pixels.toSorted()[Math.floor(BRIGHT_RANK * (blocks.pixels.length - 1))] as number);
  const black = joinedToTheEdge(blocks, limit);
  const inView = new Uint8Array(picture.width * picture.height);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const [column, row] = [Math.floor(x / BLOCK_PIXELS), Math.floor(y / BLOCK_PIXELS)];
      inView[y * picture.width + x] = isClear(black, blocks, column, row) ? 1 : 0;
    }
  }
  return inView;
}

function blockMeans({ width, height, pixels }: GreyPicture): GreyPicture {
  const [columns, rows] = [Math.ceil(width / BLOCK_PIXELS), Math.ceil(height / BLOCK_PIXELS)];
  const sums = new Float32Array(columns * rows);
  const counts = new Float32Array(columns * rows);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = Math.floor(y / BLOCK_PIXELS) * columns + Math.floor(x / BLOCK_PIXELS);
      sums[block] = (sums[block] as number) + (pixels[y * width + x] as number);
      counts[block] = (counts[block] as number) + 1;
    }
  }
  return { width: columns, height: rows, pixels: sums.map((sum, at) => sum / (counts[at] as number)) };
}

function isClear(black: Uint8Array, { width, height }: GreyPicture, column: number, row: number): boolean {
  for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++)
    for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++)
      if (black[y * width + x] === 1) return false;
  return true;
}

/** 1 where values below `limit` are joined to the edge of the picture. */
function joinedToTheEdge({ width, height, pixels }: GreyPicture, limit: number): Uint8Array {
  const joined = new Uint8Array(width * height);
  const open: number[] = [];
  const visit = (at: number): void => {
    if (joined[at] === 1 || (pixels[at] as number) >= limit) return;
    joined[at] = 1;
    open.push(at);
  };
  for (let at = 0; at < joined.length; at++) {
    const x = at % width;
    if (x === 0 || x === width - 1 || at < width || at >= width * (height - 1)) visit(at);
  }
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x < width - 1) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at < width * (height - 1)) visit(at + width);
  }
  return joined;
}
