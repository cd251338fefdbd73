import type { FrameHeader } from '../../core/wire/live.ts';

export interface DecodedPicture {
  readonly header: FrameHeader;
  readonly bitmap: ImageBitmap;
}

/**
 * Decodes one JPEG at a time and keeps only the newest that waits: a slow laptop shows fewer pictures,
 * never older ones. Header and bitmap stay together.
 */
export class NewestPicture {
  readonly #onPicture: (picture: DecodedPicture) => void;
  readonly #onFault: (reason: unknown) => void;
  #waiting: { readonly header: FrameHeader; readonly jpeg: Uint8Array<ArrayBuffer> } | undefined;
  #decoding = false;

  constructor(onPicture: (picture: DecodedPicture) => void, onFault: (reason: unknown) => void) {
    this.#onPicture = onPicture;
    this.#onFault = onFault;
  }

  push(header: FrameHeader, jpeg: Uint8Array<ArrayBuffer>): void {
    this.#waiting = { header, jpeg };
    if (!this.#decoding) void this.#decode();
  }

  async #decode(): Promise<void> {
    this.#decoding = true;
    for (let next = this.#take(); next; next = this.#take()) {
      try {
        const bitmap = await createImageBitmap(new Blob([next.jpeg], { type: 'image/jpeg' }));
        this.#onPicture({ header: next.header, bitmap });
      } catch (thrown) {
        this.#onFault(thrown);
      }
    }
    this.#decoding = false;
  }

  #take(): { readonly header: FrameHeader; readonly jpeg: Uint8Array<ArrayBuffer> } | undefined {
    const next = this.#waiting;
    this.#waiting = undefined;
    return next;
  }
}
