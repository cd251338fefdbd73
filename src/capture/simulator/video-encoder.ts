import { spawn } from 'node:child_process';
import { HematovisionError } from '../../core/errors.ts';
import type { SimulationPlan } from './simulation.ts';

/** One ffmpeg child that takes raw pictures and writes a video. */
export interface Encoder {
  /** Resolves when the encoder can take more, or is gone. */
  write(pixels: Uint8Array): Promise<void>;
  finish(): void;
  /** Rejects with why the encoder failed. */
  readonly ended: Promise<void>;
}

export type EncodedPictures = Pick<SimulationPlan, 'width' | 'height' | 'fps'>;

/** Arguments of a video in one file, an existing one being overwritten. */
export function videoFile(out: string): string[] {
  return ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p', '-y', out];
}

/** Starts ffmpeg with these output arguments; the last lines it prints are in the error when it fails. */
export function startEncoder(plan: EncodedPictures, output: readonly string[]): Encoder {
  const size = `${plan.width}x${plan.height}`;
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', size, '-r', String(plan.fps), '-i', 'pipe:0'];
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...input, ...output], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  // A write to an encoder that has gone fails here; `ended` says why it went.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const code = cause.code === 'ENOENT' ? 'ffmpeg-missing' : 'ffmpeg-failed';
      reject(new HematovisionError(code, `ffmpeg did not start: ${cause.message}`, { cause }));
    });
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new HematovisionError(
            'ffmpeg-failed',
            `ffmpeg could not write ${output.at(-1)} (${signal ?? `exit ${code}`}): ${said.trim()}`,
          ),
        );
    });
  });
  return {
    ended,
    finish: () => child.stdin.end(),
    write: (pixels) =>
      new Promise<void>((resolve) => {
        child.stdin.write(Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength), () => resolve());
      }),
  };
}
