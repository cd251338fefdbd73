import type { Engine, Tensor, Tensors } from './engine.ts';

/** A run that shows whether a model gives the right answers, and how fast. */
export interface Trial {
  readonly model: string;
  readonly inputs: Tensors;
  /** float32 outputs whose order does not depend on the last digits. */
  readonly outputs: readonly string[];
}

/** Half-precision arithmetic stays well below; a broken kernel or other weights do not. */
const MOST_DIFFERENCE = 0.05;
const TIMED_RUNS = 5;

export interface TrialResult {
  /** Why the engine must not be used; undefined where its answers are right. */
  readonly fault: string | undefined;
  /** Median of all models' runs together. */
  readonly engineMs: number;
  readonly referenceMs: number;
}

/** Compares an engine with the reference: the answers of the checked weights on the CPU, and the time they take. */
export async function tryEngine(
  engine: Engine,
  reference: Engine,
  trials: readonly Trial[],
): Promise<TrialResult> {
  let fault: string | undefined;
  let [engineMs, referenceMs] = [0, 0];
  for (const trial of trials) {
    const [found, expected] = [await timed(engine, trial), await timed(reference, trial)];
    engineMs += found.medianMs;
    referenceMs += expected.medianMs;
    fault ??= disagreement(trial, found.answer, expected.answer);
  }
  return { fault, engineMs, referenceMs };
}

async function timed(engine: Engine, { model, inputs, outputs }: Trial) {
  let answer = await engine.run(model, inputs, outputs);
  const times: number[] = [];
  for (let run = 0; run < TIMED_RUNS; run++) {
    const startedMs = performance.now();
    answer = await engine.run(model, inputs, outputs);
    times.push(performance.now() - startedMs);
  }
  return { answer, medianMs: times.toSorted((a, b) => a - b)[TIMED_RUNS >> 1] as number };
}

function disagreement({ model, outputs }: Trial, found: Tensors, expected: Tensors): string | undefined {
  for (const name of outputs) {
    const difference = relativeDifference(found[name], expected[name]);
    if (!(difference <= MOST_DIFFERENCE)) {
      const amount = Number.isFinite(difference) ? `${(100 * difference).toFixed(0)} %` : 'altogether';
      return `its ${model} differs from the checked weights: ${name} by ${amount}`;
    }
  }
  return undefined;
}

/** ‖a − b‖ / ‖b‖; infinite where they cannot be compared. */
export function relativeDifference(a: Tensor | undefined, b: Tensor | undefined): number {
  if (a?.type !== 'float32' || b?.type !== 'float32' || a.data.length !== b.data.length)
    return Number.POSITIVE_INFINITY;
  let [squares, norm] = [0, 0];
  for (const [index, value] of b.data.entries()) {
    squares += ((a.data[index] as number) - value) ** 2;
    norm += value ** 2;
  }
  if (norm === 0) return squares === 0 ? 0 : Number.POSITIVE_INFINITY;
  return Math.sqrt(squares / norm);
}
