import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { parseSource, sourceLabel } from '../capture/source-address.ts';
import type { Config } from '../config.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { readSecret } from '../read-secret.ts';
import type { Found } from './finding.ts';

const BY_ID = '/dev/v4l/by-id';
const TIMEOUT_MS = 5000;

/** The source of the settings: whether it is there. */
export async function lookAtSource({ capture }: Config): Promise<Found> {
  const { source, sourceFile } = capture;
  const address = parseSource(sourceFile === undefined ? source : readSecret(sourceFile));
  const label = sourceLabel(address);
  switch (address.kind) {
    case 'simulator':
      return { outcome: 'note', found: label, hint: 'No slide is counted: set capture.source to a camera.' };
    case 'file':
      await stat(address.path).catch(() => {
        throw new HematovisionError('file-missing', `${address.path} is not there`);
      });
      return { outcome: 'ok', found: label };
    case 'v4l2':
      return { outcome: 'ok', found: `${label}: ${await formatsOf(address.device)}` };
    default:
      await reach(new URL(address.url));
      return { outcome: 'ok', found: `${label} answers` };
  }
}

/** Every USB camera with its formats. */
export async function lookAtCameras(): Promise<Found> {
  const names = (await readdir(BY_ID).catch(() => [])).filter((name) => name.endsWith('-index0'));
  if (names.length === 0)
    return {
      outcome: 'note',
      found: 'no USB camera',
      hint: 'Plug one in, use rtsp://… or a file, or go on with the simulated microscope.',
    };
  const cameras: string[] = [];
  for (const name of names) {
    const device = `${BY_ID}/${name}`;
    cameras.push(`v4l2:${device} (${await formatsOf(device)})`);
  }
  return { outcome: 'ok', found: cameras.join(', ') };
}

/** What a camera can send, as ffmpeg is told by it. */
async function formatsOf(device: string): Promise<string> {
  await access(device, constants.R_OK | constants.W_OK).catch((cause: NodeJS.ErrnoException) => {
    const hint =
      cause.code === 'EACCES' ? 'Add the user to the group video: usermod -aG video hematovision' : undefined;
    throw new HematovisionError('camera-missing', `${device}: ${messageOf(cause)}`, {
      cause,
      ...(hint === undefined ? {} : { hint }),
    });
  });
  const listing = await listFormats(device);
  const formats = [...listing.matchAll(/\]\s+(?:Raw|Compressed)\s*:\s*(\S+)\s*:.*:\s*([^:]*)$/gm)];
  if (formats.length === 0)
    throw new HematovisionError(
      'camera-no-frames',
      `${device} tells no format: ${listing.trim().split('\n').at(-1)}`,
    );
  return formats.map(([, format, sizes]) => `${format} ${sizes?.trim()}`).join('; ');
}

/** ffmpeg lists, then ends with a fault because it was given nothing to do. */
function listFormats(device: string): Promise<string> {
  const args = ['-hide_banner', '-nostdin', '-f', 'v4l2', '-list_formats', 'all', '-i', device];
  return new Promise((resolve) => {
    execFile('ffmpeg', args, { timeout: TIMEOUT_MS }, (_fault, _stdout, stderr) => resolve(stderr));
  });
}

const PORTS: Readonly<Record<string, number>> = { 'rtsp:': 554, 'rtsps:': 322, 'http:': 80, 'https:': 443 };

/** Whether somebody listens there. Throws `camera-missing`. */
function reach({ hostname, port, protocol }: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (PORTS[protocol] ?? 0),
    });
    const give = (fault?: Error) => {
      socket.destroy();
      if (fault === undefined) resolve();
      else
        reject(
          new HematovisionError('camera-missing', `${hostname}: ${messageOf(fault)}`, {
            hint: 'Check that the camera is switched on, its address and the network.',
          }),
        );
    };
    socket.setTimeout(TIMEOUT_MS, () => give(new Error('no answer')));
    socket.once('connect', () => give()).once('error', give);
  });
}
