import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPortraits } from '../src/capture/simulator/cell-portraits.ts';
import { createSimulation } from '../src/capture/simulator/simulation.ts';
import { problem } from '../src/core/wire/live.ts';
import { pictureActivation, pictureReading, sessionOfPictures } from '../src/core/wire/upload.ts';
import { type Models, openModels } from '../src/inference/open-models.ts';
import { PRODUCT } from '../src/product.ts';
import { UploadDesk } from '../src/upload-desk.ts';
import { serveApp } from './server/serve-app.ts';

const NO_REJECTION = { rejectBelow: 0, knownBelow: 0 };

let models: Models;
/** A monocyte alone, and a field of several cells, as files. */
let cell: Buffer;
let field: Buffer;

beforeAll(async () => {
  const directory = PRODUCT.modelDirectory;
  models = await openModels({ directory, provider: 'cpu', threads: 2, ...NO_REJECTION });
  for await (const { pixels, side } of drawPortraits({ seed: 5, classes: ['monocyte'] }))
    cell = await asFile(pixels, side, side).jpeg({ quality: 95 }).toBuffer();
  const plan = { width: 960, height: 720, fps: 1, seed: 7, micronsPerPixel: 0.075, nucleatedPerMm2: 1400 };
  const pixels = new Uint8Array(960 * 720 * 3);
  createSimulation({ ...plan, mix: 'uniform', pace: 'stills' }).shoot(0, pixels);
  field = await asFile(pixels, 960, 720).png().toBuffer();
}, 120_000);
afterAll(() => models.close());

function asFile(pixels: Uint8Array, width: number, height: number) {
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

async function serveUploads() {
  const served = await serveApp({}, { uploads: (store) => new UploadDesk(models, store) });
  const read = async (file: Buffer, query = '') => {
    const url = `${served.url}/api/pictures${query}`;
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(file) });
    return { status: answer.status, json: await answer.json() };
  };
  return { ...served, read };
}

