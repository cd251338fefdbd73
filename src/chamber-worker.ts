import { parentPort, workerData } from 'node:worker_threads';
import { type ChamberPictureOptions, readChamberPicture } from './slide/hemocytometer/chamber-picture.ts';
import type { RgbPicture } from './slide/hemocytometer/grey-picture.ts';

export interface ChamberJob {
  readonly picture: RgbPicture;
  readonly options: ChamberPictureOptions;
}

const { picture, options } = workerData as ChamberJob;
parentPort?.postMessage(readChamberPicture(picture, options));
