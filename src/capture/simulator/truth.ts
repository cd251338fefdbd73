import type { ModelClass } from '../../core/cells.ts';
import { boundsOf } from './outline.ts';
import { planPath, planSlide, type SimulationPlan } from './simulation.ts';
import type { SlideCell } from './slide-cell.ts';

/** A cell the scan saw, in pixels of the mosaic of all views (its origin is the slide's). */
export interface TruthCell {
  /** Erythroblasts are nucleated but no white cells, and have a type of their own. */
  readonly type: 'WBC' | 'RBC' | 'Platelets' | 'Erythroblast';
  /** Name in the eight-class view of the Barcelona set; null for red cells and platelets. */
  readonly cls: string | null;
  /** Wire name in the eleven-class view; null for red cells. */
  readonly fineClass: ModelClass | 'unclassified' | null;
  /** Name of the cell's part of the slide: row and column of views laid side by side. */
  readonly field: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Frames that show the whole cell in focus and nearly still. */
  sharpFrames: number;
}

/** What a simulated video shows; the format of the recorded slides' truth files. */
export interface SlideTruth {
  readonly video: string;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly micronsPerPixel: number;
  /** Width and height of all views together, pixels. */
  readonly mosaic: readonly [number, number];
  /** Per frame: upper left corner in the mosaic and standard deviation of the blur, pixels. */
  readonly frames: readonly (readonly [x: number, y: number, blur: number])[];
  readonly cells: readonly TruthCell[];
  /** White cells that at least five frames show well. */
  readonly countableWbc: number;
  readonly countableByClass: Readonly<Record<string, number>>;
}

const SHARP = { blurPixels: 1, speedPixels: 12, frames: 5 } as const;
const REACH_UM = 14;

const EIGHT_CLASS_NAME: Readonly<Record<ModelClass, string | null>> = {
  neutrophil_segmented: 'neutrophil',
  neutrophil_band: 'neutrophil',
  eosinophil: 'eosinophil',
  basophil: 'basophil',
  lymphocyte: 'lymphocyte',
  monocyte: 'monocyte',
  metamyelocyte: 'ig',
  myelocyte: 'ig',
  promyelocyte: 'ig',
  erythroblast: 'erythroblast',
  platelet: null,
};

/** The truth of the first `frameCount` frames of a plan, without drawing them. */
export function truthOf(plan: SimulationPlan, frameCount: number, video: string): SlideTruth {
  const { width, height, fps, seed, micronsPerPixel: scale } = plan;
  const slide = planSlide(plan);
  const path = planPath(plan);
  const seen = new Map<string, TruthCell>();
  const frames: [number, number, number][] = [];
  for (let seq = 0; seq < frameCount; seq++) {
    const stage = path.at(seq / fps);
    const [left, top] = [stage.xUm / scale, stage.yUm / scale];
    frames.push([rounded(left, 100), rounded(top, 100), rounded(stage.blurPixels, 100)]);
    const speedPixels = Math.hypot(stage.vxUmPerS, stage.vyUmPerS) / scale / fps;
    const sharp = stage.blurPixels <= SHARP.blurPixels && speedPixels <= SHARP.speedPixels;
    const around = {
      left: stage.xUm - REACH_UM,
      top: stage.yUm - REACH_UM,
      right: stage.xUm + width * scale + REACH_UM,
      bottom: stage.yUm + height * scale + REACH_UM,
    };
    for (const cell of slide.cellsIn(around)) {
      const known = seen.get(cell.id) ?? truthCell(cell, plan);
      const [x, y] = [known.x - left, known.y - top];
      if (x + known.w <= 0 || y + known.h <= 0 || x >= width || y >= height) continue;
      seen.set(cell.id, known);
      if (sharp && x >= 0 && y >= 0 && x + known.w <= width && y + known.h <= height) known.sharpFrames++;
    }
  }
  const cells = [...seen.values()];
  const countable = cells.filter((cell) => cell.type === 'WBC' && cell.sharpFrames >= SHARP.frames);
  const countableByClass: Record<string, number> = {};
  for (const { cls } of countable) if (cls) countableByClass[cls] = (countableByClass[cls] ?? 0) + 1;
  const mosaic = [
    Math.ceil(frames.reduce((most, [x]) => Math.max(most, x), 0)) + width,
    Math.ceil(frames.reduce((most, [, y]) => Math.max(most, y), 0)) + height,
  ] as const;
  const countableWbc = countable.length;
  return {
    video,
    fps,
    width,
    height,
    seed,
    micronsPerPixel: scale,
    mosaic,
    frames,
    cells,
    countableWbc,
    countableByClass,
  };
}

function truthCell(cell: SlideCell, plan: SimulationPlan): TruthCell {
  const scale = plan.micronsPerPixel;
  const [l, t, r, b] = boundsOf(cell.outline);
  const x = Math.round((cell.xUm + l) / scale);
  const y = Math.round((cell.yUm + t) / scale);
  const type =
    cell.kind === 'rbc'
      ? 'RBC'
      : cell.kind === 'platelet'
        ? 'Platelets'
        : cell.class === 'erythroblast'
          ? 'Erythroblast'
          : 'WBC';
  return {
    type,
    cls: cell.class === null ? null : EIGHT_CLASS_NAME[cell.class],
    fineClass: cell.class,
    field: `r${Math.floor(cell.yUm / (plan.height * scale))}c${Math.floor(cell.xUm / (plan.width * scale))}`,
    x,
    y,
    w: Math.round((cell.xUm + r) / scale) - x,
    h: Math.round((cell.yUm + b) / scale) - y,
    sharpFrames: 0,
  };
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}

/**
 * The density of nucleated cells at which `frameCount` frames of the plan meet about `whiteCells` white
 * cells whole: that number over the area that is seen with a cell's width to spare.
 */
export function densityFor(plan: SimulationPlan, frameCount: number, whiteCells: number): number {
  const path = planPath(plan);
  const gridUm = 6;
  const spareUm = 7;
  const met = new Set<string>();
  const every = plan.pace === 'stills' ? 1 : Math.max(1, Math.floor(plan.fps / 5));
  for (let seq = 0; seq < frameCount; seq += every) {
    const { xUm, yUm } = path.at(seq / plan.fps);
    const right = xUm + plan.width * plan.micronsPerPixel - spareUm;
    const bottom = yUm + plan.height * plan.micronsPerPixel - spareUm;
    for (let row = Math.ceil((yUm + spareUm) / gridUm); row * gridUm < bottom; row++) {
      for (let column = Math.ceil((xUm + spareUm) / gridUm); column * gridUm < right; column++)
        met.add(`${column},${row}`);
    }
  }
  const areaMm2 = (met.size * gridUm * gridUm) / 1e6;
  const whiteShare = plan.mix === 'uniform' ? 0.9 : 0.985;
  return whiteCells / Math.max(areaMm2, 1e-4) / whiteShare;
}
