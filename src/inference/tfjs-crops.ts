import type { Box } from '../core/types.ts';
import type { Picture } from './picture.ts';

/*
 * The crops that the ONNX graph cuts inside itself, for a runtime that has no RoiAlign: the twin of
 * models/training/classifier/crops.py, with its constants. A test compares the two.
 */
const CONTEXT = 1.3;
const BACKGROUND_WINDOW = 2;
const BACKGROUND_GRID = 32;
const BACKGROUND_SAMPLES = 2;
const BACKGROUND_RANK = 102;
const WHITE = 235;
const LEAST_GAIN = 0.8;
const GREATEST_GAIN = 3;
const MEAN_STRIDE = 8;
const CHANNELS = 3;

/** What one output pixel takes from a line of the picture: `weights` of the pixels from `first` on. */
interface Tap {
  readonly first: number;
  readonly weights: readonly number[];
  /** What the line's ends leave to the mean colour. */
  readonly outside: number;
}

/** A square of the picture and the grid it is sampled on: `bins` output pixels a side, `samples` points in each. */
interface Grid {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly bins: number;
  readonly samples: number;
}

type Colour = readonly [red: number, green: number, blue: number];

/** Mean over each eighth row and column; it fills what lies beyond the picture. */
function meanColour({ width, height, pixels }: Picture): Colour {
  const sums: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let y = 0; y < height; y += MEAN_STRIDE) {
    for (let x = 0; x < width; x += MEAN_STRIDE) {
      const at = (y * width + x) * CHANNELS;
      sums[0] += pixels[at] as number;
      sums[1] += pixels[at + 1] as number;
      sums[2] += pixels[at + 2] as number;
      count += 1;
    }
  }
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}

/** Square of side `factor` × the box's longer side around its centre. */
function squareGrid([x, y, width, height]: Box, factor: number, bins: number, samples?: number): Grid {
  const side = factor * Math.max(width, height);
  const left = x + width / 2 - side / 2;
  const top = y + height / 2 - side / 2;
  return { left, top, side, bins, samples: samples ?? Math.ceil(side / bins) };
}

/**
 * RoiAlign along one axis: bilinear samples at pixel centres of half coordinates, averaged within a bin. A point
 * more than a pixel outside takes nothing, one nearer takes the edge. A grid is the product of its two axes.
 */
function axisTaps(start: number, { side, bins, samples }: Grid, length: number): Tap[] {
  const step = side / (bins * samples);
  return Array.from({ length: bins }, (_, bin): Tap => {
    const points: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) {
      const point = start - 0.5 + (bin * samples + sample + 0.5) * step;
      if (point >= -1 && point <= length) points.push(Math.min(Math.max(point, 0), length - 1));
    }
    const first = Math.floor(points[0] ?? 0);
    const weights = new Array<number>(Math.ceil(points.at(-1) ?? 0) - first + 1).fill(0);
    for (const point of points) {
      const low = Math.floor(point);
      const share = (point - low) / samples;
      weights[low - first] = (weights[low - first] as number) + 1 / samples - share;
      if (share > 0) weights[low - first + 1] = (weights[low - first + 1] as number) + share;
    }
    return { first, weights, outside: 1 - points.length / samples };
  });
}

/** One row of the picture at the taps' columns: float [bins × 3]. */
function sampleRow(picture: Picture, y: number, columns: readonly Tap[], fill: Colour): Float64Array {
  const { width, pixels } = picture;
  const out = new Float64Array(columns.length * CHANNELS);
  for (const [bin, { first, weights, outside }] of columns.entries()) {
    let [red, green, blue] = [outside * fill[0], outside * fill[1], outside * fill[2]];
    let at = (y * width + first) * CHANNELS;
    for (const weight of weights) {
      red += weight * (pixels[at] as number);
      green += weight * (pixels[at + 1] as number);
      blue += weight * (pixels[at + 2] as number);
      at += CHANNELS;
    }
    out[bin * CHANNELS] = red;
    out[bin * CHANNELS + 1] = green;
    out[bin * CHANNELS + 2] = blue;
  }
  return out;
}

/** Samples a grid: float [bins, bins, 3] in grey levels; beyond the picture lies `fill`. */
function sampleGrid(picture: Picture, grid: Grid, fill: Colour): Float64Array {
  const columns = axisTaps(grid.left, grid, picture.width);
  const rows = axisTaps(grid.top, grid, picture.height);
  const rowLength = grid.bins * CHANNELS;
  const sampled = new Map<number, Float64Array>();
  const out = new Float64Array(grid.bins * rowLength);
  for (const [bin, { first, weights, outside }] of rows.entries()) {
    const target = out.subarray(bin * rowLength, (bin + 1) * rowLength);
    for (let index = 0; index < rowLength; index += 1)
      target[index] = outside * (fill[index % CHANNELS] as number);
    for (const [offset, weight] of weights.entries()) {
      if (weight === 0) continue;
      const y = first + offset;
      const row = sampled.get(y) ?? sampleRow(picture, y, columns, fill);
      sampled.set(y, row);
      for (let index = 0; index < rowLength; index += 1) {
        target[index] = (target[index] as number) + weight * (row[index] as number);
      }
    }
  }
  return out;
}

/** Gain of each channel that brings the bright tail of the cell's surroundings to WHITE. */
function whiteGains(picture: Picture, box: Box, fill: Colour): readonly number[] {
  const grid = squareGrid(box, CONTEXT * BACKGROUND_WINDOW, BACKGROUND_GRID, BACKGROUND_SAMPLES);
  const window = sampleGrid(picture, grid, fill);
  return [0, 1, 2].map((channel) => {
    const levels = window.filter((_, index) => index % CHANNELS === channel).sort();
    const bright = levels[levels.length - BACKGROUND_RANK] as number;
    return Math.min(GREATEST_GAIN, Math.max(LEAST_GAIN, WHITE / Math.max(1, bright)));
  });
}

/** White-balanced crops of the boxes: float32 [boxes, size, size, 3] in 0 to 255. */
export function cropCells(picture: Picture, boxes: readonly Box[], size: number): Float32Array {
  const fill = meanColour(picture);
  const cropLength = size * size * CHANNELS;
  const crops = new Float32Array(boxes.length * cropLength);
  for (const [index, box] of boxes.entries()) {
    const gains = whiteGains(picture, box, fill);
    const crop = sampleGrid(picture, squareGrid(box, CONTEXT, size), fill);
    const start = index * cropLength;
    for (let at = 0; at < cropLength; at += 1) {
      crops[start + at] = Math.min(255, (crop[at] as number) * (gains[at % CHANNELS] as number));
    }
  }
  return crops;
}
