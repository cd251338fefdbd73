import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDaemon } from '../support/daemon.ts';
import { HAS_SYSTEMD, listenForSystemd } from '../support/notify-socket.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

describe.skipIf(!HAS_SYSTEMD)('the instrument under systemd (skipped without systemd-notify)', () => {
  it('is ready, fed by the pictures it examines and, without a camera, by looking after it', {
    timeout: 60_000,
  }, async () => {
    const folder = temporaryFolder();
    const NOTIFY_SOCKET = join(folder, 'notify');
    const told = await listenForSystemd(NOTIFY_SOCKET);
    const env = { NOTIFY_SOCKET, WATCHDOG_USEC: '2000000' };
    const feeds = () => told.filter((line) => line === 'WATCHDOG=1').length;
    const start = (source: string) =>
      startDaemon(['--source', source, '--broker', 'off', '--data', join(folder, source.slice(0, 4))], {
        env,
      });

    const counting = await start('simulator');
    await waitUntil('it is ready', () => told.includes('READY=1'));
    await waitUntil('it is fed', () => feeds() >= 3, 20_000);
    await waitUntil('it says how it is', () =>
      told.some((line) => /^STATUS=simulated.*pictures\/s/.test(line)),
    );
    expect(await counting.stop()).toBe(0);
    await waitUntil('it says good-bye', () => told.includes('STOPPING=1'));

    const before = feeds();
    const waiting = await start('v4l2:/dev/v4l/by-id/usb-none');
    await waitUntil('it is fed without a picture', () => feeds() >= before + 2, 20_000);
    await waitUntil('it says why', () => told.some((line) => line.includes('usb-none: failed')));
    expect(await waiting.stop()).toBe(0);
  });
});
