import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDetector, type Detector, detectorProbe } from '../../src/inference/detector.ts';
import type { Engine } from '../../src/inference/engine.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import { blankPicture, type Picture } from '../../src/inference/picture.ts';
import { graphPath, tinyManifest } from './tiny-models.ts';

/** A bright picture with one dark rectangle, which the tiny detector calls a white cell. */
function pictureWithSpot(
  width: number,
  height: number,
  [x, y, w, h]: [number, number, number, number],
): Picture {
  const picture = blankPicture(width, height);
  for (let row = y; row < y + h; row += 1) {
    picture.pixels.fill(20, (row * width + x) * 3, (row * width + x + w) * 3);
  }
  return picture;
}

async function openDetector(graph: string): Promise<{ engine: Engine; detector: Detector }> {
  const models = [{ name: 'detector', bytes: await readFile(graphPath(graph)), probe: detectorProbe() }];
  const engine = await openOnnxEngine({ provider: 'cpu', threads: 1, models });
  return { engine, detector: createDetector(engine, (await tinyManifest(graph)).detector) };
}

describe('detector', () => {
  let engine: Engine;
  let detector: Detector;
  beforeAll(async () => {
    ({ engine, detector } = await openDetector('detector.onnx'));
  });
  afterAll(() => engine.close());

  it('gives kind, box in pixels and score, best first, from the shipped thresholds on', async () => {
    const found = await detector.detect(pictureWithSpot(200, 100, [30, 20, 60, 40]), {
      micronsPerPixel: 0.1,
    });
    expect(found).toEqual([
      { kind: 'wbc', box: [30, 20, 60, 40], score: expect.closeTo(0.9) },
      { kind: 'rbc', box: [0, 0, 75, 75], score: expect.closeTo(0.6) },
    ]);
  });

  it('takes 7.5 µm, the red cell, to the size the detector sees best', async () => {
    const [, redCell] = await detector.detect(pictureWithSpot(400, 300, [5, 5, 9, 9]), {
      micronsPerPixel: 0.05,
    });
    expect(redCell?.box[2]).toBeCloseTo(150);
  });

  it('lets a score of its own take the place of the thresholds', async () => {
    const picture = pictureWithSpot(200, 100, [30, 20, 60, 40]);
    const count = async (minScore: number) =>
      (await detector.detect(picture, { micronsPerPixel: 0.1, minScore })).length;
    expect([await count(0), await count(0.02), await count(0.7), await count(1)]).toEqual([3, 2, 1, 0]);
  });

  it('cuts boxes off at the edge of the picture', async () => {
    const found = await detector.detect(pictureWithSpot(50, 40, [0, 0, 3, 3]), {
      micronsPerPixel: 0.1,
      minScore: 0,
    });
    expect(found.map(({ box }) => box)).toEqual([
      [0, 0, 3, 3],
      [0, 0, 50, 40],
      [42, 32, 8, 8],
    ]);
  });

  it('finds nothing in an empty picture, of whatever size', async () => {
    expect(await detector.detect(blankPicture(1, 1))).toEqual([]);
    expect(await detector.detect(blankPicture(640, 2))).toEqual([]);
  });

  it('reduces a very large picture and gives boxes in its own pixels', async () => {
    const spot: [number, number, number, number] = [2000, 1000, 400, 300];
    const [cell] = await detector.detect(pictureWithSpot(4500, 3000, spot), { micronsPerPixel: 0.1 });
    for (const [index, value] of (cell?.box ?? []).entries()) {
      expect(Math.abs(value - (spot[index] ?? 0))).toBeLessThanOrEqual(4);
    }
  });

  it('finds a spot wherever it is', async () => {
    const spot = fc.tuple(
      fc.nat(79),
      fc.nat(59),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(spot, async ([x, y, w, h]) => {
        const [cell] = await detector.detect(pictureWithSpot(120, 100, [x, y, w, h]), {
          micronsPerPixel: 0.1,
        });
        expect(cell?.box).toEqual([x, y, w, h]);
      }),
      { numRuns: 40 },
    );
  });

  it('does not take pixels that are not the picture', async () => {
    const lie = { ...blankPicture(10, 10), width: 20 };
    await expect(detector.detect(lie)).rejects.toThrow('not a picture of 20 × 10');
  });

  it('refuses outputs that do not belong together', async () => {
    const ragged = await openDetector('ragged.onnx');
    await expect(ragged.detector.detect(pictureWithSpot(50, 40, [1, 1, 9, 9]))).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/12 box sides, 2 scores and 3 kinds/),
    });
    await ragged.engine.close();
  });
});
