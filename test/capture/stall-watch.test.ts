import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { StallWatch } from '../../src/capture/stall-watch.ts';

describe('StallWatch', () => {
  it('tells once that nothing came', async () => {
    let calls = 0;
    const stalled = Promise.withResolvers<number>();
    const watch = new StallWatch((silentMs) => {
      calls += 1;
      stalled.resolve(silentMs);
    });
    const armedAtMs = performance.now();
    watch.arm(50);
    expect(await stalled.promise).toBe(50);
    expect(performance.now() - armedAtMs).toBeGreaterThanOrEqual(49);
    watch.feed();
    const other = Promise.withResolvers<number>();
    new StallWatch(other.resolve).arm(80);
    await other.promise;
    expect(calls).toBe(1);
  });

  it('does not blame the source for a pause of our own', async () => {
    const child = spawn('bash', ['-c', 'while sleep 0.02; do echo x; done'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stalls = 0;
    const watch = new StallWatch(() => {
      stalls += 1;
    });
    child.stdout.on('data', () => watch.feed());
    await once(child.stdout, 'data');
    watch.arm(300);
    // A synchronous task longer than the limit: input waits meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    for (let turn = 0; turn < 5; turn += 1) await once(child.stdout, 'data');
    expect(stalls).toBe(0);
    watch.disarm();
    child.kill('SIGKILL');
    await once(child, 'close');
  });
});
