import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import type { Box } from '../../src/core/types.ts';
import { type Classifier, classifierProbe, createClassifier } from '../../src/inference/classifier.ts';
import type { Engine, Tensors } from '../../src/inference/engine.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import { blankPicture, type Picture } from '../../src/inference/picture.ts';
import { graphPath } from './tiny-models.ts';

/** Three columns, 20 pixels wide: red, green, blue. */
function colours(): Picture {
  const picture = blankPicture(60, 20, 0);
  for (let index = 0; index < 60 * 20; index += 1)
    picture.pixels[index * 3 + Math.floor((index % 60) / 20)] = 250;
  return picture;
}

const RED: Box = [2, 2, 16, 16];
const GREEN: Box = [22, 2, 16, 16];
const BLUE: Box = [42, 2, 16, 16];

describe('classifier', () => {
  let engine: Engine;
  let classifier: Classifier;
  beforeAll(async () => {
    const models = [
      { name: 'classifier', bytes: await readFile(graphPath('classifier.onnx')), probe: classifierProbe() },
    ];
    engine = await openOnnxEngine({ provider: 'cpu', threads: 1, models });
    classifier = createClassifier(engine, { rejectBelow: 0.5 });
  });
  afterAll(() => engine.close());

  it('names each box, in their order', async () => {
    const found = await classifier.classify(colours(), [BLUE, RED, GREEN]);
    expect(found.map((cell) => cell.class)).toEqual(['lymphocyte', 'neutrophil_segmented', 'eosinophil']);
    for (const { class: name, probability, probabilities } of found) {
      expect(probability).toBe(probabilities[name as 'lymphocyte']);
      expect(Object.keys(probabilities)).toEqual([...CELL_CLASSES]);
      expect(Object.values(probabilities).reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
    }
  });

  it('leaves a cell unclassified that it is not sure of, with what it thought', async () => {
    const [cell] = await classifier.classify(blankPicture(60, 20, 128), [RED]);
    expect(cell).toMatchObject({ class: 'unclassified', probability: expect.closeTo(0.33, 2) });
    const [sure] = await createClassifier(engine, { rejectBelow: 0 }).classify(blankPicture(60, 20, 128), [
      RED,
    ]);
    expect(sure?.class).not.toBe('unclassified');
  });

  it('asks nothing for no boxes', async () => {
    expect(await classifier.classify(colours(), [])).toEqual([]);
  });

  it('takes all crops in one call, up to 64', async () => {
    const calls: number[] = [];
    const counting: Engine = {
      ...engine,
      run: (model: string, inputs: Tensors, outputs?: readonly string[]) => {
        calls.push(inputs.boxes?.shape[0] ?? 0);
        return engine.run(model, inputs, outputs);
      },
    };
    const boxes = Array.from({ length: 130 }, (_, index) => [RED, GREEN, BLUE][index % 3] as Box);
    const found = await createClassifier(counting, { rejectBelow: 0.5 }).classify(colours(), boxes);
    expect(calls).toEqual([64, 64, 2]);
    expect(found.slice(127).map((cell) => cell.class)).toEqual([
      'eosinophil',
      'lymphocyte',
      'neutrophil_segmented',
    ]);
  });

  it.each([
    ['beyond the picture', [-100, -100, 30, 30]],
    ['larger than the picture', [-50, -50, 500, 500]],
    ['without extent', [10, 10, 0, 0]],
  ] satisfies [string, Box][])('gives probabilities for a box %s', async (_name, box) => {
    const [cell] = await classifier.classify(colours(), [box]);
    expect(Object.values(cell?.probabilities ?? {}).every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('does not take a box that is no box', async () => {
    await expect(classifier.classify(colours(), [[0, Number.NaN, 5, 5]])).rejects.toThrow('not a number');
  });
});
