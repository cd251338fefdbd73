import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backUp, restore } from '../../src/care/backup.ts';
import { exportEverything } from '../../src/care/export-everything.ts';
import { DATABASE_FILE, openStore, type Store } from '../../src/store/store.ts';
import { signOnce } from '../store/sign-once.ts';
import { someCell } from '../store/some-facts.ts';
import { runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A data folder that was used: a signed session, one that is counting, an account, a certificate, a video. */
function usedFolder(): { directory: string; store: Store } {
  const directory = join(temporaryFolder(), 'data');
  let ids = 0;
  const store = openStore({ directory });
  const newId = () => `cell-${ids++}`;
  for (const _report of signOnce(store, newId));
  const { id } = store.startSession({ accession: 'S-2' });
  const crop = Uint8Array.from({ length: 5000 }, (_, index) => index & 0xff);
  store.recordCells(id, [{ cell: someCell(newId()), cropJpeg: crop }]);
  store.access.claim('ada', '$scrypt$secret-hash');
  mkdirSync(join(directory, 'tls'));
  writeFileSync(join(directory, 'tls', 'key.pem'), 'a key', { mode: 0o600 });
  writeFileSync(join(directory, 'calibration.json'), '{}');
  mkdirSync(join(directory, 'recordings', 'r1'), { recursive: true });
  writeFileSync(join(directory, 'recordings', 'r1', '0.mkv'), 'video');
  return { directory, store };
}

/** Every table with every row. */
function contentOf(directory: string): unknown {
  const database = new DatabaseSync(join(directory, DATABASE_FILE), { readOnly: true });
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  const content = names.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]);
  database.close();
  return content;
}

describe('a backup', () => {
  it('gives back all there was, taken while the instrument wrote', async () => {
    const { directory, store } = usedFolder();
    onTestFinished(() => store.close());
    const file = join(temporaryFolder(), 'monday.tar');
    const taking = backUp({ directory, file, recordings: false });
    const { id } = store.currentSession() ?? { id: '' };
    for (let index = 0; index < 50; index += 1)
      store.recordCells(id, [{ cell: someCell(`late-${index}`), cropJpeg: new Uint8Array(3000) }]);
    await taking;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, '..'))).toEqual(['monday.tar']);

    const target = join(temporaryFolder(), 'restored');
    const { before } = await restore({ file, directory: target, replace: false });
    expect(before).toBeNull();
    const again = openStore({ directory: target });
    expect(again.access.audit.verify()).toMatchObject({ ok: true });
    const late = again.cells(id, { limit: 1000 }).length - 1;
    // At one moment: a cell is there with its picture and its audit entry, or not at all.
    expect(again.auditTrail(id).filter(({ what }) => what === 'cell-counted')).toHaveLength(late + 1);
    again.close();
    expect(readFileSync(join(target, 'tls', 'key.pem'), 'utf8')).toBe('a key');
    expect(statSync(join(target, 'tls', 'key.pem')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(target, 'recordings'))).toBe(false);
  });

  it('is the same row by row, and puts what was there aside', async () => {
    const { directory, store } = usedFolder();
    store.close();
    const file = join(temporaryFolder(), 'full.tar');
    const made = await runCommand(['backup', file, '--data', directory, '--recordings']);
    expect(made.code, made.stderr).toBe(0);
    const content = contentOf(directory);
    const later = openStore({ directory });
    later.recordCells(later.currentSession()?.id ?? '', [{ cell: someCell('after'), cropJpeg: null }]);
    // While an instrument uses the folder it is left alone.
    await expect(restore({ file, directory, replace: true })).rejects.toMatchObject({ code: 'store-failed' });
    later.close();
    const refused = await runCommand(['restore', file, '--data', directory]);
    expect(refused.code).toBe(64);
    const restored = await runCommand(['restore', file, '--data', directory, '--replace']);
    expect(restored.code, restored.stderr).toBe(0);
    expect(contentOf(directory)).toEqual(content);
    expect(readFileSync(join(directory, 'recordings', 'r1', '0.mkv'), 'utf8')).toBe('video');
    const aside = /What was there before: (.+)/.exec(restored.stdout)?.[1] ?? '';
    expect(contentOf(aside)).not.toEqual(content);
  });

  it('is refused when a byte of it changed, and nothing is touched', async () => {
    const { directory, store } = usedFolder();
    store.close();
    const file = join(temporaryFolder(), 'hurt.tar');
    await backUp({ directory, file, recordings: false });
    const bytes = readFileSync(file);
    const at = bytes.indexOf('a key');
    bytes[at] = 0x41;
    writeFileSync(file, bytes);
    const target = join(temporaryFolder(), 'empty');
    await expect(restore({ file, directory: target, replace: false })).rejects.toMatchObject({
      code: 'backup-invalid',
      message: expect.stringContaining('tls/key.pem'),
    });
    expect(existsSync(target)).toBe(false);
    writeFileSync(file, bytes.subarray(0, bytes.length >> 1));
    await expect(restore({ file, directory: target, replace: false })).rejects.toMatchObject({
      code: 'backup-invalid',
    });
    expect(readdirSync(join(target, '..'))).toEqual([]);
  });
});

describe('an export', () => {
  it('holds every session and table in open formats, and no secret', async () => {
    const { directory, store } = usedFolder();
    onTestFinished(() => store.close());
    const target = join(temporaryFolder(), 'out');
    const { sessions } = await exportEverything(directory, target);
    expect(sessions).toBe(2);
    const folders = readdirSync(join(target, 'sessions'));
    expect(folders).toHaveLength(2);
    const counting = join(target, 'sessions', folders.sort().at(-1) ?? '');
    const [crop] = readdirSync(join(counting, 'crops'));
    expect(readFileSync(join(counting, 'crops', crop ?? '')).length).toBe(5000);
    const audit = readFileSync(join(target, 'tables', 'audit.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(audit).toHaveLength(store.auditHead().number);
    expect(spawnSync('grep', ['-r', 'secret-hash', target]).status).toBe(1);
    await expect(exportEverything(directory, target)).rejects.toMatchObject({ code: 'usage' });
  });
});
