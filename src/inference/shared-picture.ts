import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';

/** Where POSIX shared memory lies on Linux. */
const FOLDER = '/dev/shm';

/** A piece of POSIX shared memory of this program, for a server on the same machine. */
export class SharedPicture {
  /** As `shm_open` wants it. */
  readonly key = `/hematovision-${randomUUID()}`;
  readonly byteLength: number;
  readonly #handle: number;

  /** Throws where the machine has no shared memory. */
  constructor(byteLength: number) {
    this.byteLength = byteLength;
    this.#handle = openSync(`${FOLDER}${this.key}`, 'wx+', 0o600);
    writeSync(this.#handle, new Uint8Array(1), 0, 1, byteLength - 1);
  }

  write(bytes: Uint8Array): void {
    writeSync(this.#handle, bytes, 0, bytes.byteLength, 0);
  }

  close(): void {
    closeSync(this.#handle);
    unlinkSync(`${FOLDER}${this.key}`);
  }
}
