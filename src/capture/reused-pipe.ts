import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** In memory: a full disk must not keep a camera from starting. */
const FOLDER = '/dev/shm';
/** What a pipe holds on Linux. */
const PIPE_BYTES = 64 * 1024;

/** A pipe whose writing end a child gets as its stdout. */
export interface ReusedPipe {
  readonly reader: Socket;
  readonly writeEnd: number;
  /** Call it when the child has the writing end, or will never have it: until then the reader does not end. */
  readonly closeWriteEnd: () => void;
}

/**
 * A pipe that is read into the same memory again and again; `onBytes` must be done with them when it returns. Node's own
 * pipe to a child takes new memory for each read: of a camera 60 MB a second, and pauses to collect it.
 */
export async function openReusedPipe(onBytes: (bytes: Uint8Array) => void): Promise<ReusedPipe> {
  const folder = await mkdtemp(join(FOLDER, 'hematovision-'));
  try {
    const path = join(folder, 'pictures');
    await run('mkfifo', ['-m', '600', path]);
    // Without waiting for the writer, who comes next.
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writeEnd = openSync(path, constants.O_WRONLY);
    const buffer = Buffer.allocUnsafeSlow(PIPE_BYTES);
    const callback = (length: number): boolean => {
      onBytes(buffer.subarray(0, length));
      return true;
    };
    const reader = new Socket({ fd: readEnd, writable: false, onread: { buffer, callback } });
    return { reader, writeEnd, closeWriteEnd: () => closeSync(writeEnd) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
