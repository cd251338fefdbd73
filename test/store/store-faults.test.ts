import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { HematovisionError } from '../../src/core/errors.ts';
import { DATABASE_FILE, openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { someCell, someResult } from './some-facts.ts';

const NOBODY = 65534;

/** A folder with a database in which a session was counted. */
function usedFolder(): string {
  const directory = temporaryFolder();
  const store = openStore({ directory });
  const { id } = store.startSession({ accession: null });
  for (let index = 0; index < 20; index += 1) {
    store.recordCells(id, [{ cell: someCell(`c${index}`), cropJpeg: new Uint8Array(3000) }]);
  }
  store.endSession(id, someResult);
  store.close();
  return directory;
}

function faultOf(directory: string): HematovisionError {
  try {
    openStore({ directory }).close();
  } catch (fault) {
    if (fault instanceof HematovisionError) return fault;
    throw fault;
  }
  throw new Error('it opened');
}

/** root may write anywhere: these tests step down from it. */
afterEach(() => {
  if (process.getuid?.() === 0) process.seteuid?.(0);
});

describe('opening the store', () => {
  it('makes the folder and opens what it made again', () => {
    const directory = join(temporaryFolder(), 'deep', 'down');
    openStore({ directory }).close();
    openStore({ directory }).close();
    expect(existsSync(join(directory, DATABASE_FILE))).toBe(true);
  });

  it('says that another program uses the folder, and opens once that has ended', () => {
    const directory = temporaryFolder();
    const first = openStore({ directory });
    expect(faultOf(directory)).toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining('in use'),
    });
    first.startSession({ accession: null });
    first.close();
    const second = openStore({ directory });
    expect(second.currentSession()).not.toBeNull();
    second.close();
  });

  it('refuses a database of a newer program and leaves it as it is', () => {
    const directory = usedFolder();
    const raw = new DatabaseSync(join(directory, DATABASE_FILE));
    raw.exec('PRAGMA user_version = 99');
    raw.close();
    expect(faultOf(directory)).toMatchObject({
      code: 'store-failed',
      message: expect.stringMatching(/newer HematoVision \(database version 99/),
      hint: expect.stringContaining('newer program'),
    });
  });

  it('says that a file is no database', () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, DATABASE_FILE), 'these are not the bytes you are looking for'.repeat(100));
    const fault = faultOf(directory);
    expect(fault).toMatchObject({ code: 'store-failed', hint: expect.stringContaining('backup') });
    expect(fault.message).toContain(join(directory, DATABASE_FILE));
  });

  it('finds damage in the middle of a database', () => {
    const directory = usedFolder();
    const path = join(directory, DATABASE_FILE);
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 3 * 4096, 8 * 4096);
    writeFileSync(path, bytes);
    expect(faultOf(directory)).toMatchObject({
      code: 'store-failed',
      hint: expect.stringContaining('backup'),
    });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('says which folder it cannot write in', () => {
    const used = usedFolder();
    const empty = temporaryFolder();
    for (const folder of [used, empty]) chmodSync(folder, 0o555);
    for (const name of [DATABASE_FILE, 'hematovision.lock']) chmodSync(join(used, name), 0o444);
    if (process.getuid?.() === 0) process.seteuid?.(NOBODY);
    for (const directory of [used, empty]) {
      const fault = faultOf(directory);
      expect(fault).toMatchObject({ code: 'store-failed', hint: expect.stringContaining('able to write') });
      expect(fault.message).toContain(directory);
    }
    expect(faultOf(join(empty, 'below'))).toMatchObject({ code: 'store-failed' });
  });

  it('says that a file is in the way of the folder', () => {
    const directory = join(temporaryFolder(), 'data');
    writeFileSync(directory, '');
    expect(faultOf(directory)).toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining(directory),
    });
  });

  it('says that a folder is in the way of the database', () => {
    const directory = temporaryFolder();
    mkdirSync(join(directory, DATABASE_FILE));
    expect(faultOf(directory)).toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining(DATABASE_FILE),
    });
  });
});

describe('the audit trail', () => {
  it('can be neither changed nor deleted, by nobody', () => {
    const directory = usedFolder();
    const raw = new DatabaseSync(join(directory, DATABASE_FILE));
    expect(() => raw.exec("UPDATE audit SET what = 'nothing'")).toThrow(/append-only/);
    expect(() => raw.exec('DELETE FROM audit')).toThrow(/append-only/);
    raw.close();
  });
});
