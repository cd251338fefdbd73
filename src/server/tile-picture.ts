import sharp from 'sharp';

const WEBP = { quality: 78, alphaQuality: 60, effort: 1 } as const;

/** A square tile of RGBA pixels as WebP, clear where alpha is 0 and solid elsewhere; encoded in sharp's threads. */
export async function encodeTile(pixels: Uint8Array, side: number): Promise<Uint8Array> {
  const solid = Uint8Array.from(pixels);
  for (let alpha = 3; alpha < solid.length; alpha += 4) if (solid[alpha] !== 0) solid[alpha] = 255;
  return sharp(solid, { raw: { width: side, height: side, channels: 4 } })
    .webp(WEBP)
    .toBuffer();
}
