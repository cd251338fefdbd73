import { type Camera, createCamera } from './camera.ts';
import type { ClassMix } from './class-mix.ts';
import { createSlide, type Slide } from './slide.ts';
import { createScanPath, createStillsPath, type StagePath, type StageState } from './stage-path.ts';
import { createTileStore, TILE } from './tiles.ts';

/** Everything that decides every pixel. Plain data: it crosses to the worker as it is. */
export interface SimulationPlan {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seed: number;
  readonly micronsPerPixel: number;
  readonly mix?: ClassMix;
  readonly nucleatedPerMm2?: number;
  /** `scan` (default): a stage that moves, dwells and drifts; `stills`: another sharp field in every frame. */
  readonly pace?: 'scan' | 'stills';
}

export interface Simulation {
  /** Takes frame number `seq`. */
  shoot(seq: number, into: Uint8Array): void;
  /** Spends about 3 ms on what will be in view within two seconds of frame `seq`; false when all is drawn. */
  drawAhead(seq: number): boolean;
}

const AHEAD_S = [0.1, 0.4, 0.7, 1, 1.5, 2] as const;
const STEP_BUDGET_MS = 3;

/** The slide of a plan: pure layout, nothing drawn. */
export function planSlide(plan: SimulationPlan): Slide {
  const { seed, mix = 'normal', nucleatedPerMm2 } = plan;
  return createSlide(nucleatedPerMm2 === undefined ? { seed, mix } : { seed, mix, nucleatedPerMm2 });
}

/** The stage programme of a plan. Frame n is taken at n / fps seconds. */
export function planPath(plan: SimulationPlan): StagePath {
  const view = {
    seed: plan.seed,
    viewWidthUm: plan.width * plan.micronsPerPixel,
    viewHeightUm: plan.height * plan.micronsPerPixel,
  };
  return plan.pace === 'stills' ? createStillsPath({ ...view, fps: plan.fps }) : createScanPath(view);
}

/** Slide, stage and camera together. */
export function createSimulation(plan: SimulationPlan): Simulation {
  const { width, height, fps, seed, micronsPerPixel } = plan;
  for (const [name, value] of Object.entries({ width, height, fps, micronsPerPixel })) {
    if (!(value > 0)) throw new RangeError(`${name} is ${value}; it must be more than 0`);
  }
  const slide = planSlide(plan);
  const path = planPath(plan);
  // Twice the tiles a view can touch: those seen now and those drawn ahead.
  const inView = (Math.ceil(width / TILE) + 1) * (Math.ceil(height / TILE) + 1);
  const tiles = createTileStore(slide, micronsPerPixel, 2 * inView + 6);
  const camera: Camera = createCamera({ width, height, seed, look: slide.look, tiles });
  const prepareView = (state: StageState): boolean => {
    const left = Math.floor(state.xUm / micronsPerPixel);
    const top = Math.floor(state.yUm / micronsPerPixel);
    for (let row = Math.floor(top / TILE); row * TILE <= top + height; row++) {
      for (let column = Math.floor(left / TILE); column * TILE <= left + width; column++) {
        if (!tiles.prepare(column, row, STEP_BUDGET_MS)) return false;
      }
    }
    return true;
  };
  return {
    shoot: (seq, into) => camera.shoot(path.at(seq / fps), seq, into),
    drawAhead: (seq) => AHEAD_S.some((aheadS) => !prepareView(path.at(seq / fps + aheadS))),
  };
}
