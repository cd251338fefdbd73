import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import { activationMap, MAP_CELLS, rawActivation } from '../../src/inference/explanation.ts';
import {
  EMBEDDING_LENGTH,
  formatHead,
  headProbabilities,
  logit,
  parseHead,
} from '../../src/inference/head.ts';
import { randomNumbers, someCells, someHead } from './some-heads.ts';

const ORIGIN = {
  modelSha256: 'a'.repeat(64),
  headSha256: 'b'.repeat(64),
  corrections: { basophil: 5 },
  penalty: 0.01,
};

function randomHead(seed: number) {
  const random = randomNumbers(seed);
  const numbers = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  return {
    weights: numbers(CELL_CLASSES.length * EMBEDDING_LENGTH),
    bias: numbers(CELL_CLASSES.length),
    temperature: 1.3,
  };
}

describe('a head', () => {
  it('comes back from its file as it was, named by the sha256 of the file', () => {
    const written = randomHead(7);
    const content = formatHead(written, ORIGIN);
    const read = parseHead(Buffer.from(content), 'head.json');
    expect(read).toEqual({ ...written, sha256: hash('sha256', content), adapted: ORIGIN });
  });

  it('is a softmax of scores over the temperature', () => {
    const head = someHead();
    const [cell] = someCells(['basophil'], { each: 1 });
    const embedding = cell?.embedding ?? new Float32Array();
    const probabilities = headProbabilities(head, embedding);
    const powers = CELL_CLASSES.map((name) => Math.exp(logit(head, embedding, name) / 1.5));
    const total = powers.reduce((sum, power) => sum + power);
    CELL_CLASSES.forEach((name, index) => {
      expect(probabilities[name]).toBeCloseTo((powers[index] ?? 0) / total, 12);
    });
    expect(probabilities.basophil).toBe(Math.max(...Object.values(probabilities)));
  });

  it('stays finite for scores beyond what exp can hold', () => {
    const weights = new Float32Array(CELL_CLASSES.length * EMBEDDING_LENGTH);
    const bias = Float32Array.from(CELL_CLASSES, (_, index) => index * 1000);
    const probabilities = headProbabilities(
      { weights, bias, temperature: 1 },
      new Float32Array(EMBEDDING_LENGTH),
    );
    expect(probabilities.platelet).toBe(1);
  });

  const whole = JSON.parse(formatHead(someHead(), ORIGIN));
  it.each([
    ['cut off', '{"schema": 1', /head\.json is not a classifier head/],
    ['of other classes', JSON.stringify({ ...whole, classes: ['cell'] }), /classes/],
    ['too short', JSON.stringify({ ...whole, weights: 'AAAA' }), /weights: 3 bytes/],
    ['without bias', JSON.stringify({ ...whole, bias: [] }), /bias/],
    ['with infinite weights', JSON.stringify({ ...whole, weights: infinite() }), /not all are numbers/],
    ['with a key of another program', JSON.stringify({ ...whole, colour: 'red' }), /colour/],
  ])('%s is refused', (_fault, content, says) => {
    expect(() => parseHead(Buffer.from(content), 'head.json')).toThrow(
      expect.objectContaining({ code: 'model-invalid', message: expect.stringMatching(says) }),
    );
  });
});

function infinite(): string {
  const values = new Float32Array(CELL_CLASSES.length * EMBEDDING_LENGTH).fill(Number.POSITIVE_INFINITY);
  return Buffer.from(values.buffer).toString('base64');
}

describe('a class activation map', () => {
  it('has the logit of the class as its mean plus bias, whatever maps and head', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...CELL_CLASSES), (seed, name) => {
        const head = randomHead(seed);
        const random = randomNumbers(seed + 1);
        const maps = Float32Array.from({ length: EMBEDDING_LENGTH * MAP_CELLS }, () => 6 * random());
        const embedding = Float32Array.from({ length: EMBEDDING_LENGTH }, (_, channel) => {
          const map = maps.subarray(channel * MAP_CELLS, (channel + 1) * MAP_CELLS);
          return map.reduce((sum, value) => sum + value, 0) / MAP_CELLS;
        });
        const raw = rawActivation(head, maps, name);
        const mean = raw.reduce((sum, value) => sum + value, 0) / MAP_CELLS;
        const bias = head.bias[CELL_CLASSES.indexOf(name)] ?? Number.NaN;
        expect(mean + bias).toBeCloseTo(logit(head, embedding, name), 3);
        const { values, low, high } = activationMap(head, maps, name);
        values.flat().forEach((value, cell) => {
          expect(low + value * (high - low)).toBeCloseTo(raw[cell] ?? Number.NaN, 3);
        });
        expect([Math.min(...values.flat()), Math.max(...values.flat())]).toEqual([0, 1]);
      }),
      { numRuns: 10 },
    );
  });

  it('is flat where no place differs from another', () => {
    const { values, low, high } = activationMap(
      someHead(),
      new Float32Array(EMBEDDING_LENGTH * MAP_CELLS),
      'basophil',
    );
    expect(new Set(values.flat())).toEqual(new Set([0]));
    expect([low, high]).toEqual([0, 0]);
  });
});
