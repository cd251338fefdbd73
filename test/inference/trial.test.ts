import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine, Tensor, Tensors } from '../../src/inference/engine.ts';
import { relativeDifference, tryEngine } from '../../src/inference/trial.ts';

const tensor = (...values: number[]): Tensor => ({
  type: 'float32',
  data: Float32Array.from(values),
  shape: [values.length],
});

/** Answers with the same numbers, after a while. */
function answering(values: readonly number[], ms = 0): Engine {
  const run = async (): Promise<Tensors> => {
    const until = performance.now() + ms;
    while (performance.now() < until);
    return { embedding: tensor(...values) };
  };
  const health = { state: 'ready', restarts: 0, fellBack: null } as const;
  return { provider: 'cpu', ...health, models: {}, run, close: async () => undefined };
}

const TRIALS = [{ model: 'classifier', inputs: {}, outputs: ['embedding'] }];

describe('trying an engine', () => {
  it('passes one whose answers differ by rounding only', async () => {
    const { fault } = await tryEngine(answering([1.001, 2]), answering([1, 2]), TRIALS);
    expect(fault).toBeUndefined();
  });

  it.each([
    ['other weights', [2, 1]],
    ['another size', [1, 2, 3]],
    ['what is no number', [1, Number.NaN]],
  ])('tells %s', async (_what, values) => {
    const { fault } = await tryEngine(answering(values), answering([1, 2]), TRIALS);
    expect(fault).toContain('classifier differs from the checked weights');
  });

  it('gives the times of both', async () => {
    const { engineMs, referenceMs } = await tryEngine(answering([1], 4), answering([1]), TRIALS);
    expect(engineMs).toBeGreaterThanOrEqual(4);
    expect(engineMs).toBeGreaterThan(referenceMs);
  });
});

describe('relative difference', () => {
  it('is 0 for the same, 1 against silence and does not depend on scale', () => {
    expect(relativeDifference(tensor(3, 4), tensor(3, 4))).toBe(0);
    expect(relativeDifference(tensor(0, 0), tensor(3, 4))).toBe(1);
    const numbers = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 50 }), (values, factor) => {
        fc.pre(values.some((value) => value !== 0));
        const moved = values.map((value) => value + 1);
        const scaled = (all: readonly number[]) => tensor(...all.map((value) => value * factor));
        expect(relativeDifference(scaled(moved), scaled(values))).toBeCloseTo(
          relativeDifference(tensor(...moved), tensor(...values)),
          5,
        );
      }),
    );
  });
});
