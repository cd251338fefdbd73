import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BLANK_ORDER } from '../src/core/session-order.ts';
import { SLIDE_MEMORY_FILE } from '../src/store/slide-memory.ts';
import { DrawnCount } from './support/drawn-count.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const script = fileURLToPath(new URL('./support/killed-count.ts', import.meta.url));

/** Counts in a program of its own that is killed in the middle; gives what it had counted, and apart. */
function countUntilKilled(directory: string): Promise<readonly [n: number, apart: number]> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, directory], (error, stdout, stderr) => {
      if (error?.signal !== 'SIGKILL') reject(new Error(`not killed: ${stderr}`));
      else resolve(stdout.trim().split(' ').map(Number) as unknown as readonly [number, number]);
    });
  });
}

describe('an instrument that was killed in the middle of a slide', () => {
  it('goes on with the count, and counts no cell twice', async () => {
    const directory = temporaryFolder();
    expect(await countUntilKilled(directory)).toEqual([4, 1]);
    const count = new DrawnCount(directory);
    onTestFinished(() => count.close());
    expect(count.recorder.snapshot.n).toBe(4);
    expect(count.recorder.slide.provisional).toBe(1);
    // Back over what was counted, and on to the end of the row.
    await count.scan(400, 100);
    expect(count.recorder.snapshot.n).toBe(4);
    await count.scan(100, 820);
    expect(count.recorder.snapshot.n).toBe(6);
    // From there to the stretch that was counted apart.
    for (let y = 120; y <= 550; y += 20) await count.look(820 + (y - 120) / 4, y);
    expect(count.recorder.slide.provisional).toBe(0);
    expect(count.recorder.snapshot.n).toBe(7);
    const cells = count.store.cells(count.recorder.snapshot.session, { limit: 100 });
    expect(cells).toHaveLength(7);
    expect(cells.every(({ id }) => count.store.crop(id) !== null)).toBe(true);
  }, 60_000);

  it('keeps its count without the map of the slide', async () => {
    const directory = temporaryFolder();
    await countUntilKilled(directory);
    rmSync(join(directory, SLIDE_MEMORY_FILE));
    const count = new DrawnCount(directory);
    onTestFinished(() => count.close());
    expect(count.recorder.snapshot.n).toBe(4);
  });

  it('stays paused where a person paused it, who is noted, until it is resumed', () => {
    const directory = temporaryFolder();
    const openUntil = (act: (count: DrawnCount) => void): boolean => {
      const count = new DrawnCount(directory);
      const { isPaused } = count.recorder.slide;
      act(count);
      count.close();
      return isPaused;
    };
    expect(openUntil(({ recorder }) => recorder.pause())).toBe(false);
    expect(openUntil(({ recorder }) => recorder.pause())).toBe(true);
    expect(openUntil(({ recorder }) => recorder.resume())).toBe(true);
    expect(
      openUntil(({ recorder, store }) => {
        const acts = store.auditTrail(recorder.snapshot.session).map(({ what }) => what);
        expect(acts).toEqual(['session-started', 'session-paused', 'session-resumed']);
        recorder.pause();
        recorder.start(BLANK_ORDER);
      }),
    ).toBe(false);
    expect(openUntil(() => undefined)).toBe(false);
  });

  it('begins the next session on an empty slide', async () => {
    const directory = temporaryFolder();
    await countUntilKilled(directory);
    const count = new DrawnCount(directory);
    onTestFinished(() => count.close());
    count.recorder.start(BLANK_ORDER);
    await count.scan(100, 500);
    expect(count.recorder.snapshot.n).toBe(4);
  });
});
