import type { FramePool } from './frame-pool.ts';

type Pixels = Uint8Array<SharedArrayBuffer>;

const NONE: readonly Pixels[] = [];

/** Cuts a stream of bytes into whole pictures, however the bytes are chunked, straight into buffers of the pool. */
export class FrameCutter {
  readonly #pool: FramePool;
  #picture: Pixels | undefined;
  #filled = 0;

  constructor(pool: FramePool) {
    this.#pool = pool;
  }

  /** Bytes of the picture that is not complete yet. */
  get pendingBytes(): number {
    return this.#filled;
  }

  /** Copies the chunk and returns the pictures it completed, oldest first; they belong to the caller. */
  push(chunk: Uint8Array): readonly Pixels[] {
    let whole: Pixels[] | undefined;
    for (let offset = 0; offset < chunk.length; ) {
      this.#picture ??= this.#pool.take();
      const length = Math.min(this.#picture.length - this.#filled, chunk.length - offset);
      this.#picture.set(chunk.subarray(offset, offset + length), this.#filled);
      this.#filled += length;
      offset += length;
      if (this.#filled < this.#picture.length) break;
      whole ??= [];
      whole.push(this.#picture);
      this.#picture = undefined;
      this.#filled = 0;
    }
    return whole ?? NONE;
  }

  /** Forgets an unfinished picture; the next byte starts a new one. */
  discard(): void {
    if (this.#picture) this.#pool.giveBack(this.#picture);
    this.#picture = undefined;
    this.#filled = 0;
  }
}
