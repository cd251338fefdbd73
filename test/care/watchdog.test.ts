import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAtWork, type Pulse, startWatchdog } from '../../src/care/watchdog.ts';
import { HAS_SYSTEMD, listenForSystemd } from '../support/notify-socket.ts';
import { SILENT } from '../support/silent-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const start: Pulse = {
  shownFrames: 100,
  begunLooks: 10,
  finishedLooks: 10,
  skippedLooks: 5,
  camera: 'live',
  cameraQuietMs: 10,
};

describe('whether the instrument is at work', () => {
  const after = (over: Partial<Pulse>) => isAtWork(start, { ...start, ...over });

  it.each<[string, Partial<Pulse>, boolean]>([
    ['pictures were examined', { shownFrames: 400, finishedLooks: 20 }, true],
    ['pictures were examined, none showed anything new', { shownFrames: 400 }, true],
    ['the camera gives pictures that nobody examines', {}, false],
    ['pictures are shown, but the detector hangs', { shownFrames: 400, skippedLooks: 90 }, false],
    ['pictures are shown, but the detector fails each time', { shownFrames: 400, begunLooks: 12 }, false],
    ['pictures are shown, and the first new one is looked at', { shownFrames: 400, begunLooks: 11 }, true],
    [
      'the detector is busy, and comes to an end',
      { shownFrames: 400, skippedLooks: 90, finishedLooks: 11 },
      true,
    ],
    ['the camera is away, and tried again and again', { camera: 'failed', cameraQuietMs: 16_000 }, true],
    ['the camera is silent, and tried again and again', { camera: 'stalled', cameraQuietMs: 2500 }, true],
    ['the camera is away, and nobody tries any more', { camera: 'failed', cameraQuietMs: 61_000 }, false],
    ['the camera never came up, and nobody notices', { camera: 'starting', cameraQuietMs: 61_000 }, false],
    ['a recording was played to its end', { camera: 'ended', cameraQuietMs: 3_600_000 }, true],
  ])('%s', (_what, over, expected) => {
    expect(after(over)).toBe(expected);
  });
});

describe.skipIf(!HAS_SYSTEMD)('what systemd is told (skipped without systemd-notify)', () => {
  it('is that the instrument is ready, how it is, and that it is at work while it is', async () => {
    const NOTIFY_SOCKET = join(temporaryFolder(), 'notify');
    const told = await listenForSystemd(NOTIFY_SOCKET);
    let shownFrames = 0;
    let works = true;
    const watchdog = startWatchdog({
      pulse: () => ({ ...start, shownFrames: works ? ++shownFrames : shownFrames }),
      status: () => `${works ? 'counting' : 'hanging'}`,
      log: SILENT,
      environment: { ...process.env, NOTIFY_SOCKET, WATCHDOG_USEC: '400000' },
    });
    const feeds = () => told.filter((line) => line === 'WATCHDOG=1').length;
    await waitUntil('it is ready and fed', () => told.includes('READY=1') && feeds() >= 2);
    expect(told).toContain('STATUS=counting');
    works = false;
    await waitUntil('it says that it hangs', () => told.includes('STATUS=hanging'));
    const fedBefore = feeds();
    const hanging = () => told.filter((line) => line === 'STATUS=hanging').length;
    await waitUntil('three more signs came', () => hanging() >= 4);
    expect(feeds()).toBe(fedBefore);
    works = true;
    await waitUntil('it is fed again', () => feeds() > fedBefore);
    await watchdog?.close();
    await waitUntil('it says good-bye', () => told.includes('STOPPING=1'));
  });
});

describe('without systemd', () => {
  it('nobody is told', () => {
    expect(startWatchdog({ pulse: () => start, status: () => '', log: SILENT, environment: {} })).toBeNull();
  });
});
