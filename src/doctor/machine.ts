import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, mkdir, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Config } from '../config.ts';
import { clockFault } from '../core/clock-fault.ts';
import { messageOf } from '../core/errors.ts';
import { openAccess } from '../store/open-access.ts';
import { DATABASE_FILE } from '../store/store.ts';
import type { Found } from './finding.ts';

const OTHERS = 0o077;

/** Whether the data folder can be written in, by us and by nobody else. */
export async function lookAtDataFolder({ dataDirectory }: Config): Promise<Found> {
  const path = resolve(dataDirectory);
  await mkdir(path, { recursive: true, mode: 0o700 });
  try {
    await access(path, constants.W_OK);
  } catch {
    const hint = `The user that runs HematoVision must own it: chown -R hematovision ${path}`;
    return { outcome: 'fault', found: `${path} cannot be written in`, hint };
  }
  const { mode } = await stat(path);
  if ((mode & OTHERS) === 0) return { outcome: 'ok', found: path };
  const hint = `Patients' results lie there: chmod 700 ${path}`;
  return { outcome: 'note', found: `${path} can be read by others`, hint };
}

/** Whether there is room for pictures. */
export async function lookAtDisk({ dataDirectory, keeping, recording }: Config): Promise<Found> {
  const { bavail, blocks, bsize } = await statfs(resolve(dataDirectory));
  const gigabytes = (bavail * bsize) / 1e9;
  const found = `${gigabytes.toFixed(1)} of ${((blocks * bsize) / 1e9).toFixed(0)} GB free`;
  if (gigabytes < keeping.leastFreeGigabytes) {
    const hint = `Below ${keeping.leastFreeGigabytes} GB no pictures are kept. Free some space.`;
    return { outcome: 'fault', found, hint };
  }
  const wanted = keeping.picturesGigabytes + (recording.enabled ? recording.mostGigabytes : 0);
  if (gigabytes >= wanted) return { outcome: 'ok', found };
  const hint = `The settings let pictures and recordings grow to ${wanted} GB: lower keeping.picturesGigabytes or recording.mostGigabytes.`;
  return { outcome: 'note', found, hint };
}

/** Whether the time can be right, and whether the network keeps it right. */
export async function lookAtClock({ dataDirectory }: Config): Promise<Found> {
  const now = new Date();
  const fault = clockFault(now, latestTime(resolve(dataDirectory)));
  if (fault !== null)
    return {
      outcome: 'fault',
      found: fault,
      hint: 'Set it: timedatectl set-ntp true, or timedatectl set-time …',
    };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const found = `${now.toISOString()}, zone ${zone}`;
  if (await isKeptByNetwork()) return { outcome: 'ok', found: `${found}, set by the network` };
  return {
    outcome: 'note',
    found,
    hint: 'The network does not set it. Where it may: timedatectl set-ntp true',
  };
}

/** Whether the address of the dashboard can be had. */
export async function lookAtPort({ server: { host, port } }: Config): Promise<Found> {
  const probe = createServer();
  const taken = await new Promise<NodeJS.ErrnoException | null>((settle) => {
    probe.once('error', settle);
    probe.listen(port, host, () => settle(null));
  });
  probe.close();
  if (!taken) return { outcome: 'ok', found: `${host}:${port} is free` };
  if (taken.code === 'EADDRINUSE')
    return {
      outcome: 'note',
      found: messageOf(taken),
      hint: 'Right if the instrument is running; else use --port.',
    };
  const hint =
    taken.code === 'EACCES'
      ? 'Ports below 1024 are for root: use another one.'
      : 'This machine does not have that address: check server.host.';
  return { outcome: 'fault', found: messageOf(taken), hint };
}

async function isKeptByNetwork(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('timedatectl', [
      'show',
      '--property=NTPSynchronized',
      '--value',
    ]);
    return stdout.trim() === 'yes';
  } catch {
    return false;
  }
}

/** The latest time that the store wrote down; null without a store. */
function latestTime(directory: string): string | null {
  if (!existsSync(join(directory, DATABASE_FILE))) return null;
  const { access: facts, close } = openAccess({ directory, create: false });
  try {
    return facts.audit.latestTime();
  } finally {
    close();
  }
}