describe('a picture that somebody brings', { timeout: 60_000 }, () => {
  it('of one cell is named, with all probabilities and its activation map', async () => {
    const { url, read } = await serveUploads();
    const reading = pictureReading.parse((await read(cell)).json);
    expect(reading).toMatchObject({ subject: 'cell', chosen: true, count: null, width: 352, height: 352 });
    const [named] = reading.cells;
    expect(named).toMatchObject({ class: 'monocyte', cut: false });
    expect(Object.values(named?.probabilities ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(
      1,
      2,
    );
    const asked = await fetch(`${url}/api/pictures/${reading.id}/cells/0/activation`);
    const { of, rows, square } = pictureActivation.parse(await asked.json());
    expect([of, rows.length, rows[0]?.length]).toEqual(['monocyte', 7, 7]);
    const [x = 0, , width = 0] = named?.box ?? [];
    expect([square[0] < x, square[0] + square[2] > x + width]).toEqual([true, true]);
  });

  it('of a field gets a box a cell and a differential of the cells that lie whole in it', async () => {
    const { url, read } = await serveUploads();
    const reading = pictureReading.parse((await read(field)).json);
    expect(reading.subject).toBe('field');
    const whole = reading.cells.filter(({ cut }) => !cut);
    expect(whole.length).toBeGreaterThanOrEqual(2);
    const counted = reading.count?.rows.reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(whole.length);
    expect(reading.count?.redCells).toBeGreaterThan(10);
    expect(reading.micronsPerPixel).toBeCloseTo(0.075, 2);
    const view = await fetch(`${url}/api/pictures/${reading.id}/view.jpg`);
    expect(await sharp(Buffer.from(await view.arrayBuffer())).metadata()).toMatchObject({
      format: 'jpeg',
      width: 960,
    });
  });

  it('is read as what the person says it was taken of', async () => {
    const { read } = await serveUploads();
    expect((await read(cell, '?subject=field')).json).toMatchObject({ subject: 'field', chosen: false });
    const single = pictureReading.parse((await read(field, '?subject=cell')).json);
    expect(single).toMatchObject({ subject: 'cell', chosen: false, count: null });
    expect(single.cells).toHaveLength(1);
    expect((await read(cell, '?subject=horse')).status).toBe(400);
  });

  it('is taken as PNG, TIFF and WebP too, and says the same in each', async () => {
    const { read } = await serveUploads();
    for (const file of [
      await sharp(cell).png().toBuffer(),
      await sharp(cell).tiff().toBuffer(),
      await sharp(cell).webp({ lossless: true }).toBuffer(),
    ])
      expect(pictureReading.parse((await read(file)).json).cells[0]?.class).toBe('monocyte');
  });

  it.each([
    [
      'an SVG with a script',
      Buffer.from('<svg xmlns="x"><script>alert(1)</script></svg>'),
      415,
      /SVG drawing, which may hold scripts/,
    ],
    ['nothing at all', Buffer.alloc(0), 415, /empty/],
    ['a text', Buffer.from('class,x,y\n'), 415, /no known format/],
    ['half a picture', Buffer.from('ffd8ffe000104a464946', 'hex'), 415, /not a readable picture/],
    ['more than 25 MB', Buffer.alloc(25_000_001), 413, /more than 25 MB/],
  ])('is refused in words when it is %s', async (_, file, status, words) => {
    const { read } = await serveUploads();
    const answer = await read(file);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ message: expect.stringMatching(words), hint: /./ });
  });

  it('is refused for its size before it is unpacked, and the next one is read', async () => {
    const { read } = await serveUploads();
    const flat = { width: 9000, height: 6000, channels: 3, background: 'white' } as const;
    const bomb = await sharp({ create: flat, limitInputPixels: false }).png().toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    const answer = await read(bomb);
    const { code, message, hint } = problem.parse(answer.json);
    expect([answer.status, code]).toEqual([413, 'picture-too-large']);
    expect(message).toMatch(/9000 × 6000/);
    expect(hint).toMatch(/50 million/);
    expect((await read(cell)).status).toBe(200);
  });
});

describe('a session of pictures', { timeout: 60_000 }, () => {
  it('has each whole cell once, has ended, and leaves the running count alone', async () => {
    const { url, read, store } = await serveUploads();
    const running = store.startSession({ accession: '26-1' });
    const readings = [await read(field), await read(cell)].map(({ json }) => pictureReading.parse(json));
    const pictures = readings.map(({ id }) => id);
    const make = () =>
      fetch(`${url}/api/pictures/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ accession: '26-2', wbcCount: 7.2, pictures }),
      });
    const made = await make();
    expect(made.status).toBe(201);
    const { session, cells } = sessionOfPictures.parse(await made.json());
    const whole = readings.flatMap((reading) => reading.cells).filter(({ cut }) => !cut);
    expect(cells).toBe(whole.length);
    expect(store.session(session)).toMatchObject({
      ...{ accession: '26-2', kind: 'upload', status: 'ended', wbcCount: 7.2, target: null },
      micronsPerPixel: expect.closeTo(0.075, 2),
    });
    const kept = store.cells(session, { limit: 100 });
    expect(kept.map((one) => one.class)).toEqual(whole.map((one) => one.class));
    for (const { id, crop } of kept) {
      expect(store.crop(id)?.length).toBeGreaterThan(500);
      expect(store.field(id)).not.toBeNull();
      // A crop shows a cell with half its size around it: 8 to 35 µm.
      expect(crop?.sideUm).toBeGreaterThan(8);
      expect(crop?.sideUm).toBeLessThan(35);
    }
    expect(store.review.basis(session)).toMatchObject({ fields: { frames: 2 } });
    expect(store.currentSession()?.id).toBe(running.id);
    // Twice is once: the pictures are given away.
    expect((await make()).status).toBe(404);
  });
});
