import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import type { Box } from '../../src/core/types.ts';
import { classifierProbe } from '../../src/inference/classifier.ts';
import { decodePicture } from '../../src/inference/decode-picture.ts';
import type { Tensor } from '../../src/inference/engine.ts';
import { EMBEDDING_LENGTH, headProbabilities } from '../../src/inference/head.ts';
import { loadManifest } from '../../src/inference/manifest.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import { type Models, openModels } from '../../src/inference/open-models.ts';
import { blankPicture, type Picture, pictureTensor } from '../../src/inference/picture.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DATA = join(ROOT, '..', 'shared', 'data');

/** A bright picture with purple discs: nothing a haematologist would accept, but no blank either. */
function discs(centres: readonly (readonly [number, number])[], radius: number): Picture {
  const picture = blankPicture(480, 360);
  for (const [cx, cy] of centres) {
    for (let y = cy - radius; y <= cy + radius; y += 1) {
      for (let x = cx - radius; x <= cx + radius; x += 1) {
        if (Math.hypot(x - cx, y - cy) <= radius) picture.pixels.set([110, 60, 140], (y * 480 + x) * 3);
      }
    }
  }
  return picture;
}

/** Drawn cells, and real ones where there are some. */
async function picturesOfCells(): Promise<{ picture: Picture; boxes: Box[] }[]> {
  const drawn: Box[] = [
    [75, 75, 90, 90],
    [255, 155, 90, 90],
  ];
  const pictures = [{ picture: discs([[120, 120]], 45), boxes: drawn }];
  if (!existsSync(DATA)) return pictures;
  for (const folder of ['neutrophil', 'basophil', 'ig']) {
    for (const file of readdirSync(join(DATA, 'pbc/val', folder)).slice(0, 4)) {
      const picture = await decodePicture(join(DATA, 'pbc/val', folder, file));
      pictures.push({ picture, boxes: [[100, 100, 160, 160]] });
    }
  }
  return pictures;
}

function row(tensor: Tensor | undefined, cell: number, width: number): Float32Array {
  if (tensor?.type !== 'float32') throw new Error('not float32');
  return tensor.data.subarray(cell * width, (cell + 1) * width);
}

describe('the shipped models', () => {
  let models: Models;
  beforeAll(async () => {
    models = await openModels({
      directory: join(ROOT, 'models'),
      provider: 'cpu',
      threads: 1,
      rejectBelow: 0,
    });
  });
  afterAll(() => models?.close());

  it('give a box the same answer alone and among others', async () => {
    const picture = discs(
      [
        [120, 120],
        [300, 200],
      ],
      45,
    );
    const boxes: Box[] = [
      [75, 75, 90, 90],
      [255, 155, 90, 90],
      [400, 300, 200, 200],
    ];
    const together = await models.classifier.classify(picture, boxes);
    for (const [index, box] of boxes.entries()) {
      const [alone] = await models.classifier.classify(picture, [box]);
      expect(alone?.class).toBe(together[index]?.class);
      expect(alone?.probability).toBeCloseTo(together[index]?.probability ?? Number.NaN, 4);
      expect(Object.values(alone?.probabilities ?? {}).reduce((sum, value) => sum + value)).toBeCloseTo(1, 4);
    }
  });

  it('name cells by their head as the graph does itself', async () => {
    const { classifier, head } = await loadManifest(join(ROOT, 'models'));
    const loaded = { name: 'classifier', bytes: await classifier.read(), probe: classifierProbe() };
    const engine = await openOnnxEngine({ provider: 'cpu', threads: 1, models: [loaded] });
    onTestFinished(() => engine.close());
    for (const { picture, boxes } of await picturesOfCells()) {
      const inputs = {
        image: pictureTensor(picture),
        boxes: { type: 'float32', data: Float32Array.from(boxes.flat()), shape: [boxes.length, 4] },
      } as const;
      const { probabilities, embedding } = await engine.run('classifier', inputs);
      boxes.forEach((_, cell) => {
        const named = headProbabilities(head, row(embedding, cell, EMBEDDING_LENGTH));
        const wanted = row(probabilities, cell, CELL_CLASSES.length);
        for (const [index, name] of CELL_CLASSES.entries())
          expect(Math.abs(named[name] - (wanted[index] ?? Number.NaN))).toBeLessThan(1e-4);
      });
    }
  });

  it('see nothing in an empty field, whatever its size and shape', async () => {
    for (const [width, height] of [
      [960, 720],
      [33, 1000],
      [8, 8],
    ] as const) {
      expect(await models.detector.detect(blankPicture(width, height), { micronsPerPixel: 0.075 })).toEqual(
        [],
      );
    }
  });

  it.skipIf(!existsSync(DATA))(
    'name the cells of the Barcelona set (skipped without ../shared/data)',
    async () => {
      const folders = {
        basophil: 'basophil',
        eosinophil: 'eosinophil',
        lymphocyte: 'lymphocyte',
        platelet: 'platelet',
      };
      let right = 0;
      for (const [folder, wanted] of Object.entries(folders)) {
        for (const file of readdirSync(join(DATA, 'pbc/val', folder)).slice(0, 3)) {
          const picture = await decodePicture(join(DATA, 'pbc/val', folder, file));
          // These pictures are taken of the cell in their middle.
          const offCentre = ([x, y, w, h]: Box) =>
            Math.hypot(x + (w - picture.width) / 2, y + (h - picture.height) / 2);
          const [cell] = (await models.detector.detect(picture, { minScore: 0.1 }))
            .filter(({ kind }) => kind !== 'rbc')
            .sort((a, b) => offCentre(a.box) - offCentre(b.box));
          const [named] = await models.classifier.classify(picture, [
            cell?.box ?? [0, 0, picture.width, picture.height],
          ]);
          if (named?.class === wanted) right += 1;
        }
      }
      expect(right).toBeGreaterThanOrEqual(10);
    },
  );

  it.skipIf(!existsSync(DATA))(
    'find the white cells of fields (skipped without ../shared/data)',
    async () => {
      let cells = 0;
      let found = 0;
      for (const file of readdirSync(join(DATA, 'bccd/annotations')).slice(0, 8)) {
        const truth = readFileSync(join(DATA, 'bccd/annotations', file), 'utf8');
        const picture = await decodePicture(join(DATA, 'bccd/images', file.replace('.xml', '.jpg')));
        const white = (await models.detector.detect(picture)).filter(({ kind }) => kind === 'wbc');
        for (const [object] of truth.matchAll(/<name>WBC[\s\S]*?<\/object>/g)) {
          const [left = 0, top = 0, right = 0, bottom = 0] = ['xmin', 'ymin', 'xmax', 'ymax'].map((side) =>
            Number(object.match(`<${side}>(\\d+)`)?.[1]),
          );
          const [x, y] = [(left + right) / 2, (top + bottom) / 2];
          cells += 1;
          if (white.some(({ box }) => x > box[0] && x < box[0] + box[2] && y > box[1] && y < box[1] + box[3]))
            found += 1;
        }
      }
      expect(cells).toBeGreaterThanOrEqual(8);
      expect(found).toBeGreaterThanOrEqual(cells - 1);
    },
  );
});
