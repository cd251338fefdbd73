import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Box } from '../../core/types.ts';
import { createCamera } from './camera.ts';
import type { CellPortrait, PortraitOrder } from './cell-portraits.ts';
import type { NucleatedClass } from './class-mix.ts';
import { boundsOf } from './outline.ts';
import { mixSeed } from './random.ts';
import { createSlide, type Slide } from './slide.ts';
import type { SlideCell } from './slide-cell.ts';
import { createTileStore } from './tiles.ts';

const MICRONS_PER_PIXEL = 0.075;
/** The largest cells and what lies around them. */
const SIDE = 352;
/** Cells are looked for in squares of this side, one after the other. */
const SEARCH_UM = 256;
/** Half the classes are rare on a slide of all classes in turn; so many squares hold any of them. */
const MOST_SQUARES = 64;
/** Tiles a picture can touch. */
const TILES_KEPT = 9;
const SALT = 0x9072;

function draw({ seed, classes }: PortraitOrder, port: MessagePort): void {
  for (const [index, name] of classes.entries())
    port.postMessage(portraitOf(name, mixSeed(seed, SALT, index)));
  port.close();
}

function portraitOf(name: NucleatedClass, seed: number): CellPortrait {
  const slide = createSlide({ seed, mix: 'uniform', nucleatedPerMm2: 900 });
  const cell = firstOf(name, slide);
  const tiles = createTileStore(slide, MICRONS_PER_PIXEL, TILES_KEPT);
  const camera = createCamera({ width: SIDE, height: SIDE, seed, look: slide.look, tiles });
  const [left, top] = [cell.xUm, cell.yUm].map((um) => um - (SIDE * MICRONS_PER_PIXEL) / 2) as [
    number,
    number,
  ];
  const pixels = new Uint8Array(new SharedArrayBuffer(SIDE * SIDE * 3));
  camera.shoot({ xUm: left, yUm: top, vxUmPerS: 0, vyUmPerS: 0, blurPixels: 0 }, 0, pixels);
  const [l, t, r, b] = boundsOf(cell.outline);
  const box: Box = [
    (cell.xUm + l - left) / MICRONS_PER_PIXEL,
    (cell.yUm + t - top) / MICRONS_PER_PIXEL,
    (r - l) / MICRONS_PER_PIXEL,
    (b - t) / MICRONS_PER_PIXEL,
  ];
  return { class: name, pixels, side: SIDE, box, micronsPerPixel: MICRONS_PER_PIXEL };
}

function firstOf(name: NucleatedClass, slide: Slide): SlideCell {
  for (let square = 0; square < MOST_SQUARES; square += 1) {
    const left = square * SEARCH_UM;
    const cells = slide.cellsIn({ left, top: 0, right: left + SEARCH_UM, bottom: SEARCH_UM });
    const cell = cells.find((candidate) => candidate.class === name);
    if (cell) return cell;
  }
  throw new Error(`no ${name} within ${MOST_SQUARES} squares`);
}

if (parentPort) draw(workerData as PortraitOrder, parentPort);
