import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Engine, OnnxProvider, Tensors } from '../../src/inference/engine.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import { DrawnCount } from '../support/drawn-count.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { faultyEntry } from './faulty-entry.ts';
import { graphPath } from './tiny-models.ts';

const rounds = (count: bigint): Tensors => ({
  rounds: { type: 'int64', data: BigInt64Array.of(count), shape: [1] },
});
const model = { name: 'slow', bytes: readFileSync(graphPath('slow.onnx')), probe: rounds(1n) };

interface Fault {
  readonly kind: 'dies' | 'hangs';
  /** Calls that are answered before. */
  readonly after: number;
  readonly provider?: OnnxProvider;
}

/** An engine whose workers break; those that hang do so until the test is over. */
async function openFaulty({ kind, after, provider = 'cpu' }: Fault): Promise<Engine> {
  const hanging = join(temporaryFolder(), 'hanging');
  writeFileSync(hanging, '');
  const gpuOnly = provider === 'cpu' ? {} : { gpuOnly: '' };
  const entry = faultyEntry({ [kind]: String(after), while: hanging, ...gpuOnly });
  const engine = await openOnnxEngine({ provider, threads: 1, models: [model], entry });
  onTestFinished(async () => {
    rmSync(hanging, { force: true });
    await engine.close();
  });
  return engine;
}

const sumOf = async (engine: Engine, count: bigint): Promise<number> =>
  Number((await engine.run('slow', rounds(count))).sum?.data[0]);
const LOST = { code: 'inference-failed' };

describe('a worker that is lost', () => {
  it('by its death: the next call starts another', async () => {
    const engine = await openFaulty({ kind: 'dies', after: 2 });
    expect([await sumOf(engine, 1n), await sumOf(engine, 2n)]).toEqual([1, 2]);
    await expect(sumOf(engine, 3n)).rejects.toMatchObject(LOST);
    expect(engine).toMatchObject({ state: 'restarting', restarts: 0 });
    expect(await sumOf(engine, 4n)).toBe(4);
    expect(engine).toMatchObject({ state: 'ready', restarts: 1, fellBack: null });
  });

  it('by a hang: it is given up by the time that its calls took until then, not after the minute of an unknown one', async () => {
    const engine = await openFaulty({ kind: 'hangs', after: 2 });
    expect([await sumOf(engine, 1n), await sumOf(engine, 2n)]).toEqual([1, 2]);
    const waiting = [sumOf(engine, 3n), sumOf(engine, 3n)];
    for (const result of await Promise.allSettled(waiting))
      expect(result).toMatchObject({ status: 'rejected', reason: LOST });
    expect(await sumOf(engine, 4n)).toBe(4);
    expect(engine).toMatchObject({ state: 'ready', restarts: 1 });
  });

  it('twice, on a GPU: the CPU takes over, and it is told why', async () => {
    const engine = await openFaulty({ kind: 'dies', after: 1, provider: 'cuda' });
    expect(engine.provider).toBe('cuda');
    expect(await sumOf(engine, 1n)).toBe(1);
    await expect(sumOf(engine, 2n)).rejects.toMatchObject(LOST);
    expect(await sumOf(engine, 3n)).toBe(3);
    expect(engine).toMatchObject({ provider: 'cuda', fellBack: null });
    await expect(sumOf(engine, 4n)).rejects.toMatchObject(LOST);
    expect(await Promise.all([5n, 6n, 7n].map((count) => sumOf(engine, count)))).toEqual([5, 6, 7]);
    expect(engine).toMatchObject({ provider: 'cpu', state: 'ready', restarts: 2 });
    expect(engine.fellBack).toMatch(/^cuda was lost 2 times: The inference worker stopped/);
  });

  it('again and again in the middle of a slide: every cell is counted, and none twice', async () => {
    const engine = await openFaulty({ kind: 'dies', after: 4 });
    const count = new DrawnCount(temporaryFolder(), { model: () => sumOf(engine, 1n) });
    onTestFinished(() => count.close());
    let lost = 0;
    const stations = Array.from({ length: 25 }, (_, index) => 100 + 30 * index);
    for (const x of [...stations, ...stations.toReversed()])
      await count.look(x, 120).catch(() => {
        lost += 1;
      });
    expect(lost).toBeGreaterThan(3);
    expect(engine.restarts).toBeGreaterThan(3);
    expect(count.recorder.snapshot.n).toBe(6);
    expect(count.store.cells(count.recorder.snapshot.session, { limit: 100 })).toHaveLength(6);
  });

  it('in a call of the runtime that never ends: the program can end all the same', async () => {
    const program = fileURLToPath(new URL('hanging-program.ts', import.meta.url));
    const ended = await new Promise<object>((resolve) => {
      execFile(process.execPath, [program], { timeout: 20_000, killSignal: 'SIGABRT' }, (fault, stdout) =>
        resolve({ signal: fault?.signal, stdout }),
      );
    });
    expect(ended).toEqual({ signal: 'SIGKILL', stdout: 'slow did not answer within 200 ms' });
  });
});
