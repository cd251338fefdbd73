import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ChamberJob } from './chamber-worker.ts';
import { HematovisionError } from './core/errors.ts';
import type {
  ChamberPicture,
  ChamberReadingMessage,
  ChamberReadings,
  TakenChamberReading,
} from './core/wire/hemocytometer.ts';
import { MOST_PICTURE_PIXELS } from './core/wire/upload.ts';
import { decodePictureBytes } from './inference/decode-picture.ts';
import { keepReading, type ReadingDesk, readingsFor, takeReading } from './lab/hemocytometer-desk.ts';
import type { Chambers } from './server/hemocytometer-routes.ts';
import type { ChamberPictureOptions } from './slide/hemocytometer/chamber-picture.ts';

/** More pictures than this wait for nobody's good: each holds its pixels in memory. */
const MOST_WAITING = 4;

/** Counting chambers: readings of devices, and pictures, which a thread of its own reads, one at a time. */
export class ChamberDesk implements Chambers {
  readonly #desk: ReadingDesk;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(desk: ReadingDesk) {
    this.#desk = desk;
  }

  readings(accession: string | null): ChamberReadings {
    return readingsFor(accession, this.#desk);
  }

  take(reading: ChamberReadingMessage): TakenChamberReading {
    return keepReading(reading, this.#desk);
  }

  /** What came as JSON that nobody has checked yet. Throws `chamber-reading-refused`. */
  takeUnchecked(value: unknown): TakenChamberReading {
    return takeReading(value, this.#desk);
  }

  read(content: Uint8Array, options: ChamberPictureOptions): Promise<ChamberPicture> {
    return this.#inTurn(async () => {
      const picture = await decodePictureBytes(content, {
        name: 'This file',
        mostPixels: MOST_PICTURE_PIXELS,
      });
      return readInThread({ picture, options });
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING)
      throw new HematovisionError('too-many-attempts', 'Many pictures wait to be read already');
    this.#waiting += 1;
    const mine = this.#turn.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

/** A second of arithmetic would hold up the live picture. */
async function readInThread(job: ChamberJob): Promise<ChamberPicture> {
  const worker = new Worker(new URL('./chamber-worker.ts', import.meta.url), {
    workerData: job,
    name: 'counting chamber',
  });
  try {
    const [read] = (await once(worker, 'message')) as [ChamberPicture];
    return read;
  } finally {
    await worker.terminate();
  }
}
