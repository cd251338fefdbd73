import { open } from 'node:fs/promises';
import sharp from 'sharp';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { decodeBmp, readBmpHeader } from './decode-bmp.ts';
import type { Picture } from './picture.ts';
import { otherFormat, pictureFormat } from './picture-format.ts';

/** 100 million pixels are 300 MB of RGB. */
export const MAX_PICTURE_PIXELS = 100_000_000;
/** A picture file beyond this is none that a microscope made. */
const MAX_FILE_BYTES = 500_000_000;

async function readPictureFile(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, 'r');
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error('it is not a file');
    if (stats.size > MAX_FILE_BYTES) throw new Error(`it has ${stats.size} bytes`);
    return await file.readFile();
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw missing
      ? new HematovisionError('file-missing', `${path} does not exist`, { cause })
      : new HematovisionError('picture-unreadable', `${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** Decodes a picture file as `decodePictureBytes` does; throws `file-missing` too. */
export async function decodePicture(path: string): Promise<Picture> {
  return decodePictureBytes(await readPictureFile(path), { name: path, mostPixels: MAX_PICTURE_PIXELS });
}

export interface DecodeOptions {
  /** What messages call the picture. */
  readonly name: string;
  readonly mostPixels: number;
}

/**
 * Decodes a picture (JPEG, PNG, WebP, TIFF, GIF, BMP, by its content) to upright RGB: turned as its EXIF tag says,
 * transparency laid on white, 16 bits cut to 8. Throws `picture-unreadable` (empty, damaged, cut off, no picture) or,
 * before anything is decoded, `picture-too-large`.
 */
export async function decodePictureBytes(
  content: Uint8Array,
  { name, mostPixels }: DecodeOptions,
): Promise<Picture> {
  const checkSize = (width: number, height: number): void => {
    if (width * height <= mostPixels) return;
    throw new HematovisionError('picture-too-large', `${name} has ${width} × ${height} pixels`, {
      hint: `Pictures may have up to ${mostPixels / 1e6} million pixels. Crop or scale it down first.`,
    });
  };
  try {
    if (content.length === 0) throw new Error('it is empty (0 bytes)');
    const format = pictureFormat(content);
    // What sharp can also render (SVG, PDF) is a document, and may reach for other files.
    if (format === undefined) throw new Error(`it is ${otherFormat(content) ?? 'of no known format'}`);
    return await (format === 'bmp' ? fromBmp : fromSharp)(content, checkSize, mostPixels);
  } catch (cause) {
    if (cause instanceof HematovisionError) throw cause;
    const reason = messageOf(cause).split('\n')[0];
    throw new HematovisionError('picture-unreadable', `${name} is not a readable picture: ${reason}`, {
      cause,
    });
  }
}

type CheckSize = (width: number, height: number) => void;

async function fromBmp(content: Uint8Array, checkSize: CheckSize): Promise<Picture> {
  const header = readBmpHeader(content);
  const { width, height } = header;
  checkSize(width, height);
  const pixels = new Uint8Array(new SharedArrayBuffer(width * height * 3));
  decodeBmp(content, header, pixels);
  return { width, height, pixels };
}

async function fromSharp(content: Uint8Array, checkSize: CheckSize, mostPixels: number): Promise<Picture> {
  // Our own check of the size comes first and gives the clearer message.
  const { width, height } = await sharp(content, { limitInputPixels: false }).metadata();
  checkSize(width, height);
  const { data, info } = await sharp(content, { limitInputPixels: mostPixels, failOn: 'error' })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(new SharedArrayBuffer(data.length));
  pixels.set(data);
  return { width: info.width, height: info.height, pixels };
}
