import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

/** In memory: a full disk must not keep a camera from starting. Its folder is closed to other users. */
const FOLDER = '/dev/shm';
/** More than a socket holds on Linux, so that one read empties it. */
const READ_BYTES = 256 * 1024;

/** A pipe whose writing end a child gets as its stdout. */
export interface ReusedPipe {
  readonly reader: Socket;
  readonly writeEnd: Socket;
  /** Call it when the child has the writing end, or will never have it: until then the reader does not end. */
  readonly closeWriteEnd: () => void;
}

/**
 * A pipe that is read into the same memory again and again; `onBytes` must be done with them when it returns. Node's own
 * pipe to a child takes new memory for each read: of a camera 60 MB a second, and pauses to collect it. It is a pair of
 * sockets, which hold three times what a pipe holds: a picture wakes its reader 13 times instead of 40.
 */
export async function openReusedPipe(onBytes: (bytes: Uint8Array) => void): Promise<ReusedPipe> {
  const folder = await mkdtemp(join(FOLDER, 'hematovision-'));
  const server = createServer({ pauseOnConnect: true });
  try {
    const path = join(folder, 'pictures');
    await once(server.listen(path), 'listening');
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const callback = (length: number): boolean => {
      onBytes(buffer.subarray(0, length));
      return true;
    };
    const reader = connect({ path, onread: { buffer, callback } });
    const [[writeEnd]] = await Promise.all([once(server, 'connection'), once(reader, 'connect')]);
    return { reader, writeEnd, closeWriteEnd: () => writeEnd.destroy() };
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}
