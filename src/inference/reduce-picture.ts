import sharp from 'sharp';
import type { Picture } from './picture.ts';

/**
 * A picture of at most `maxPixels`, averaged down in sharp's threads, and its pixels per input pixel. The models
 * turn the whole picture into floating point, which a still of 100 megapixels would not survive on a small box.
 */
export async function reducePicture(
  picture: Picture,
  maxPixels: number,
): Promise<{ readonly picture: Picture; readonly factor: number }> {
  const { width, height, pixels } = picture;
  if (width * height <= maxPixels) return { picture, factor: 1 };
  const factor = Math.sqrt(maxPixels / (width * height));
  const { data, info } = await sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .resize(Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor)), {
      fit: 'fill',
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const reduced = new Uint8Array(new SharedArrayBuffer(data.length));
  reduced.set(data);
  return { picture: { width: info.width, height: info.height, pixels: reduced }, factor: info.width / width };
}
