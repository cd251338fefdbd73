import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawChamber } from '../../src/capture/simulator/chamber.ts';
import { chamberPicture, chamberReadings } from '../../src/core/wire/hemocytometer.ts';
import { serveApp } from './serve-app.ts';

const json = { 'content-type': 'application/json' };

describe('counting chambers over HTTP', { timeout: 60_000 }, () => {
  it('take readings in, refuse doubtful ones with the reason, and offer the good one', async () => {
    const { url } = await serveApp();
    const reading = { id: 'r-1', cell: 'wbc', count: 130, squares: 4, dilution: 20, device: 'bench-1' };
    const send = (body: object) =>
      fetch(`${url}/api/hemocytometer/readings`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify(body),
      });
    const takenAt = new Date().toISOString();
    const taken = await send({ ...reading, takenAt });
    expect(taken.status).toBe(201);
    expect(await taken.json()).toMatchObject({ repeated: false, reading: { perUl: 6500 } });
    const doubtful = await send({ ...reading, id: 'r-2', dilution: 2000, takenAt });
    expect(doubtful.status).toBe(409);
    expect(await doubtful.json()).toMatchObject({
      code: 'chamber-reading-refused',
      message: expect.stringContaining('check dilution'),
    });
    expect((await send({ ...reading, takenAt, squares: undefined })).status).toBe(400);
    const answer = await fetch(`${url}/api/hemocytometer/readings?accession=A-1`);
    const { offered } = chamberReadings.parse(await answer.json());
    expect(offered.wbc).toMatchObject({ id: 'r-1', accession: null });
  });

  it('read a picture that is brought, in a thread of its own', async () => {
    const { url } = await serveApp();
    const plan = {
      width: 800,
      height: 650,
      pixelsPerMm: 420,
      centreMm: [0.7, 0.6],
      turnDegrees: 3,
      tilt: [0, 0],
    } as const;
    const look = {
      bend: 0,
      seed: 5,
      cellsPerMm2: 30,
      cellRadiusUm: 7,
      cells: 'bright',
      lines: 'bright',
    } as const;
    const drawn = drawChamber({ ...plan, ...look, fieldRadius: null, noise: 3 });
    const body = await sharp(drawn.pixels, { raw: { width: drawn.width, height: drawn.height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toBuffer();
    const send = (content: Uint8Array, query: string) =>
      fetch(`${url}/api/hemocytometer/pictures?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(content),
      });
    const answer = await send(body, 'dilution=20&squares=corners');
    expect(answer.status).toBe(200);
    const read = chamberPicture.parse(await answer.json());
    expect(read).toMatchObject({ grid: true, width: 800, concentration: { dilution: 20, areaMm2: 1 } });
    expect((await send(new TextEncoder().encode('no picture'), '')).status).toBe(415);
    expect((await send(body, 'squares=some')).status).toBe(400);
  });
});
