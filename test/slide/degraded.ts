import sharp, { type Sharp } from 'sharp';
import type { Frame } from '../../src/core/types.ts';

/** A picture file as a frame of one slide. */
export async function readFrame(path: string): Promise<Frame> {
  return frameOf(sharp(path).removeAlpha().toColourspace('srgb'));
}

/** What can go wrong between slide and sensor. */
export const DEGRADE = {
  blurred: (frame: Frame, sigma = 4) => changed(frame, (picture) => picture.blur(sigma)),
  /** Smeared along x, as a stage in motion does. */
  smeared: (frame: Frame, pixels = 25) =>
    changed(frame, (picture) =>
      picture.convolve({
        width: pixels,
        height: 3,
        kernel: Array.from({ length: 3 * pixels }, (_, i) => (Math.floor(i / pixels) === 1 ? 1 : 0)),
      }),
    ),
  /** Another lamp or exposure: all channels times `gain`, clipped. */
  exposed: (frame: Frame, gain: number) => changed(frame, (picture) => picture.linear(gain, 0)),
  gamma: async (frame: Frame, exponent: number) => mapped(frame, (level) => 255 * (level / 255) ** exponent),
  hueTurned: (frame: Frame, degrees: number) =>
    changed(frame, (picture) => picture.modulate({ hue: degrees })),
  /** Half of all contrast against the ground gone: a washed-out stain. */
  faded: async (frame: Frame, share: number) => mapped(frame, (level) => 215 + (level - 215) * share),
} as const;

async function changed(frame: Frame, change: (picture: Sharp) => Sharp): Promise<Frame> {
  const { width, height, pixels } = frame;
  return {
    ...(await frameOf(change(sharp(pixels, { raw: { width, height, channels: 3 } })))),
    seq: frame.seq,
  };
}

function mapped(frame: Frame, level: (before: number) => number): Frame {
  const pixels = new Uint8Array(new SharedArrayBuffer(frame.pixels.length));
  frame.pixels.forEach((value, index) => {
    pixels[index] = Math.max(0, Math.min(255, Math.round(level(value))));
  });
  return { ...frame, pixels };
}

async function frameOf(picture: Sharp): Promise<Frame> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(new SharedArrayBuffer(data.length));
  pixels.set(data);
  return { seq: 0, capturedAtNs: 0n, width: info.width, height: info.height, pixels, release: () => {} };
}
