import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture } from '../../src/inference/decode-picture.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hematovision-pictures-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const place = (name: string): string => join(folder, name);

/** Left half red, right half blue. */
function halves(channels: 3 | 4 = 3) {
  const data = Buffer.alloc(40 * 20 * channels);
  for (let index = 0; index < 40 * 20; index += 1) data[index * channels + (index % 40 < 20 ? 0 : 2)] = 255;
  return sharp(data, { raw: { width: 40, height: 20, channels } });
}

function pngChunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), chunk.length - 4);
  return chunk;
}

/** A PNG that announces its size and then holds next to nothing. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = [
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc(9))),
    pngChunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks]);
}

const pixel = (pixels: Uint8Array, index: number): number[] => [...pixels.subarray(index * 3, index * 3 + 3)];

describe('decoding a picture', () => {
  it.each(['png', 'webp', 'gif'] as const)('gives packed RGB in shared memory from %s', async (format) => {
    const path = place(`halves.${format}`);
    await halves().toFormat(format, { lossless: true }).toFile(path);
    const { width, height, pixels } = await decodePicture(path);
    expect([width, height, pixels.length]).toEqual([40, 20, 2400]);
    expect(pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([pixel(pixels, 0), pixel(pixels, 39)]).toEqual([
      [255, 0, 0],
      [0, 0, 255],
    ]);
  });

  it('takes TIFF', async () => {
    await halves().tiff({ compression: 'lzw' }).toFile(place('halves.tif'));
    expect(pixel((await decodePicture(place('halves.tif'))).pixels, 39)).toEqual([0, 0, 255]);
  });

  it('turns a picture upright', async () => {
    const path = place('turned.jpg');
    // 6: the camera was held upright; the picture is to be turned a quarter clockwise.
    await halves()
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation: 6 })
      .toFile(path);
    const { width, height, pixels } = await decodePicture(path);
    expect([width, height]).toEqual([20, 40]);
    expect(pixel(pixels, 0)[0]).toBeGreaterThan(240);
    expect(pixel(pixels, 799)[2]).toBeGreaterThan(240);
  });

  it('lays transparency on white, and takes grey and 16 bits', async () => {
    const path = place('clear.png');
    await halves(4).png().toFile(path);
    expect(pixel((await decodePicture(path)).pixels, 0)).toEqual([255, 255, 255]);
    await halves().toColourspace('b-w').png().toFile(path);
    expect((await decodePicture(path)).pixels.length).toBe(2400);
    await halves().toColourspace('rgb16').png().toFile(path);
    const sixteen = await decodePicture(path);
    expect([sixteen.pixels.length, ...pixel(sixteen.pixels, 0)]).toEqual([2400, 255, 0, 0]);
  });

  it('refuses 40 000 × 40 000 pixels without decoding them', async () => {
    await writeFile(place('huge.png'), pngHeader(40_000, 40_000));
    await expect(decodePicture(place('huge.png'))).rejects.toMatchObject({
      code: 'picture-too-large',
      message: expect.stringMatching(/huge\.png has 40000 × 40000 pixels/),
    });
  });

  it.each([
    ['empty.jpg', Buffer.alloc(0), /0 bytes/],
    ['text.png', Buffer.from('class,x,y\nrbc,1,2\n'), /not a readable picture/],
    [
      'drawing.png',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      /SVG drawing, which may hold scripts/,
    ],
    ['header.png', pngHeader(64, 64), /not a readable picture/],
  ])('refuses %s with its path', async (name, content, reason) => {
    await writeFile(place(name), content);
    await expect(decodePicture(place(name))).rejects.toMatchObject({
      code: 'picture-unreadable',
      message: expect.stringMatching(reason),
    });
    await expect(decodePicture(place(name))).rejects.toThrow(place(name));
  });

  it('refuses a picture that was cut off', async () => {
    const noise = {
      create: { width: 200, height: 200, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 40 } },
    } as const;
    await sharp({ create: { ...noise.create, background: 'white' } })
      .jpeg()
      .toFile(place('cut.jpg'));
    await truncate(place('cut.jpg'), 5000);
    await expect(decodePicture(place('cut.jpg'))).rejects.toMatchObject({ code: 'picture-unreadable' });
  });

  it('tells a missing file from a folder', async () => {
    await expect(decodePicture(place('nowhere.png'))).rejects.toMatchObject({ code: 'file-missing' });
    await expect(decodePicture(folder)).rejects.toMatchObject({ code: 'picture-unreadable' });
  });
});
