/** A packed RGB picture that is blurred in place. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly lit: Uint8Array;
}

/** Blurs by a Gaussian of `sigma` pixels: two running means each way, whose variances add up to its own. */
export function blur(picture: Picture, sigma: number): void {
  const variance = 12 * sigma * sigma;
  const wide = Math.max(1, Math.round((Math.sqrt(variance / 2 + 1) - 1) / 2));
  const rest = variance - ((2 * wide + 1) ** 2 - 1);
  const narrow = Math.max(0, Math.round((Math.sqrt(Math.max(0, rest) + 1) - 1) / 2));
  for (const radius of [wide, narrow]) {
    if (radius === 0) continue;
    meanAlongRows(picture, radius);
    meanAlongColumns(picture, radius);
  }
}

/** Copy of the picture while its columns are blurred, kept: 2 MB for each defocused frame would keep the collector busy. */
let scratch: Uint8Array | undefined;

function meanAlongRows({ width, height, lit }: Picture, radius: number): void {
  const share = Math.round(65536 / (2 * radius + 1));
  // One row with its ends repeated, so that the loop needs no bounds.
  const row = new Uint8Array((width + 2 * radius + 1) * 3);
  for (let y = 0; y < height; y++) {
    const start = y * width * 3;
    row.set(lit.subarray(start, start + width * 3), radius * 3);
    for (let i = 0; i < radius * 3; i++) row[i] = lit[start + (i % 3)] as number;
    for (let i = (radius + width) * 3; i < row.length; i++)
      row[i] = lit[start + (width - 1) * 3 + (i % 3)] as number;
    let [r, g, b] = [0, 0, 0];
    for (let i = 0; i < (2 * radius + 1) * 3; i += 3) {
      r += row[i] as number;
      g += row[i + 1] as number;
      b += row[i + 2] as number;
    }
    const span = (2 * radius + 1) * 3;
    for (let i = 0, at = start; i < width * 3; i += 3, at += 3) {
      lit[at] = (Math.imul(r, share) + 32768) >> 16;
      lit[at + 1] = (Math.imul(g, share) + 32768) >> 16;
      lit[at + 2] = (Math.imul(b, share) + 32768) >> 16;
      r = (r + (row[i + span] as number) - (row[i] as number)) | 0;
      g = (g + (row[i + span + 1] as number) - (row[i + 1] as number)) | 0;
      b = (b + (row[i + span + 2] as number) - (row[i + 2] as number)) | 0;
    }
  }
}

function meanAlongColumns({ width, height, lit }: Picture, radius: number): void {
  const share = Math.round(65536 / (2 * radius + 1));
  const stride = width * 3;
  scratch = scratch?.length === lit.length ? scratch : new Uint8Array(lit.length);
  const source = scratch;
  source.set(lit);
  const sums = new Int32Array(stride);
  const rowAt = (y: number) => Math.max(0, Math.min(height - 1, y)) * stride;
  for (let y = -radius; y <= radius; y++) {
    const row = rowAt(y);
    for (let i = 0; i < stride; i++) sums[i] = (sums[i] as number) + (source[row + i] as number);
  }
  for (let y = 0; y < height; y++) {
    const row = y * stride;
    const enters = rowAt(y + radius + 1);
    const leaves = rowAt(y - radius);
    for (let i = 0; i < stride; i++) {
      const sum = sums[i] as number;
      lit[row + i] = (Math.imul(sum, share) + 32768) >> 16;
      sums[i] = sum + (source[enters + i] as number) - (source[leaves + i] as number);
    }
  }
}
