import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Config } from '../config.ts';
import { ERROR_HINTS, HematovisionError } from '../core/errors.ts';
import { PRODUCT } from '../product.ts';
import { findEncoder } from '../video/find-encoder.ts';
import type { Found } from './finding.ts';

const run = promisify(execFile);

export async function lookAtNode(): Promise<Found> {
  return { outcome: 'ok', found: `${process.versions.node} on ${process.platform} ${process.arch}` };
}

export async function lookAtFfmpeg(): Promise<Found> {
  try {
    const { stdout } = await run('ffmpeg', ['-version']);
    return { outcome: 'ok', found: stdout.split(' ').slice(2, 3).join() };
  } catch (cause) {
    throw new HematovisionError('ffmpeg-missing', 'ffmpeg cannot be run', { cause });
  }
}

/** What makes the video of WebRTC; without it the dashboard shows pictures by WebSocket. */
export async function lookAtVideoEncoder({ server }: Config): Promise<Found> {
  if (!server.webrtc.enabled) return { outcome: 'ok', found: 'not wanted (server.webrtc.enabled)' };
  const { encoder, refused } = await findEncoder();
  const reasons = refused.map((one) => `${one.encoder}: ${one.reason}`).join('; ');
  if (encoder === null)
    return { outcome: 'note', found: `none works. ${reasons}`, hint: ERROR_HINTS['encoder-missing'] };
  return { outcome: 'ok', found: encoder };
}

export async function lookAtOpenssl({ server }: Config): Promise<Found> {
  try {
    const { stdout } = await run('openssl', ['version']);
    return { outcome: 'ok', found: stdout.split(' ').slice(1, 2).join() };
  } catch {
    const hint = 'It makes the own certificate (server.tls). Install it: apt-get install openssl';
    return { outcome: server.tls.mode === 'off' ? 'note' : 'fault', found: 'cannot be run', hint };
  }
}

export async function lookAtDashboard(): Promise<Found> {
  const files = await readdir(PRODUCT.uiDirectory).catch((): string[] => []);
  if (files.includes('index.html')) return { outcome: 'ok', found: 'built' };
  return { outcome: 'fault', found: 'not built', hint: 'Run: npm run build' };
}
