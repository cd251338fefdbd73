import { open } from 'node:fs/promises';
import sharp from 'sharp';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { Picture } from './picture.ts';

/** 100 million pixels are 300 MB of RGB. */
export const MAX_PICTURE_PIXELS = 100_000_000;
/** What sharp can also render (SVG, PDF) is a document, and may reach for other files. */
const PICTURE_FORMATS = new Set(['jpeg', 'png', 'webp', 'tiff', 'gif']);
/** A picture file beyond this is none that a microscope made. */
const MAX_FILE_BYTES = 500_000_000;

async function readPictureFile(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, 'r');
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error('it is not a file');
    if (stats.size === 0) throw new Error('it is empty (0 bytes)');
    if (stats.size > MAX_FILE_BYTES) throw new Error(`it has ${stats.size} bytes`);
    return await file.readFile();
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw missing
      ? new HematovisionError('file-missing', `${path} does not exist`, { cause })
      : new HematovisionError('picture-unreadable', `${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Decodes a picture file (JPEG, PNG, WebP, TIFF, GIF) to upright RGB: turned as its EXIF tag says, transparency
 * laid on white, 16 bits cut to 8. Throws `file-missing`, `picture-unreadable` (empty, damaged, cut off, no
 * picture) or, before anything is decoded, `picture-too-large`.
 */
export async function decodePicture(path: string): Promise<Picture> {
  const content = await readPictureFile(path);
  try {
    // Our own check of the size comes first and gives the clearer message.
    const { width, height, format } = await sharp(content, { limitInputPixels: false }).metadata();
    if (!PICTURE_FORMATS.has(format)) throw new Error(`its format is ${format}`);
    if (width * height > MAX_PICTURE_PIXELS) {
      throw new HematovisionError('picture-too-large', `${path} has ${width} × ${height} pixels`);
    }
    const { data, info } = await sharp(content, { limitInputPixels: MAX_PICTURE_PIXELS, failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const pixels = new Uint8Array(new SharedArrayBuffer(data.length));
    pixels.set(data);
    return { width: info.width, height: info.height, pixels };
  } catch (cause) {
    if (cause instanceof HematovisionError) throw cause;
    const reason = messageOf(cause).split('\n')[0];
    throw new HematovisionError('picture-unreadable', `${path} is not a readable picture: ${reason}`, {
      cause,
    });
  }
}
