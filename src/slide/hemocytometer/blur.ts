interface Size {
  readonly width: number;
  readonly height: number;
}

/** Under so wide a blur running means come close enough to a Gaussian, and cost less. */
const WIDE_SIGMA = 2;
const PASSES = 3;

/** A picture under a Gaussian blur; beyond its edges there is 0. */
export function blur(pixels: Float32Array, size: Size, sigma: number): Float32Array {
  return sigma < WIDE_SIGMA ? narrowBlur(pixels, size, sigma) : wideBlur(pixels, size, sigma);
}

function narrowBlur(pixels: Float32Array, { width, height }: Size, sigma: number): Float32Array {
  const reach = Math.ceil(3 * sigma);
  const bell = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-(((at - reach) / sigma) ** 2) / 2));
  const sum = bell.reduce((total, value) => total + value, 0);
  const [between, blurred] = [new Float32Array(pixels.length), new Float32Array(pixels.length)];
  for (const [tap, value] of bell.entries()) {
    const [off, weight] = [tap - reach, value / sum];
    for (let y = 0; y < height; y++) {
      const last = y * width + Math.min(width, width - off);
      for (let at = y * width + Math.max(0, -off); at < last; at++)
        between[at] = (between[at] as number) + weight * (pixels[at + off] as number);
    }
  }
  for (const [tap, value] of bell.entries()) {
    const [off, weight] = [(tap - reach) * width, value / sum];
    const last = Math.min(pixels.length, pixels.length - off);
    for (let at = Math.max(0, -off); at < last; at++)
      blurred[at] = (blurred[at] as number) + weight * (between[at + off] as number);
  }
  return blurred;
}

/** A running mean over 2 × `reach` + 1 pixels and, at `end` of their weight, the one beyond either end. */
interface Box {
  readonly reach: number;
  readonly end: number;
}

/** Three running means, whose ends make their variance just right (Gwosdek et al., "extended box filter", 2011). */
function wideBlur(pixels: Float32Array, size: Size, sigma: number): Float32Array {
  const variance = (sigma * sigma) / PASSES;
  const reach = Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
  const end = ((2 * reach + 1) * (reach * (reach + 1) - 3 * variance)) / (6 * (variance - (reach + 1) ** 2));
  const [blurred, between] = [Float32Array.from(pixels), new Float32Array(pixels.length)];
  for (let pass = 0; pass < PASSES; pass++) {
    meanAlongRows(blurred, between, size, { reach, end });
    meanAlongColumns(between, blurred, size, { reach, end });
  }
  return blurred;
}

function meanAlongRows(
  from: Float32Array,
  to: Float32Array,
  { width, height }: Size,
  { reach, end }: Box,
): void {
  const share = 1 / (2 * reach + 1 + 2 * end);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(reach, width); x++) sum += from[start + x] as number;
    for (let x = 0; x < width; x++) {
      const before = x - reach - 1 >= 0 ? (from[start + x - reach - 1] as number) : 0;
      const after = x + reach + 1 < width ? (from[start + x + reach + 1] as number) : 0;
      if (x + reach < width) sum += from[start + x + reach] as number;
      to[start + x] = (sum + end * (before + after)) * share;
      if (x - reach >= 0) sum -= from[start + x - reach] as number;
    }
  }
}

/** Row by row with a sum for every column: the way memory lies. */
function meanAlongColumns(
  from: Float32Array,
  to: Float32Array,
  { width, height }: Size,
  { reach, end }: Box,
): void {
  const share = 1 / (2 * reach + 1 + 2 * end);
  const sums = new Float64Array(width);
  const nothing = new Float32Array(width);
  const rowAt = (y: number): Float32Array =>
    y >= 0 && y < height ? from.subarray(y * width, (y + 1) * width) : nothing;
  const add = (row: Float32Array, sign: 1 | -1): void => {
    for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + sign * (row[x] as number);
  };
  for (let y = 0; y < reach; y++) add(rowAt(y), 1);
  for (let y = 0; y < height; y++) {
    add(rowAt(y + reach), 1);
    const [before, after] = [rowAt(y - reach - 1), rowAt(y + reach + 1)];
    for (let x = 0; x < width; x++)
      to[y * width + x] =
        ((sums[x] as number) + end * ((before[x] as number) + (after[x] as number))) * share;
    add(rowAt(y - reach), -1);
  }
}
