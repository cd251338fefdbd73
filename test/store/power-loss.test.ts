import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DATABASE_FILE, openStore, type Store } from '../../src/store/store.ts';
import { StoreDatabase } from '../../src/store/store-database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CELLS_A_BATCH, someCell, someResult } from './some-facts.ts';

const WRITER = fileURLToPath(new URL('writer-child.ts', import.meta.url));

interface Said {
  readonly session: string;
  readonly revision: number;
  readonly cells?: readonly string[];
  readonly ended?: boolean;
  readonly fault?: string;
  readonly hint?: string;
}

/** What a killed writer had said is committed, after `lines` lines and a moment that is never the same. */
async function killAfter(child: ChildProcess, lines: number): Promise<readonly Said[]> {
  const said: Said[] = [];
  if (!child.stdout) throw new Error('no stdout');
  for await (const line of createInterface(child.stdout)) {
    said.push(JSON.parse(line));
    if (said.length === lines) setTimeout(() => child.kill('SIGKILL'), Math.random() * 15);
  }
  return said;
}

/** The rules that hold after any crash: batches whole, revisions without gaps, one result an ended session. */
function expectSound(store: Store): void {
  const sessions = store.sessions(1000);
  const queued = store.outbox.pending('mqtt', 1000);
  expect(queued.map((row) => row.seq)).toEqual(queued.map((_, index) => index + 1));
  expect(new Set(queued.map((row) => row.topic))).toEqual(
    new Set(sessions.filter((one) => one.status === 'ended').map((one) => `session/${one.id}/result`)),
  );
  for (const session of sessions) {
    const cells = store.cells(session.id, { limit: 1000 });
    const batches = session.status === 'ended' ? session.revision - 1 : session.revision;
    expect(cells).toHaveLength(batches * CELLS_A_BATCH);
    const audited = store.auditTrail(session.id).filter((entry) => entry.what === 'cell-counted');
    expect(audited.map((entry) => entry.details.cell)).toEqual(cells.map((cell) => cell.id));
    expect([...new Set(audited.map((entry) => entry.details.revision))]).toEqual(
      Array.from({ length: batches }, (_, index) => index + 1),
    );
    expect(cells.every((cell) => store.crop(cell.id))).toBe(true);
  }
}

describe('a program that is killed while it writes', () => {
  it('has lost nothing that was committed and left nothing half done, time after time', {
    timeout: 60_000,
  }, async () => {
    const directory = temporaryFolder();
    for (let round = 0; round < 8; round += 1) {
      const child = spawn(process.execPath, [WRITER, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
      const said = await killAfter(child, 3 + round);
      const store = openStore({ directory });
      expectSound(store);
      for (const { session, revision, cells = [], ended } of said) {
        const record = store.session(session);
        expect(record?.revision).toBeGreaterThanOrEqual(revision);
        if (ended) expect(record?.status).toBe('ended');
        const stored = new Set(store.cells(session, { limit: 1000 }).map((cell) => cell.id));
        expect(cells.filter((cell) => !stored.has(cell))).toEqual([]);
      }
      store.close();
    }
  });

  it('says so when a write fails, and keeps what came before', async () => {
    const directory = temporaryFolder();
    // Files may not grow beyond 400 KiB: the write-ahead log meets the limit in the middle of a commit.
    const limited = ['-c', 'ulimit -f 400; exec "$@"', 'bash', process.execPath, WRITER, directory];
    const child = spawn('bash', limited, { stdio: ['ignore', 'pipe', 'inherit'] });
    const said = await killAfter(child, -1);
    expect(said.at(-1)).toMatchObject({
      fault: 'store-failed',
      hint: expect.stringContaining('check the disk'),
    });
    const store = openStore({ directory });
    expectSound(store);
    const last = said.at(-2);
    expect(store.session(last?.session ?? '')?.revision).toBe(last?.revision);
    store.close();
  });
});

describe('a write-ahead log that the power cut short', () => {
  it('gives back whole transactions only, wherever it was cut', { timeout: 60_000 }, () => {
    const source = temporaryFolder();
    const store = openStore({ directory: source });
    const { id } = store.startSession({ accession: null });
    for (let batch = 0; batch < 12; batch += 1) {
      const cells = Array.from({ length: CELLS_A_BATCH }, (_, index) => ({
        cell: someCell(`${batch}-${index}`),
        cropJpeg: new Uint8Array(3000).fill(batch + 1),
      }));
      store.recordCells(id, cells);
    }
    store.endSession(id, someResult);
    const log = join(source, `${DATABASE_FILE}-wal`);
    const bytes = readFileSync(log).length;
    expect(bytes).toBeGreaterThan(100_000);
    const seen = new Set<number>();
    for (let cut = 0; cut < 25; cut += 1) {
      const directory = temporaryFolder();
      copyFileSync(join(source, DATABASE_FILE), join(directory, DATABASE_FILE));
      const copy = join(directory, `${DATABASE_FILE}-wal`);
      copyFileSync(log, copy);
      const at = Math.floor((bytes * cut) / 24);
      truncateSync(copy, at);
      // The disk had taken the length of the last write but not yet its bytes.
      if (cut % 2 === 1) writeFileSync(copy, new Uint8Array(5000), { flag: 'a' });
      const reopened = openStore({ directory });
      expectSound(reopened);
      seen.add(reopened.session(id)?.revision ?? -1);
      reopened.close();
    }
    store.close();
    expect(seen.size).toBeGreaterThan(8);
  });
});

describe('the database', () => {
  it('waits for the disk on every commit, and again after a write that need not wait', () => {
    const database = new StoreDatabase(join(temporaryFolder(), DATABASE_FILE));
    const mode = () => database.prepare('PRAGMA synchronous').get()?.synchronous;
    const full = 2;
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(mode()).toBe(full);
    expect(database.relaxedWrite(mode)).toBe(1);
    expect(mode()).toBe(full);
    database.close();
  });
});
