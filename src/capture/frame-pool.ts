import type { Frame } from '../core/types.ts';

/**
 * Frames of one size in shared memory that are used again instead of collected: at 30 frames a second of
 * 2 MB each, garbage would be 60 MB a second. The pool grows when all its frames are out.
 */
export class FramePool {
  readonly width: number;
  readonly height: number;
  readonly #free: Uint8Array<SharedArrayBuffer>[] = [];

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  /** An empty buffer of width × height × 3 bytes; hand it to `frame` when filled or to `giveBack`. */
  take(): Uint8Array<SharedArrayBuffer> {
    return this.#free.pop() ?? new Uint8Array(new SharedArrayBuffer(this.width * this.height * 3));
  }

  giveBack(pixels: Uint8Array<SharedArrayBuffer>): void {
    this.#free.push(pixels);
  }

  frame(pixels: Uint8Array<SharedArrayBuffer>, seq: number, capturedAtNs: bigint): Frame {
    let released = false;
    return {
      seq,
      capturedAtNs,
      width: this.width,
      height: this.height,
      pixels,
      release: () => {
        if (released) return;
        released = true;
        this.giveBack(pixels);
      },
    };
  }
}
