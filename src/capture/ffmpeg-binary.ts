import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { HematovisionError, messageOf } from '../core/errors.ts';

const run = promisify(execFile);

export interface FfmpegBinary {
  readonly path: string;
  /** Major and minor; a build without a number in its name counts as a current one. */
  readonly version: readonly [major: number, minor: number];
}

const CURRENT_VERSION = [7, 0] as const;

/** Runs `ffmpeg -version`: proves that it is there and tells which flags it knows. Throws 'ffmpeg-missing'. */
export async function findFfmpeg(path = 'ffmpeg', signal?: AbortSignal): Promise<FfmpegBinary> {
  try {
    const { stdout } = await run(path, ['-version'], {
      timeout: 10_000,
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    });
    const [, major, minor] = /^ffmpeg version n?(\d+)\.(\d+)/.exec(stdout) ?? [];
    return { path, version: major && minor ? [Number(major), Number(minor)] : CURRENT_VERSION };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new HematovisionError('ffmpeg-missing', `${path} cannot be run: ${firstLine(messageOf(cause))}`, {
      cause,
    });
  }
}

let guard: Promise<readonly string[]> | undefined;

/**
 * Command words to put before a child's own so that the kernel ends the child when this process dies, even
 * by SIGKILL and even while the child is stuck: ffmpeg does not read its stdin to the end, and notices a
 * closed stdout only when it has a picture to write. To the kernel, the parent is the thread that spawned.
 * Empty where util-linux's setpriv is not installed.
 */
export function orphanGuard(): Promise<readonly string[]> {
  const words = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;
  guard ??= run(words[0], [...words.slice(1), 'true'], { timeout: 10_000 }).then(
    () => words,
    () => [],
  );
  return guard;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
