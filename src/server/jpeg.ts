// A CommonJS package whose exports Node cannot see by name.
import turbo from '@julusian/jpeg-turbo';

/** Packed RGB of width × height × 3 bytes; may lie in shared memory. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Encodes off the main thread; the pixels must stay untouched until the promise settles. */
export function encodeJpeg(picture: RgbPicture, quality: number): Promise<Uint8Array> {
  const { pixels, width, height } = picture;
  const raw = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return turbo.compress(raw, {
    format: turbo.FORMAT_RGB,
    width,
    height,
    quality,
    subsampling: turbo.SAMP_420,
  });
}
