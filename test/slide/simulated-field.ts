import { type Camera, createCamera } from '../../src/capture/simulator/camera.ts';
import { CHUNK_UM, contains, layOutChunk } from '../../src/capture/simulator/layout.ts';
import { lookOf } from '../../src/capture/simulator/look.ts';
import { DEFAULT_NUCLEATED_PER_MM2, type Slide } from '../../src/capture/simulator/slide.ts';
import type { RectUm, SlideCell } from '../../src/capture/simulator/slide-cell.ts';
import type { StageState } from '../../src/capture/simulator/stage-path.ts';
import { createTileStore } from '../../src/capture/simulator/tiles.ts';
import type { Detection, Frame } from '../../src/core/types.ts';

export const FIELD_SIZE = { width: 960, height: 720 } as const;
export const MICRONS_PER_PIXEL = 0.075;

export interface SimulatedSmear {
  readonly slide: Slide;
  /** What the camera sees with its upper left corner there. */
  frame(state?: Partial<StageState>): Frame;
  /** What a detector that errs nowhere sees in the same view. */
  detections(state?: Partial<StageState>): Detection[];
}

/** A smear of the simulator with `crowding` times its usual red cells: 1 is a monolayer. */
export function simulatedSmear(seed: number, crowding = 1): SimulatedSmear {
  const { width, height } = FIELD_SIZE;
  const slide = crowdedSlide(seed, crowding);
  let camera: Camera | null = null;
  const openCamera = () => {
    const tiles = createTileStore(slide, MICRONS_PER_PIXEL, 60);
    return createCamera({ width, height, seed, look: slide.look, tiles });
  };
  let seq = 0;
  return {
    slide,
    frame: (state) => {
      const pixels = new Uint8Array(new SharedArrayBuffer(width * height * 3));
      camera ??= openCamera();
      camera.shoot({ ...AT_REST, ...state }, seq, pixels);
      return { seq: seq++, capturedAtNs: 0n, width, height, pixels, release: () => {} };
    },
    detections: (state) => detectionsIn(slide, { ...AT_REST, ...state }),
  };
}

const AT_REST: StageState = { xUm: 0, yUm: 0, vxUmPerS: 0, vyUmPerS: 0, blurPixels: 0 };

function crowdedSlide(seed: number, crowding: number): Slide {
  const usual = lookOf(seed);
  const look = { ...usual, redCellsPerMm2: usual.redCellsPerMm2 * crowding };
  const plan = { seed, mix: 'normal', look, density: DEFAULT_NUCLEATED_PER_MM2 } as const;
  const chunks = new Map<string, SlideCell[]>();
  const chunk = (column: number, row: number) => {
    const key = `${column},${row}`;
    const cells = chunks.get(key) ?? layOutChunk(plan, column, row);
    chunks.set(key, cells);
    return cells;
  };
  const cellsIn = (rect: RectUm) => {
    const found: SlideCell[] = [];
    for (let row = Math.floor(rect.top / CHUNK_UM); row * CHUNK_UM < rect.bottom; row++)
      for (let column = Math.floor(rect.left / CHUNK_UM); column * CHUNK_UM < rect.right; column++)
        found.push(...chunk(column, row).filter((cell) => contains(rect, cell)));
    return found;
  };
  return { seed, look, cellsIn };
}

function detectionsIn(slide: Slide, { xUm, yUm }: StageState): Detection[] {
  const [widthUm, heightUm] = [FIELD_SIZE.width * MICRONS_PER_PIXEL, FIELD_SIZE.height * MICRONS_PER_PIXEL];
  const seen = slide.cellsIn({ left: xUm, top: yUm, right: xUm + widthUm, bottom: yUm + heightUm });
  return seen.map(({ kind, xUm: x, yUm: y, radiusUm }) => {
    const side = (2 * radiusUm) / MICRONS_PER_PIXEL;
    const [left, top] = [(x - xUm - radiusUm) / MICRONS_PER_PIXEL, (y - yUm - radiusUm) / MICRONS_PER_PIXEL];
    return { kind, box: [left, top, side, side], score: 0.9 };
  });
}
