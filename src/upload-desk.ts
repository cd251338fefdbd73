import { setImmediate as nextTurn } from 'node:timers/promises';
import { v7 as newUuid } from 'uuid';
import { CELL_CLASSES } from './core/cells.ts';
import { HematovisionError } from './core/errors.ts';
import type { Box, Probabilities } from './core/types.ts';
import {
  MOST_PICTURE_PIXELS,
  type PictureActivation,
  type PictureReading,
  type PictureSubject,
  type SessionOfPicturesRequest,
} from './core/wire/upload.ts';
import { cropFrame, cropJpeg, fieldPicture } from './crop.ts';
import { decodePictureBytes } from './inference/decode-picture.ts';
import type { Models } from './inference/open-models.ts';
import type { Picture } from './inference/picture.ts';
import { reducePicture } from './inference/reduce-picture.ts';
import { type KeptCell, KeptPictures } from './kept-pictures.ts';
import { type ReadCell, readPicture } from './picture-reading.ts';
import { encodeJpeg } from './server/jpeg.ts';
import type { Uploads } from './server/upload-routes.ts';
import { sessionOfPictures } from './session-of-pictures.ts';
import type { Store } from './store/store.ts';

/** More pictures than this wait for nobody's good: each holds its file in memory. */
const MOST_WAITING = 8;
/** What a screen shows of a picture. */
const MOST_VIEW_PIXELS = 1_800_000;
const VIEW_JPEG_QUALITY = 82;
/** The classifier's crop is the square of 1.3 times the longer side of the box around it. */
const ACTIVATION_SIDES = 1.3;

/**
 * Reads pictures that people bring, one at a time and in small steps: a look at the live picture never waits longer
 * than for one step.
 */
export class UploadDesk implements Uploads {
  readonly #models: Models;
  readonly #store: Store;
  readonly #kept = new KeptPictures();
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(models: Models, store: Store) {
    this.#models = models;
    this.#store = store;
  }

  /** Throws `picture-unreadable`, `picture-too-large` or, when too many wait, `too-many-attempts`. */
  read(content: Uint8Array, subject?: PictureSubject): Promise<PictureReading> {
    return this.#inTurn(async () => {
      const startedMs = performance.now();
      const options = { name: 'This file', mostPixels: MOST_PICTURE_PIXELS };
      const picture = await decodePictureBytes(content, options);
      const { cells, ...read } = await readPicture(this.#models, picture, subject);
      const id = newUuid();
      const { width, height } = picture;
      const viewJpeg = await viewOf(picture);
      const keptCells: KeptCell[] = [];
      for (const cell of cells) keptCells.push(await cutOut(picture, cell));
      this.#kept.add({ id, width, height, viewJpeg, cells: keptCells, ...read });
      const tookMs = Math.round(performance.now() - startedMs);
      return { id, width, height, chosen: subject === undefined, cells: cells.map(told), tookMs, ...read };
    });
  }

  viewJpeg(id: string): Uint8Array {
    return this.#kept.require(id).viewJpeg;
  }

  activation(id: string, index: number): Promise<PictureActivation> {
    const cell = this.#kept.require(id).cells[index];
    if (!cell) throw new HematovisionError('picture-missing', `This picture has no cell ${index}`);
    return this.#inTurn(async () => {
      const options = { name: 'The picture of this cell', mostPixels: MOST_PICTURE_PIXELS };
      const crop = await decodePictureBytes(cell.cropJpeg, options);
      const { activation } = await this.#models.classifier.explain(crop, cell.frame.box);
      return { of: activation.class, rows: activation.values, square: squareAround(cell.box) };
    });
  }

  /** What was read becomes a session that has ended. Throws `picture-missing` where one is no longer kept. */
  makeSession({ pictures, ...order }: SessionOfPicturesRequest) {
    const kept = pictures.map((id) => this.#kept.require(id));
    const counted = sessionOfPictures(kept, order, this.#models);
    const { id } = this.#store.addEndedSession(counted);
    for (const picture of pictures) this.#kept.forget(picture);
    return { session: id, cells: counted.cells.length };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING)
      throw new HematovisionError('too-many-attempts', 'Many pictures wait to be read already');
    this.#waiting += 1;
    const mine = this.#turn
      .then(() => nextTurn())
      .then(work)
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

async function viewOf(picture: Picture): Promise<Uint8Array> {
  const { picture: reduced } = await reducePicture(picture, MOST_VIEW_PIXELS);
  return encodeJpeg(reduced, VIEW_JPEG_QUALITY);
}

/** Pictures and places at one micrometre a pixel: the scale is known once all pictures of a session are. */
async function cutOut(picture: Picture, cell: ReadCell): Promise<KeptCell> {
  const frame = cropFrame(picture, cell.box, 1);
  const [crop, field] = await Promise.all([cropJpeg(picture, cell.box), fieldPicture(picture, cell.box, 1)]);
  return { ...cell, cropJpeg: crop, frame, field };
}

function told({ box, cut, classification }: ReadCell): PictureReading['cells'][number] {
  const { class: name, probability, probabilities, rejected, attributes } = classification;
  return {
    box: box.map((side) => Math.round(side * 10) / 10) as unknown as Box,
    class: name,
    probability,
    probabilities: rounded(probabilities),
    rejected,
    attributes,
    cut,
  };
}

function rounded(probabilities: Probabilities): Probabilities {
  return Object.fromEntries(
    CELL_CLASSES.map((name) => [name, Math.round(probabilities[name] * 1e5) / 1e5]),
  ) as Probabilities;
}

function squareAround([x, y, width, height]: Box): Box {
  const side = Math.max(width, height) * ACTIVATION_SIDES;
  return [x + (width - side) / 2, y + (height - side) / 2, side, side];
}
