import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { CAMERA_BACKOFF } from '../../src/capture/camera-backoff.ts';
import { openFfmpegSource } from '../../src/capture/ffmpeg-source.ts';
import { standInFfmpeg } from '../support/stand-in-ffmpeg.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { watchSource } from './watch-source.ts';

const QUICK = { firstDelayMs: 1, maxDelayMs: 2, resetAfterMs: 10_000 };

/** A camera that films until its device is gone, as a real one does. */
const FILMS_WHILE_PLUGGED_IN = (device: string) =>
  `while [[ -e '${device}' ]]; do head -c $BYTES /dev/zero; sleep 0.02; done; echo "No such device" >&2; exit 1`;

function camera(folder: string) {
  const device = join(folder, 'video0');
  writeFileSync(device, '');
  const standIn = standInFfmpeg(join(folder, 'ffmpeg'), FILMS_WHILE_PLUGGED_IN(device));
  const size = { width: 64, height: 48, fps: 30, stallMs: 2500, loop: false };
  const options = {
    address: { kind: 'v4l2', device },
    ...size,
    pace: 'realtime',
    ffmpegPath: standIn.path,
  } as const;
  return { device, options };
}

describe('a camera that comes and goes', () => {
  it('is back within ten seconds, by the longest pause between two attempts', () => {
    // The other four seconds are for the camera itself: it is tried, and gives its first picture.
    expect(CAMERA_BACKOFF.maxDelayMs).toBeLessThanOrEqual(6000);
  });

  it('costs no memory while it is away: as many attempts as in two hours', { timeout: 90_000 }, async () => {
    const { device, options } = camera(temporaryFolder());
    renameSync(device, `${device}.unplugged`);
    let attempts = 0;
    const source = openFfmpegSource({
      ...options,
      address: {
        kind: 'v4l2',
        get device() {
          attempts += 1;
          return device;
        },
      },
      backoff: QUICK,
    });
    const watched = watchSource(source);
    await waitUntil('it was tried a hundred times', () => attempts > 100);
    const before = heapBytes();
    // After the longest pause comes the next attempt, on average three quarters of it later.
    const inTwoHours = (2 * 3_600_000) / (0.75 * CAMERA_BACKOFF.maxDelayMs);
    await waitUntil('two hours have passed', () => attempts > 100 + inTwoHours, 60_000);
    expect(heapBytes() - before).toBeLessThan(1e6);
    await watched.stop();
  });
});

/** What is really in use. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
