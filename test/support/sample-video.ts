import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs ffmpeg with these arguments after `-y`. */
export async function ffmpeg(...args: readonly string[]): Promise<void> {
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args]);
}

/** A colourful moving H.264 video, playable from the start over HTTP. */
export async function makeVideo(
  path: string,
  options: { size: string; seconds: number; fps?: number },
): Promise<string> {
  const { size, seconds, fps = 30 } = options;
  const source = `testsrc=size=${size}:rate=${fps}:duration=${seconds}`;
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart'];
  await ffmpeg('-f', 'lavfi', '-i', source, ...codec, path);
  return path;
}

/** A lossless grey video whose picture n is all of grey value n. */
export async function makeNumberedVideo(
  path: string,
  options: { size: string; frames: number },
): Promise<string> {
  const source = `nullsrc=size=${options.size}:rate=30,format=gray,geq=lum=N`;
  await ffmpeg('-f', 'lavfi', '-i', source, '-frames:v', String(options.frames), '-c:v', 'ffv1', path);
  return path;
}

export async function temporaryFolder(): Promise<{
  path: (name: string) => string;
  remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'hematovision-capture-'));
  return { path: (name) => join(folder, name), remove: () => rm(folder, { recursive: true, force: true }) };
}
