import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DiskWatch } from '../../src/care/disk-watch.ts';
import { Notices } from '../../src/notices.ts';
import { DATABASE_FILE } from '../../src/store/store.ts';
import { someSignedResult } from '../store/some-signed-result.ts';
import { DrawnCount } from '../support/drawn-count.ts';
import { SILENT } from '../support/silent-log.ts';

const MB = 1e6;
const DISK_BYTES = 24 * 1024 ** 2;
const LEAST_FREE_BYTES = 10 * MB;

/** Not one of those that are cleared away before it is unmounted. */
function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'hematovision-disk-'));
}

/** A small file system of its own; false where this user may not mount one. */
function mountSmallDisk(folder: string): boolean {
  const options = ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'none', folder];
  return spawnSync('mount', options, { stdio: 'ignore' }).status === 0;
}

function unmount(folder: string): void {
  execFileSync('umount', ['--lazy', folder]);
}

function mayMount(): boolean {
  const folder = newFolder();
  const may = mountSmallDisk(folder);
  if (may) unmount(folder);
  rmSync(folder, { recursive: true });
  return may;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Fills the disk until so much is left, as a log of another program would. */
function fill(folder: string, leave: number): void {
  const file = openSync(join(folder, 'filler'), 'a');
  const block = new Uint8Array(4096);
  try {
    while (freeBytes(folder) > leave) writeSync(file, block);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOSPC') throw fault;
  } finally {
    closeSync(file);
  }
}

describe.skipIf(!mayMount())('a disk that fills up (skipped where no file system can be mounted)', () => {
  it('costs pictures first, never a cell or a signature, and nothing is damaged', async () => {
    const folder = newFolder();
    mountSmallDisk(folder);
    onTestFinished(() => {
      unmount(folder);
      rmSync(folder, { recursive: true });
    });
    const notices = new Notices();
    const watch = new DiskWatch({
      directory: folder,
      leastFreeBytes: LEAST_FREE_BYTES,
      notices,
      log: SILENT,
    });
    const count = new DrawnCount(folder, { keepsPictures: () => watch.keepsPictures });
    const codes = () => notices.all.map(({ code }) => code);
    const counted = () => count.store.cells(count.recorder.snapshot.session, { limit: 100 });
    const pictured = () => counted().filter(({ id }) => count.store.crop(id) !== null).length;

    await count.scan(100, 350);
    const before = counted().length;
    expect(before).toBeGreaterThan(0);
    expect(pictured()).toBe(before);
    expect(codes()).toEqual([]);
    expect(existsSync(join(folder, 'reserve'))).toBe(true);

    fill(folder, 6 * MB);
    watch.look();
    expect(codes()).toEqual(['disk-low']);
    await count.scan(350, 500);
    expect(counted().length).toBeGreaterThan(before);
    expect(pictured()).toBe(before);

    fill(folder, 0);
    // Nothing can be written any more: what is seen now is owed.
    const seen = counted().length;
    await count.scan(500, 820).catch(() => undefined);
    watch.look();
    expect(codes()).toEqual(['disk-full']);
    expect(existsSync(join(folder, 'reserve'))).toBe(false);
    await count.scan(820, 700);
    count.recorder.end();
    expect(counted().length).toBe(6);
    expect(counted().length).toBeGreaterThan(seen);
    const { session } = count.recorder.snapshot;
    const revision = count.store.session(session)?.revision ?? -1;
    expect(count.store.review.sign(session, revision, someSignedResult)).toMatchObject({ status: 'final' });

    rmSync(join(folder, 'filler'));
    watch.look();
    expect(codes()).toEqual([]);
    expect(existsSync(join(folder, 'reserve'))).toBe(true);
    expect(count.store.access.audit.verify()).toMatchObject({ ok: true });
    count.close();
    const database = new DatabaseSync(join(folder, DATABASE_FILE));
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
  });
});
