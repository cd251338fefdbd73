import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePictureBytes } from '../../src/inference/decode-picture.ts';
import { otherFormat, pictureFormat } from '../../src/inference/picture-format.ts';

interface Bmp {
  readonly width: number;
  readonly height: number;
  readonly bits: 8 | 24 | 32;
  readonly topDown: boolean;
}

/** A BMP file whose pixel at x, y is `colourAt(x, y)`, written as Windows writes it. */
function bmpFile(
  { width, height, bits, topDown }: Bmp,
  colourAt: (x: number, y: number) => number[],
): Buffer {
  const step = bits / 8;
  const rowBytes = Math.ceil((width * step) / 4) * 4;
  const paletteBytes = bits === 8 ? 1024 : 0;
  const file = Buffer.alloc(54 + paletteBytes + rowBytes * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54 + paletteBytes, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(topDown ? -height : height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  // Palette of greys: entry n is the colour n, n, n.
  for (let entry = 0; entry < paletteBytes / 4; entry += 1) file.fill(entry, 54 + 4 * entry, 57 + 4 * entry);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [red = 0, green = 0, blue = 0] = colourAt(x, y);
      const at = 54 + paletteBytes + rowBytes * (topDown ? y : height - 1 - y) + x * step;
      if (bits === 8) file[at] = red;
      else file.set([blue, green, red], at);
    }
  return file;
}

const decode = (content: Uint8Array, mostPixels = 1e6) =>
  decodePictureBytes(content, { name: 'This file', mostPixels });

describe('BMP', () => {
  it('gives back what was written, in every width, with rows up or down', async () => {
    const shape = fc.record({
      width: fc.integer({ min: 1, max: 9 }),
      height: fc.integer({ min: 1, max: 5 }),
      bits: fc.constantFrom(8 as const, 24 as const, 32 as const),
      topDown: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(shape, async (bmp) => {
        const colour = (x: number, y: number) =>
          bmp.bits === 8 ? Array(3).fill(20 * x + y) : [20 * x + y, 7 * x, 40 * y];
        const { width, height, pixels } = await decode(bmpFile(bmp, colour));
        expect([width, height]).toEqual([bmp.width, bmp.height]);
        const expected = Array.from({ length: width * height }, (_, at) =>
          colour(at % width, Math.floor(at / width)),
        );
        expect([...pixels]).toEqual(expected.flat());
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what is cut off, compressed or too large, and never reads beyond the file', async () => {
    const file = bmpFile({ width: 8, height: 8, bits: 24, topDown: false }, () => [1, 2, 3]);
    const changed = (change: (copy: Buffer) => void) => {
      const copy = Buffer.from(file);
      change(copy);
      return decode(copy);
    };
    await expect(decode(file.subarray(0, 100))).rejects.toThrow(/cut off/);
    await expect(decode(file.subarray(0, 20))).rejects.toThrow(/cut off inside its header/);
    await expect(changed((copy) => copy.writeUInt32LE(1, 30))).rejects.toThrow(/compressed/);
    await expect(changed((copy) => copy.writeUInt16LE(4, 28))).rejects.toThrow(/4 bits a pixel/);
    await expect(changed((copy) => copy.writeInt32LE(40_000, 18))).rejects.toMatchObject({
      code: 'picture-unreadable',
    });
    await expect(
      changed((copy) => {
        copy.writeInt32LE(40_000, 18);
        copy.writeInt32LE(40_000, 22);
      }),
    ).rejects.toMatchObject({ code: 'picture-unreadable' });
  });

  it('survives any bytes after its first two', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const fault = await decode(Buffer.concat([Buffer.from('BM'), bytes])).catch((thrown) => thrown);
        expect(fault.code ?? 'picture').toMatch(/^picture/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what a file is', () => {
  it.each([
    [
      '<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg xmlns="x"><script>alert(1)</script></svg>',
      /SVG drawing/,
    ],
    ['<SVG onload="alert(1)">', /SVG drawing/],
    ['<!doctype html><html></html>', /web page/],
    ['%PDF-1.7', /PDF/],
    ['\0\0\0\x18ftypheic', /HEIC/],
    ['PK\x03\x04', /archive/],
  ])('%j is no picture', (text, words) => {
    const content = Buffer.from(text, 'latin1');
    expect(pictureFormat(content)).toBeUndefined();
    expect(otherFormat(content)).toMatch(words);
  });

  it('is told by its content, whatever is in its name', () => {
    expect(pictureFormat(Buffer.from('ffd8ffe0', 'hex'))).toBe('jpeg');
    expect(pictureFormat(Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1'))).toBe('webp');
    expect(pictureFormat(Buffer.from('MM\0*', 'latin1'))).toBe('tiff');
    expect(otherFormat(Buffer.from('class,x,y\n'))).toBeUndefined();
  });
});
