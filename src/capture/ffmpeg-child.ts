import { type ChildProcessByStdio, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { orphanGuard } from './ffmpeg-binary.ts';
import { LastLines } from './last-lines.ts';
import { openReusedPipe } from './reused-pipe.ts';

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Time to say goodbye: a network camera frees its session when it hears TEARDOWN. */
const GRACE_MS = 1000;

export interface ChildEnds {
  readonly stdin?: 'ignore' | 'pipe';
  /** Takes every piece of its stdout, in memory that is used again: done with it when it returns. */
  readonly onBytes?: (bytes: Uint8Array) => void;
}

type Child = ChildProcessByStdio<Writable | null, Readable | null, Readable>;

/** Starts a program in a process group of its own; it has started when the promise resolves. */
export async function startChild(
  path: string,
  args: readonly string[],
  { stdin = 'ignore', onBytes }: ChildEnds = {},
): Promise<FfmpegChild> {
  const [command = path, ...rest] = [...(await orphanGuard()), path, ...args];
  const pipe = onBytes && (await openReusedPipe(onBytes));
  try {
    const stdio: StdioOptions = [stdin, pipe?.writeEnd ?? 'pipe', 'pipe'];
    const child = spawn(command, rest, { detached: true, stdio }) as Child;
    await once(child, 'spawn');
    return new FfmpegChild(child, pipe?.reader ?? (child.stdout as Readable));
  } catch (cause) {
    pipe?.reader.destroy();
    const message = `${path} cannot be started: ${messageOf(cause)}`;
    throw new HematovisionError('ffmpeg-failed', message, { cause });
  } finally {
    pipe?.closeWriteEnd();
  }
}

/** A running ffmpeg whose stdout is pictures and whose last words are kept. */
export class FfmpegChild {
  readonly pid: number;
  readonly stdout: Readable;
  /** What it takes pictures from; null when it was started without. */
  readonly stdin: Writable | null;
  /** Resolves when the process has ended and all it wrote was read. */
  readonly ended: Promise<ChildEnd>;
  readonly #process: Child;
  readonly #lastLines = new LastLines();

  constructor(child: Child, stdout: Readable) {
    this.#process = child;
    // Signals go to -pid; -0 would be this very program's group.
    if (!child.pid) throw new Error('A child is wrapped only once it has started.');
    this.pid = child.pid;
    this.stdout = stdout;
    this.stdin = child.stdin;
    // A stream that breaks is a process that ended; `ended` tells.
    this.stdout.on('error', () => undefined);
    this.stdin?.on('error', () => undefined);
    child.stderr.on('error', () => undefined);
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#lastLines.push(text));
    child.on('error', () => undefined);
    // What the process started itself would hold the pipes open, and the camera too.
    child.once('exit', () => this.#signalGroup('SIGKILL'));
    const wasRead = new Promise((resolve) => stdout.once('close', resolve));
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => void wasRead.then(() => resolve({ code, signal })));
    });
  }

  get lastLines(): string {
    return this.#lastLines.text;
  }

  /** Ends the whole group, first politely; returns when it is gone. Calling again is harmless. */
  async stop(graceMs = GRACE_MS): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    // A child that is blocked in write wakes up with a broken pipe, and one in read with the end of its input.
    this.stdout.destroy();
    this.stdin?.destroy();
    if (exitCode === null && signalCode === null) this.#signalGroup('SIGTERM');
    const timer = setTimeout(() => this.#signalGroup('SIGKILL'), graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  /** Waits for the end, and brings it about when the signal aborts. */
  async endedOrStoppedBy(signal: AbortSignal): Promise<ChildEnd> {
    const stop = (): void => void this.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      return await this.ended;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #signalGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // Nobody is left in the group.
    }
  }
}
