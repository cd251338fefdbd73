import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import type { Box } from '../../src/core/types.ts';
import {
  type Classifier,
  type ClassifierOptions,
  classifierProbe,
  createClassifier,
} from '../../src/inference/classifier.ts';
import type { Engine, Tensors } from '../../src/inference/engine.ts';
import { parseHead } from '../../src/inference/head.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import { blankPicture, type Picture } from '../../src/inference/picture.ts';
import { graphPath, TINY_ATTRIBUTES } from './tiny-models.ts';

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
  let options: ClassifierOptions;
  let classifier: Classifier;
  beforeAll(async () => {
    const models = [
      { name: 'classifier', bytes: await readFile(graphPath('classifier.onnx')), probe: classifierProbe() },
    ];
    engine = await openOnnxEngine({ provider: 'cpu', threads: 1, models });
    options = {
      head: parseHead(await readFile(graphPath('classifier-head.json')), 'tiny head'),
      classSet: 'all',
      rule: { rejectBelow: 0.5, knownBelow: 0.5 },
      attributes: TINY_ATTRIBUTES,
    };
    classifier = createClassifier(engine, options);
  });
  afterAll(() => engine.close());

  it('names each box, in their order', async () => {
    const found = await classifier.classify(colours(), [BLUE, RED, GREEN]);
    expect(found.map((cell) => cell.class)).toEqual(['lymphocyte', 'neutrophil_segmented', 'eosinophil']);
    for (const { class: name, probability, probabilities, rejected } of found) {
      expect(probability).toBe(probabilities[name as 'lymphocyte']);
      expect(Object.keys(probabilities)).toEqual([...CELL_CLASSES]);
      expect(Object.values(probabilities).reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
      expect(rejected).toBeNull();
    }
  });

  it('leaves a cell unclassified that it is not sure of, with what it thought', async () => {
    const grey = blankPicture(60, 20, 128);
    const [cell] = await classifier.classify(grey, [RED]);
    expect(cell).toMatchObject({
      class: 'unclassified',
      rejected: 'uncertain',
      probability: expect.closeTo(0.33, 2),
    });
    const bold = createClassifier(engine, { ...options, rule: { rejectBelow: 0, knownBelow: 0.5 } });
    const [sure] = await bold.classify(grey, [RED]);
    expect(sure).toMatchObject({ class: 'neutrophil_segmented', rejected: null });
  });

  it('leaves unclassified what is like no cell, however probable a class is', async () => {
    const black = blankPicture(60, 20, 0);
    const bold = createClassifier(engine, { ...options, rule: { rejectBelow: 0, knownBelow: 0.5 } });
    expect(await bold.classify(black, [RED])).toMatchObject([
      { class: 'unclassified', rejected: 'unknown', known: expect.closeTo(0, 5), attributes: [] },
    ]);
    const careless = createClassifier(engine, { ...options, rule: { rejectBelow: 0, knownBelow: 0 } });
    expect((await careless.classify(black, [RED]))[0]?.rejected).toBeNull();
  });

  it('names only classes in use, and nothing that is of none of them', async () => {
    const classSet = ['eosinophil', 'lymphocyte'] as const;
    const [red, green] = await createClassifier(engine, { ...options, classSet }).classify(colours(), [
      RED,
      GREEN,
    ]);
    expect(red).toMatchObject({ class: 'unclassified', rejected: 'unknown', known: 0 });
    expect(green).toMatchObject({ class: 'eosinophil', known: expect.closeTo(1, 5) });
    expect(Object.entries(green?.probabilities ?? {}).filter(([, value]) => value > 0).length).toBe(2);
  });

  it('describes mature white cells, in the words of the manifest', async () => {
    const [red, blue] = await classifier.classify(colours(), [RED, BLUE]);
    expect(red?.attributes).toEqual([
      { name: 'cell_size', value: 'small', probability: expect.closeTo(0.8, 5) },
      { name: 'granularity', value: 'yes', probability: expect.closeTo(1, 4) },
    ]);
    expect(blue?.attributes.map(({ name }) => name)).toEqual(['cell_size', 'granularity']);
    const set = ['basophil', 'platelet'] as const;
    const strange = { ...options, classSet: set, rule: { rejectBelow: 0, knownBelow: 0 } };
    const platelet = {
      ...options.head,
      bias: Float32Array.from(CELL_CLASSES, (n) => Number(n === 'platelet') * 99),
    };
    const [other] = await createClassifier(engine, { ...strange, head: platelet }).classify(colours(), [RED]);
    expect(other).toMatchObject({ class: 'platelet', attributes: [] });
  });

  it('shows where a cell looks like its class, in one call of the model', async () => {
    const calls: (readonly string[] | undefined)[] = [];
    const watched: Engine = {
      ...engine,
      run: (model: string, inputs: Tensors, outputs?: readonly string[]) => {
        calls.push(outputs);
        return engine.run(model, inputs, outputs);
      },
    };
    // Red on the left, green on the right: mostly red.
    const box: Box = [4, 2, 28, 14];
    const { classification, activation } = await createClassifier(watched, options).explain(colours(), box);
    expect(calls).toEqual([['embedding', 'known', 'attributes', 'maps']]);
    expect(classification).toEqual((await classifier.classify(colours(), [box]))[0]);
    expect(activation.class).toBe('neutrophil_segmented');
    for (const row of activation.values) expect([row[0], row[6]]).toEqual([1, 0]);
    expect(activation).toMatchObject({ low: 0, high: expect.closeTo(12.5, 4) });
    const other = await classifier.explain(colours(), box, 'eosinophil');
    for (const row of other.activation.values) expect([row[0], row[6]]).toEqual([0, 1]);
  });

  it('asks nothing for no boxes', async () => {
    expect(await classifier.classify(colours(), [])).toEqual([]);
  });

  it('takes all crops in one call, up to 64, and never asks for the feature maps', async () => {
    const calls: [number, readonly string[] | undefined][] = [];
    const counting: Engine = {
      ...engine,
      run: (model: string, inputs: Tensors, outputs?: readonly string[]) => {
        calls.push([inputs.boxes?.shape[0] ?? 0, outputs]);
        return engine.run(model, inputs, outputs);
      },
    };
    const boxes = Array.from({ length: 130 }, (_, index) => [RED, GREEN, BLUE][index % 3] as Box);
    const found = await createClassifier(counting, options).classify(colours(), boxes);
    expect(calls.map(([count]) => count)).toEqual([64, 64, 2]);
    expect(calls.flatMap(([, outputs]) => outputs)).not.toContain('maps');
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

  it('refuses a model that gives other outputs than promised', async () => {
    const wrong = createClassifier(engine, { ...options, attributes: TINY_ATTRIBUTES.slice(1) });
    await expect(wrong.classify(colours(), [RED])).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('attributes'),
    });
  });
});
