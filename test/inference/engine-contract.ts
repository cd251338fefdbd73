import { afterEach, describe, expect, it } from 'vitest';
import type { Engine, ModelSignature, Tensors } from '../../src/inference/engine.ts';

/** Far longer than a quick call takes on a loaded machine. */
const CALL_TIMEOUT_MS = 400;

/** One implementation of the engine seam and a model in it that tells calls apart. */
export interface EngineUnderTest {
  /** Opens the engine; calls may take as long as the given time. */
  readonly open: (callTimeoutMs?: number) => Promise<Engine>;
  readonly model: string;
  readonly signature: ModelSignature;
  /** A call that is soon over, and what its answer says again. */
  readonly quick: (tag: number) => Tensors;
  readonly tagOf: (outputs: Tensors) => number;
  /** A call that takes far longer than CALL_TIMEOUT_MS on any machine, and is over within seconds. */
  readonly long: () => Tensors;
  /** Inputs that lack one, or bring it in another type. */
  readonly wrong: readonly (readonly [name: string, inputs: Tensors])[];
}

/** What every engine keeps to, whatever runs the models. */
export function describeEngine(name: string, subject: EngineUnderTest): void {
  const { model, quick, tagOf, long } = subject;
  let engine: Engine | undefined;
  const open = async (callTimeoutMs?: number): Promise<Engine> => {
    engine = await subject.open(callTimeoutMs);
    return engine;
  };
  afterEach(async () => {
    await engine?.close();
    engine = undefined;
  });

  describe(`${name} keeps the engine's contract`, () => {
    it('says what it is ready to run', async () => {
      const running = await open();
      expect(running.state).toBe('ready');
      expect(running.models[model]).toEqual(subject.signature);
    });

    it('gives all outputs, or only those asked for', async () => {
      const running = await open();
      const names = subject.signature.outputs.map((port) => port.name);
      expect(Object.keys(await running.run(model, quick(1))).sort()).toEqual(names.toSorted());
      const last = names.slice(-1);
      expect(Object.keys(await running.run(model, quick(1), last))).toEqual(last);
    });

    it('answers calls in turn, each with its own result', async () => {
      const running = await open();
      const answers = await Promise.all([3, 1, 2].map((tag) => running.run(model, quick(tag))));
      expect(answers.map(tagOf)).toEqual([3, 1, 2]);
    });

    it('rejects a model that is not there and inputs that do not fit, and goes on', async () => {
      const running = await open();
      const calls = [['nobody', quick(1)], ...subject.wrong.map(([, inputs]) => [model, inputs])] as const;
      for (const [called, inputs] of calls) {
        await expect(running.run(called as string, inputs as Tensors)).rejects.toMatchObject({
          code: 'inference-failed',
        });
      }
      await expect(running.run(model, quick(1), ['nothing'])).rejects.toMatchObject({
        code: 'inference-failed',
      });
      expect(tagOf(await running.run(model, quick(2)))).toBe(2);
    });

    it('gives up a call that hangs, rejects what waits for it, and serves the next', async () => {
      const running = await open(CALL_TIMEOUT_MS);
      const waiting = [running.run(model, long()), running.run(model, quick(1))];
      for (const result of await Promise.allSettled(waiting)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { code: 'inference-failed' } });
      }
      expect(running.state).toBe('restarting');
      expect(running.restarts).toBe(0);
      expect(tagOf(await running.run(model, quick(5)))).toBe(5);
      expect(running).toMatchObject({ state: 'ready', restarts: 1, fellBack: null });
    });

    it('rejects the call under way when it is closed, and all calls after', async () => {
      const running = await open();
      const underWay = expect(running.run(model, long())).rejects.toMatchObject({ code: 'inference-failed' });
      // One turn of the loop: the call is with the worker.
      await new Promise(setImmediate);
      await running.close();
      await underWay;
      expect(running.state).toBe('closed');
      await expect(running.run(model, quick(1))).rejects.toMatchObject({ code: 'inference-failed' });
      await running.close();
    });
  });
}
