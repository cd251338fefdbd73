import { HematovisionError } from './core/errors.ts';
import type { ReadCell, ReadPicture } from './picture-reading.ts';
import type { CropFrame, FieldPicture } from './store/records.ts';

/** Pictures that were read stay so long, and so many bytes of them: the dashboard can always bring one again. */
const KEPT_MS = 3_600_000;
const MOST_KEPT_BYTES = 160_000_000;

/** A cell with the picture of it, cut out of the whole. */
export interface KeptCell extends ReadCell {
  readonly cropJpeg: Uint8Array;
  /** As if a pixel of the picture were a micrometre wide. */
  readonly frame: CropFrame;
  readonly field: FieldPicture;
}

export interface KeptPicture extends Omit<ReadPicture, 'cells'> {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly viewJpeg: Uint8Array;
  readonly cells: readonly KeptCell[];
}

/** Pictures that were read and what was read in them, in memory; the oldest are forgotten first. */
export class KeptPictures {
  readonly #nowMs: () => number;
  readonly #pictures = new Map<string, { readonly picture: KeptPicture; readonly atMs: number }>();
  #bytes = 0;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  add(picture: KeptPicture): void {
    const atMs = this.#nowMs();
    this.#pictures.set(picture.id, { picture, atMs });
    this.#bytes += bytesOf(picture);
    for (const [id, kept] of this.#pictures) {
      if (id === picture.id || (this.#bytes <= MOST_KEPT_BYTES && atMs - kept.atMs <= KEPT_MS)) break;
      this.forget(id);
    }
  }

  /** Throws `picture-missing`. */
  require(id: string): KeptPicture {
    const kept = this.#pictures.get(id);
    if (kept && this.#nowMs() - kept.atMs <= KEPT_MS) return kept.picture;
    throw new HematovisionError('picture-missing', 'The instrument no longer keeps this picture');
  }

  forget(id: string): void {
    const kept = this.#pictures.get(id);
    if (!kept) return;
    this.#pictures.delete(id);
    this.#bytes -= bytesOf(kept.picture);
  }
}

function bytesOf({ viewJpeg, cells }: KeptPicture): number {
  return cells.reduce(
    (sum, { cropJpeg, field }) => sum + cropJpeg.length + field.jpeg.length,
    viewJpeg.length,
  );
}
