import type { FrameHeader } from '../../core/wire/live.ts';

/** A picture as it comes: a JPEG, or a frame of the video, which is lent and copied by who keeps it. */
export type Pixels = Uint8Array<ArrayBuffer> | VideoFrame;

export interface DecodedPicture {
  readonly header: FrameHeader;
  readonly image: ImageBitmap | VideoFrame;
}

/**
 * Decodes one JPEG at a time and keeps only the newest that waits: a slow laptop shows fewer pictures,
 * never older ones. Frames of a video are decoded already. Header and image stay together.
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

  push(header: FrameHeader, pixels: Pixels): void {
    if (pixels instanceof Uint8Array) {
      this.#waiting = { header, jpeg: pixels };
      if (!this.#decoding) void this.#decode();
    } else {
      this.#waiting = undefined;
      this.#onPicture({ header, image: pixels.clone() });
    }
  }

  async #decode(): Promise<void> {
    this.#decoding = true;
    for (let next = this.#take(); next; next = this.#take()) {
      try {
        const image = await createImageBitmap(new Blob([next.jpeg], { type: 'image/jpeg' }));
        this.#onPicture({ header: next.header, image });
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
