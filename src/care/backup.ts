import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  chown,
  lchown,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { PRODUCT } from '../product.ts';
import { lockDirectory } from '../store/directory-lock.ts';
import { openAccess } from '../store/open-access.ts';
import { copyDataFolder } from './data-folder-copy.ts';

const run = promisify(execFile);
const MANIFEST = 'backup.json';
const LOCK = 'hematovision.lock';

const manifest = z.object({
  product: z.literal(PRODUCT.name),
  version: z.string(),
  madeAt: z.iso.datetime(),
  /** SHA-256 of each file, by its path. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});
type BackupManifest = z.infer<typeof manifest>;

export interface BackUpOptions {
  readonly directory: string;
  /** A tar; replaced when it is there. */
  readonly file: string;
  /** Videos too. */
  readonly recordings: boolean;
}

/** Keeps the data folder in one file, readable by its owner only. The instrument may run meanwhile. */
export async function backUp({ directory, file, recordings }: BackUpOptions): Promise<BackupManifest> {
  const target = resolve(file);
  if (!relative(resolve(directory), target).startsWith('..'))
    throw new HematovisionError('usage', 'a backup inside the data folder would be lost with it');
  const staging = await mkdtemp(join(dirname(target), '.hematovision-backup-'));
  try {
    await copyDataFolder(resolve(directory), staging, { recordings });
    const made: BackupManifest = {
      ...{ product: PRODUCT.name, version: PRODUCT.version, madeAt: new Date().toISOString() },
      files: await sumsOf(staging),
    };
    await writeFile(join(staging, MANIFEST), `${JSON.stringify(made, null, 2)}\n`);
    await writeTar(staging, target);
    return made;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Whole and on the disk, or not there. */
async function writeTar(folder: string, target: string): Promise<void> {
  const unfinished = `${target}.new`;
  const file = await open(unfinished, 'w', 0o600);
  try {
    await file.close();
    await run('tar', ['--create', '--file', unfinished, '--directory', folder, '.']);
    const written = await open(unfinished, 'r');
    await written.sync();
    await written.close();
    await rename(unfinished, target);
  } catch (fault) {
    await rm(unfinished, { force: true });
    throw fault;
  }
}

export interface RestoreOptions {
  readonly file: string;
  readonly directory: string;
  /** Puts what is there aside. */
  readonly replace: boolean;
}

export interface Restored {
  readonly manifest: BackupManifest;
  /** Where what was there before lies now; null when there was nothing. */
  readonly before: string | null;
}

/**
 * Puts a backup in the place of a data folder, after every file was checked against its sum and the database against
 * its audit trail. Throws `backup-invalid`, or `store-failed` while an instrument uses the folder.
 */
export async function restore({ file, directory, replace }: RestoreOptions): Promise<Restored> {
  const target = resolve(directory);
  const isUsed = (await readdir(target).catch(() => [])).length > 0;
  if (isUsed && !replace)
    throw new HematovisionError('usage', `${target} is not empty; --replace puts what is there aside`);
  await mkdir(dirname(target), { recursive: true });
  const staging = await mkdtemp(join(dirname(target), `.${basename(target)}-restoring-`));
  try {
    const found = await unpack(resolve(file), staging);
    checkDatabase(staging, file);
    return { manifest: found, before: await exchange(staging, target, isUsed) };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function unpack(file: string, staging: string): Promise<BackupManifest> {
  await stat(file).catch((cause) => {
    throw new HematovisionError('file-missing', `${file} cannot be read: ${messageOf(cause)}`, { cause });
  });
  try {
    await run('tar', ['--extract', '--file', file, '--directory', staging, '--no-same-owner']);
    const found = manifest.parse(JSON.parse(await readFile(join(staging, MANIFEST), 'utf8')));
    await rm(join(staging, MANIFEST));
    const sums = await sumsOf(staging);
    const names = [...new Set([...Object.keys(sums), ...Object.keys(found.files)])];
    const wrong = names.filter((name) => sums[name] !== found.files[name]);
    if (wrong.length > 0) throw new Error(`not as they were: ${wrong.join(', ')}`);
    return found;
  } catch (cause) {
    throw new HematovisionError('backup-invalid', `${file} is no sound backup: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Opens it as the instrument will: migrated, checked, its audit trail whole. */
function checkDatabase(directory: string, file: string): void {
  const { access, close } = openAccess({ directory, create: false });
  try {
    const verdict = access.audit.verify();
    if (!verdict.ok)
      throw new HematovisionError(
        'backup-invalid',
        `${file}: audit trail, row ${verdict.row}: ${verdict.reason}`,
      );
  } finally {
    close();
  }
}

/** Who owned the old folder owns the new one. */
async function exchange(staging: string, target: string, isUsed: boolean): Promise<string | null> {
  const old = await stat(target).catch(() => null);
  if (old && process.getuid?.() === 0) await giveTo(staging, old);
  if (!isUsed) {
    if (old) await rm(target, { recursive: true });
    await rename(staging, target);
    return null;
  }
  const unlock = lockDirectory(join(target, LOCK));
  const before = `${target}.before-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
  try {
    await rename(target, before);
    await rename(staging, target);
  } finally {
    unlock();
  }
  return before;
}

async function giveTo(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  await chown(folder, uid, gid);
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), uid, gid);
}

async function sumsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sums: Record<string, string> = {};
  for (const path of paths.sort()) {
    const sum = createHash('sha256');
    await pipeline(createReadStream(path), sum);
    sums[relative(folder, path)] = sum.digest('hex');
  }
  return sums;
}
