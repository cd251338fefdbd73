import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Recording, type RecordingOptions } from '../../src/recording/recording.ts';
import { SILENT } from '../support/silent-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DAY_S = 24 * 3600;
const MINUTE_BYTES = 100_000;

/** A recording of three minutes, that old, and what is left of it after another one began. */
async function leftOf(agesDays: readonly number[], over: Partial<RecordingOptions>): Promise<boolean[]> {
  const directory = temporaryFolder();
  const before = join(directory, '20260101T000000Z');
  mkdirSync(before);
  const paths = agesDays.map((days, index) => {
    const path = join(before, `video-${String(index).padStart(6, '0')}.mkv`);
    writeFileSync(path, new Uint8Array(MINUTE_BYTES));
    utimesSync(path, Date.now() / 1000 - days * DAY_S, Date.now() / 1000 - days * DAY_S);
    return path;
  });
  const recording = new Recording({ directory, mostBytes: 1e9, log: SILENT, ...over }, new Date());
  await recording.close();
  return paths.map((path) => existsSync(path));
}

describe('recorded minutes', () => {
  it('go for their age', async () => {
    expect(await leftOf([40, 31, 1], { keptDays: 30 })).toEqual([false, false, true]);
    expect(await leftOf([4000, 31, 1], {})).toEqual([true, true, true]);
  });

  it('make room on a disk that runs full, but for the one that is being written', async () => {
    expect(await leftOf([3, 2, 1], { leastFreeBytes: 1e18 })).toEqual([false, false, true]);
  });
});
