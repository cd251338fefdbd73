import { mixSeed, randomFrom } from './random.ts';

/** Where the stage stands and how well the picture is focused. */
export interface StageState {
  /** Upper left corner of the view on the slide, µm. */
  readonly xUm: number;
  readonly yUm: number;
  /** Stage speed, µm/s. */
  readonly vxUmPerS: number;
  readonly vyUmPerS: number;
  /** Standard deviation of the optical blur, pixels of the camera. */
  readonly blurPixels: number;
}

/** The stage's programme: a pure function of time, without end. */
export interface StagePath {
  at(seconds: number): StageState;
}

export interface StageOptions {
  readonly seed: number;
  /** Size of the view on the slide. */
  readonly viewWidthUm: number;
  readonly viewHeightUm: number;
}

/** Fields of one row of the serpentine. */
export const FIELDS_A_ROW = 24;
/** Share of the view the stage goes on: the rest is seen twice, so that whole cells are met in one field or the next. */
const STEP_X = 2 / 3;
const STEP_Y = 0.65;
export const MOVE_S = 1;
export const DWELL_S = 0.55;
const FIELD_S = MOVE_S + DWELL_S;
/** One field of a block drifts out of focus on the way in and is focused again. */
const BLOCK = 12;
const REFOCUS_S = 1.3;
const BLOCK_S = BLOCK * FIELD_S + REFOCUS_S;

/** The field's place in the serpentine: rows alternate their direction and go on for ever. */
export function fieldAt(index: number): { readonly column: number; readonly row: number } {
  const row = Math.floor(index / FIELDS_A_ROW);
  const along = index - row * FIELDS_A_ROW;
  return { row, column: row % 2 === 0 ? along : FIELDS_A_ROW - 1 - along };
}

/**
 * A scan as a technician's motor stage does it: from field to field in a serpentine, 1 s on the way
 * (speeding up and slowing down as a cosine), 0.55 s still; a short tremor after each stop; once in twelve
 * fields the focus is lost on the way and found again before the stage goes on.
 */
export function createScanPath(options: StageOptions): StagePath {
  const { seed, viewWidthUm, viewHeightUm } = options;
  const place = (index: number) => {
    const { column, row } = fieldAt(index);
    return { x: column * viewWidthUm * STEP_X, y: row * viewHeightUm * STEP_Y };
  };
  return {
    at: (seconds) => {
      const { index, sinceArrival, blurPixels } = scheduleAt(seed, seconds);
      const here = place(index);
      const leaving = sinceArrival.leavingS / MOVE_S;
      if (leaving > 0) {
        const next = place(index + 1);
        const share = (1 - Math.cos(Math.PI * leaving)) / 2;
        const speed = (Math.PI * Math.sin(Math.PI * leaving)) / (2 * MOVE_S);
        return {
          xUm: here.x + (next.x - here.x) * share,
          yUm: here.y + (next.y - here.y) * share,
          vxUmPerS: (next.x - here.x) * speed,
          vyUmPerS: (next.y - here.y) * speed,
          blurPixels,
        };
      }
      const tremor = index === 0 ? 0 : 0.05 * tremorAt(sinceArrival.stillS);
      return { xUm: here.x + tremor, yUm: here.y - 0.4 * tremor, vxUmPerS: 0, vyUmPerS: 0, blurPixels };
    },
  };
}

/** Another field in every frame, each next to the last, still and nearly always sharp: the most cells in the fewest frames. */
export function createStillsPath(options: StageOptions & { readonly fps: number }): StagePath {
  return {
    at: (seconds) => {
      const index = Math.max(0, Math.round(seconds * options.fps));
      const { column, row } = fieldAt(index);
      const drift = randomFrom(options.seed, 0x571, index);
      const blurPixels = drift.chance(0.1) ? drift.between(0.6, 1.6) : 0;
      const [xUm, yUm] = [column * options.viewWidthUm, row * options.viewHeightUm];
      return { xUm, yUm, vxUmPerS: 0, vyUmPerS: 0, blurPixels };
    },
  };
}

interface Schedule {
  readonly index: number;
  readonly sinceArrival: { readonly stillS: number /** 0 while still. */; readonly leavingS: number };
  readonly blurPixels: number;
}

/** Which field it is at this time: still at it first, then leaving for the next. */
function scheduleAt(seed: number, seconds: number): Schedule {
  const time = Math.max(0, seconds);
  const block = Math.floor(time / BLOCK_S);
  const inBlock = time - block * BLOCK_S;
  const random = randomFrom(mixSeed(seed, 0x57a6e, block));
  const lost = 2 + Math.floor(random.unit() * (BLOCK - 4));
  const peak = random.between(1.6, 3.2);
  const lostFromS = lost * FIELD_S;
  const late = Math.max(0, Math.min(REFOCUS_S, inBlock - lostFromS));
  const paced = inBlock - late;
  const within = Math.min(BLOCK - 1, Math.floor(paced / FIELD_S));
  const stillS = Math.max(0, paced - within * FIELD_S) + (within === lost ? late : 0);
  const leavingS = Math.max(0, paced - within * FIELD_S - DWELL_S);
  // The blur swells during the way in and is gone when the extra time at the field is over.
  const drift = (inBlock - lostFromS + 0.8 * MOVE_S) / (0.8 * MOVE_S + REFOCUS_S);
  const blurPixels = drift > 0 && drift < 1 ? peak * Math.sin(Math.PI * drift) ** 2 : 0;
  return { index: block * BLOCK + within, sinceArrival: { stillS, leavingS }, blurPixels };
}

/** Swing of the stage after a stop, dying down within a sixth of a second. */
function tremorAt(stillS: number): number {
  return stillS >= 1 / 6 ? 0 : Math.sin(2 * Math.PI * 14 * stillS) * (1 - stillS * 6) ** 2;
}
