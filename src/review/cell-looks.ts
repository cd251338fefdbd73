import type { Box } from '../core/types.ts';
import type { CellDetail } from '../core/wire/review.ts';
import { usualBox } from '../crop.ts';
import type { Explanation } from '../inference/classifier.ts';
import { decodePictureBytes } from '../inference/decode-picture.ts';
import type { Models } from '../inference/open-models.ts';
import type { SignedLook } from '../store/embedding-table.ts';
import type { CellRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** A person goes back and forth between a few cells. */
const KEPT_LOOKS = 200;
const MOST_CROP_PIXELS = 4_000_000;
/** Signed cells that are compared with; more would only take time. */
const COMPARED_CELLS = 2000;
const SHOWN_ALIKE = 6;
/** The classifier looks at the square of so many times the cell's longer side. */
const CLASSIFIER_CONTEXT = 1.3;

/** What the classifier says of a kept picture. */
export interface Look extends Explanation {
  /** Where the activation map lies over the crop, in shares of its sides. */
  readonly over: Box;
}

/** Looks at kept pictures of cells again: why they were named so, and what they look like. */
export class CellLooks {
  readonly #store: Store;
  readonly #models: Models;
  readonly #looks = new Map<string, Promise<Look | null>>();

  constructor(store: Store, models: Models) {
    this.#store = store;
    this.#models = models;
  }

  /** What the classifier says of a cell's crop today; null where no crop was kept. */
  look(cell: CellRecord): Promise<Look | null> {
    // A better view of the cell has another frame.
    const key = `${cell.id} ${cell.frameSeq}`;
    const known = this.#looks.get(key);
    if (known) return known;
    const look = this.#explain(cell);
    look.catch(() => this.#looks.delete(key));
    this.#looks.set(key, look);
    const [oldest] = this.#looks.keys();
    if (this.#looks.size > KEPT_LOOKS && oldest !== undefined) this.#looks.delete(oldest);
    return look;
  }

  /** The signed cells of other sessions that look most like this one, the likest first. */
  alike({ session }: CellRecord, { embedding }: Look): CellDetail['alike'] {
    const looks = this.#store.review.embeddings.newest(this.#modelSha256, COMPARED_CELLS);
    const own = unitVector(embedding);
    return looks
      .filter((look) => look.session !== session)
      .map((look) => ({ look, similarity: dot(own, look.vector) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, SHOWN_ALIKE)
      .map(({ look, similarity }) => alikeCell(look, similarity));
  }

  /** Remembers what the cells of a signed session look like, one at a time between the looks at the live picture. */
  async remember(sessionId: string): Promise<void> {
    const { embeddings } = this.#store.review;
    for (const id of embeddings.missing(sessionId, this.#modelSha256)) {
      const cell = this.#store.cell(id);
      const look = cell && (await this.look(cell));
      if (look) embeddings.put(id, this.#modelSha256, Float16Array.from(unitVector(look.embedding)));
    }
  }

  async #explain(cell: CellRecord): Promise<Look | null> {
    const jpeg = this.#store.crop(cell.id);
    if (!jpeg) return null;
    const picture = await decodePictureBytes(jpeg, { name: cell.id, mostPixels: MOST_CROP_PIXELS });
    const { width, height } = picture;
    const [x, y, w, h] = cell.crop?.box ?? usualBox(picture);
    const explanation = await this.#models.classifier.explain(picture, [x, y, w, h]);
    const side = Math.max(w, h) * CLASSIFIER_CONTEXT;
    const square: Box = [x + (w - side) / 2, y + (h - side) / 2, side, side];
    return { ...explanation, over: scaled(square, 1 / width, 1 / height) };
  }

  get #modelSha256(): string {
    return this.#models.models[1].sha256;
  }
}

function alikeCell(look: SignedLook, similarity: number): CellDetail['alike'][number] {
  const { cell, session, class: name, cropUm } = look;
  return { cell, session, class: name, similarity, cropUm };
}

function unitVector(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array | Float16Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] as number) * (b[index] as number);
  return sum;
}

function scaled([x, y, width, height]: Box, byX: number, byY: number): Box {
  return [x * byX, y * byY, width * byX, height * byY];
}
