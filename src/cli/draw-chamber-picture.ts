import sharp from 'sharp';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { ChamberPicture } from '../core/wire/hemocytometer.ts';
import type { Picture } from '../inference/picture.ts';

/** A ring around a cell, in micrometres: larger than any cell. */
const RING_UM = 14;
/** Told from each other without colour, too: squares that the picture cuts are dashed. */
const WHOLE = '#00e5ff';
const CUT = '#ffb300';

/** Writes the picture with its squares, their counts and a ring around each counted cell. Throws `file-missing`. */
export async function drawChamberPicture(
  picture: Picture,
  read: ChamberPicture,
  path: string,
): Promise<void> {
  const { width, height, pixels } = picture;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapesOf(read, width)}</svg>`;
  try {
    await sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: false })
      .composite([{ input: Buffer.from(svg) }])
      .png()
      .toFile(path);
  } catch (cause) {
    throw new HematovisionError('file-missing', `Cannot write ${path}: ${messageOf(cause)}`, { cause });
  }
}

function shapesOf(read: ChamberPicture, width: number): string {
  const stroke = Math.max(1.5, width / 800);
  if (!read.grid) return `<text x="20" y="60" font-size="${width / 40}" fill="${CUT}">${read.message}</text>`;
  const ring = RING_UM / read.micronsPerPixel;
  return read.squares
    .map(({ row, column, complete, count, cells, outline }) => {
      const colour = complete ? WHOLE : CUT;
      const points = outline.map((point) => point.join(',')).join(' ');
      const [x = 0, y = 0] = outline[0] ?? [];
      const style = `fill="none" stroke="${colour}" stroke-width="${stroke}"`;
      return [
        `<polygon points="${points}" ${style} ${complete ? '' : `stroke-dasharray="${6 * stroke}"`}/>`,
        `<text x="${x + 4 * stroke}" y="${y + width / 40}" font-size="${width / 45}" fill="${colour}">${row},${column}: ${count}</text>`,
        ...cells.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="${ring}" ${style}/>`),
      ].join('');
    })
    .join('');
}
