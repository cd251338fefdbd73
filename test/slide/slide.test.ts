import { beforeEach, describe, expect, it } from 'vitest';
import { CELL_CLASSES, type CellClass, type ModelClass } from '../../src/core/cells.ts';
import type { Box, Detection, Evidence, Field } from '../../src/core/types.ts';
import type { CellChange } from '../../src/slide/count-book.ts';
import { type Sighting, Slide } from '../../src/slide/slide.ts';
import { DrawnSlide, type FrameAppearance } from './drawn-slide.ts';

const size = { width: 320, height: 240 };
const drawn = new DrawnSlide({ width: 1200, height: 600, seed: 5 });
const START = { x: 200, y: 150 };
const MICRONS_PER_PIXEL = 0.5;

function says(name: ModelClass, probability: number): Evidence {
  const rest = (1 - probability) / (CELL_CLASSES.length - 1);
  const entries = CELL_CLASSES.map((other) => [other, other === name ? probability : rest]);
  return { probabilities: Object.fromEntries(entries), known: 1 };
}

const wbc = (box: Box, score = 0.9): Detection => ({ kind: 'wbc', box, score });

interface Look extends FrameAppearance {
  /** How far the stage has moved, in pixels. */
  readonly x?: number;
  readonly y?: number;
  readonly answer?: Evidence;
}

interface Step {
  readonly field: Field;
  readonly sightings: Sighting[];
  readonly changes: CellChange[];
  /** How many cells the classifier was asked for. */
  readonly asked: number;
}

let slide: Slide;
let seq: number;

beforeEach(() => {
  let ids = 0;
  slide = new Slide({
    ...size,
    micronsPerPixel: MICRONS_PER_PIXEL,
    rule: { rejectBelow: 0.5, knownBelow: 0.5 },
    modelSha256: 'beef',
    headSha256: 'cafe',
    newId: () => `cell-${++ids}`,
  });
  seq = 0;
});

/** Frames the camera takes between two that reach the slide: at this pace a move of 80 pixels is slow enough. */
const FRAME_STEP = 10;

/** One frame through the slide, as the pipeline sends it. */
function see(
  detections: readonly Detection[],
  { x = 0, y = 0, answer = says('lymphocyte', 0.9), ...look }: Look = {},
): Step {
  const field = slide.locate(
    drawn.frame({ x: START.x + x, y: START.y + y, seq: FRAME_STEP * seq++ }, size, look),
  );
  const sightings = slide.sight(field, detections);
  const wanted = sightings.filter((sighting) => sighting.wantsClassification);
  const changes = slide.learn(
    field,
    wanted,
    wanted.map(() => answer),
  );
  return { field, sightings, changes, asked: wanted.length };
}

function counted(): Partial<Record<CellClass, number>> {
  return Object.fromEntries(Object.entries(slide.tally).filter(([, count]) => count > 0));
}

describe('Slide counts a white cell', () => {
  it('once, however often and wherever in the view it is seen', () => {
    const changes = [0, 10, 20, 30, 40, 50].flatMap((x) => see([wbc([150 - x, 90, 50, 50])], { x }).changes);
    expect(changes.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(changes.map(({ cell }) => cell.id))).toEqual(new Set(['cell-1']));
    expect(counted()).toEqual({ lymphocyte: 1 });
  });

  it('not again when the stage comes back', () => {
    for (const x of [0, 60, 120, 180, 240, 300])
      see(
        [wbc([200 - x, 90, 50, 50])].filter(({ box }) => box[0] > 0),
        { x },
      );
    const back = [240, 180, 120, 60, 0].flatMap(
      (x) =>
        see(
          [wbc([202 - x, 88, 50, 50])].filter(({ box }) => box[0] > 0),
          { x },
        ).changes,
    );
    expect(back.filter(({ isNew }) => isNew)).toEqual([]);
    expect(counted()).toEqual({ lymphocyte: 1 });
  });

  it('with its place in micrometres, the frame and box of its crop and the weights that named it', () => {
    see([wbc([100, 80, 40, 60])]);
    const { changes } = see([wbc([90, 80, 40, 60])], { x: 10 });
    expect(changes).toMatchObject([
      {
        isNew: true,
        betterCrop: true,
        cell: { frameSeq: FRAME_STEP, box: [90, 80, 40, 60], modelSha256: 'beef', headSha256: 'cafe' },
      },
    ]);
    expect(changes[0]?.cell.xUm).toBeCloseTo(120 * MICRONS_PER_PIXEL, 0);
    expect(changes[0]?.cell.yUm).toBeCloseTo(110 * MICRONS_PER_PIXEL, 0);
  });

  it('not from a single sighting', () => {
    see([wbc([100, 80, 50, 50])]);
    for (let i = 0; i < 4; i++) see([]);
    expect(counted()).toEqual({});
  });

  it('not when it flickers in and out of detection', () => {
    see([wbc([100, 80, 50, 50])]);
    for (let i = 0; i < 3; i++) see([]);
    expect(see([wbc([100, 80, 50, 50])]).asked).toBe(0);
    expect(counted()).toEqual({});
  });

  it('not from two sightings that do not fit each other', () => {
    see([wbc([100, 80, 50, 50])]);
    expect(see([wbc([120, 95, 50, 50])]).asked).toBe(0);
    expect(see([wbc([121, 95, 50, 50])]).asked).toBe(1);
    expect(counted()).toEqual({ lymphocyte: 1 });
  });

  it('only once all of it was in the picture', () => {
    for (const x of [0, 8, 16]) expect(see([wbc([280 - x, 90, 40 + x, 60])], { x }).asked).toBe(0);
    expect(counted()).toEqual({});
    for (const x of [60, 68]) see([wbc([280 - x, 90, 60, 60])], { x });
    expect(counted()).toEqual({ lymphocyte: 1 });
    for (const x of [138, 208, 278]) see([wbc([Math.max(5, 280 - x), 90, 60, 60])], { x });
    const cut = see([wbc([0, 90, 30, 60])], { x: 310 });
    expect(cut.field.quality.verdict).toBe('good');
    expect(cut.sightings[0]?.cell?.id).toBe('cell-1');
    expect(counted()).toEqual({ lymphocyte: 1 });
  });

  it('apart from its neighbour, though their boxes overlap', () => {
    for (let i = 0; i < 3; i++) see([wbc([100, 80, 60, 60]), wbc([145, 80, 60, 60])]);
    expect(counted()).toEqual({ lymphocyte: 2 });
  });

  it('once when the detector gives it two boxes', () => {
    for (let i = 0; i < 3; i++) see([wbc([100, 80, 60, 60]), wbc([108, 84, 58, 60], 0.6)]);
    expect(counted()).toEqual({ lymphocyte: 1 });
  });

  it('not from blurred, hasty or lost fields', () => {
    see([]);
    for (let i = 0; i < 3; i++)
      expect(see([wbc([100, 80, 50, 50])], { blur: 5 }).field.quality.verdict).toBe('out-of-focus');
    for (const x of [90, 0, 90]) {
      expect(see([wbc([150 - x, 80, 50, 50])], { x }).field.quality.verdict).toBe('moving-too-fast');
    }
    for (let i = 0; i < 3; i++)
      expect(see([wbc([100, 80, 50, 50])], { x: 700 }).field.quality.verdict).toBe('lost');
    expect(counted()).toEqual({});
  });
});

describe('Slide asks the classifier', () => {
  it('until the class stands, and again only for a clearly better view', () => {
    const view = wbc([100, 80, 50, 50], 0.6);
    const asked = [0, 1, 2, 3, 4, 5, 6].map(() => see([view]).asked);
    expect(asked).toEqual([0, 1, 1, 1, 0, 0, 0]);
    const better = see([wbc([101, 80, 50, 50], 0.95)]);
    expect(better.asked).toBe(1);
    expect(better.changes).toMatchObject([
      { isNew: false, betterCrop: true, cell: { frameSeq: 7 * FRAME_STEP, box: [101, 80, 50, 50] } },
    ]);
    expect(see([wbc([101, 80, 50, 50], 0.97)]).asked).toBe(0);
  });

  it('again once a cell named near the edge of the picture moves inside', () => {
    const named = [0, 1, 2, 3, 4].map(() => see([wbc([268, 90, 50, 50])]).asked);
    expect(named).toEqual([0, 1, 1, 1, 0]);
    expect(see([wbc([228, 90, 50, 50])], { x: 40 })).toMatchObject({
      asked: 1,
      changes: [{ betterCrop: true }],
    });
  });

  it('for no more than eight views of a cell that stays torn', () => {
    let asked = 0;
    for (let i = 0; i < 20; i++) {
      asked += see([wbc([100, 80, 50, 50])], {
        answer: says(i % 2 ? 'monocyte' : 'lymphocyte', 0.5 + i / 50),
      }).asked;
    }
    expect(asked).toBeLessThanOrEqual(8);
  });

  it('and lets all views speak: one odd answer does not rename the cell', () => {
    const answers = [
      says('monocyte', 0.8),
      says('monocyte', 0.8),
      says('basophil', 0.7),
      says('monocyte', 0.8),
    ];
    see([wbc([100, 80, 50, 50])]);
    for (const answer of answers) see([wbc([100, 80, 50, 50])], { answer });
    expect(counted()).toEqual({ monocyte: 1 });
  });

  it('and keeps a doubtful cell unclassified until the views agree', () => {
    see([wbc([100, 80, 50, 50])]);
    see([wbc([100, 80, 50, 50])], { answer: says('eosinophil', 0.4) });
    expect(counted()).toEqual({ unclassified: 1 });
    const { changes } = see([wbc([100, 80, 50, 50])], { answer: says('eosinophil', 0.97) });
    expect(changes).toMatchObject([{ isNew: false, cell: { id: 'cell-1', class: 'eosinophil' } }]);
    expect(counted()).toEqual({ eosinophil: 1 });
  });

  it('whose answer may be no white cell at all', () => {
    for (let i = 0; i < 3; i++) see([wbc([100, 80, 50, 50])], { answer: says('erythroblast', 0.9) });
    expect(counted()).toEqual({ erythroblast: 1 });
  });

  it('and refuses answers that do not fit the questions', () => {
    see([wbc([100, 80, 50, 50])]);
    const field = slide.locate(drawn.frame({ ...START, seq: FRAME_STEP }, size));
    const sightings = slide.sight(field, [wbc([100, 80, 50, 50])]);
    expect(() => slide.learn(field, sightings, [])).toThrow(/1 cells, 0 classifications/);
  });
});

describe('Slide shows', () => {
  it('what it knows beside each box, from the frame on in which it was counted', () => {
    const first = see([wbc([100, 80, 50, 50])]);
    expect(slide.show(first.field).overlay).toEqual([{ kind: 'wbc', box: [100, 80, 50, 50], score: 0.9 }]);
    const second = see([wbc([100, 80, 50, 50])]);
    expect(second.sightings[0]?.cell).toBeNull();
    expect(slide.show(second.field).overlay).toMatchObject([{ cellId: 'cell-1', class: 'lymphocyte' }]);
  });

  it('known cells in fields it does not count from, but none where the place is lost', () => {
    for (let i = 0; i < 3; i++) see([wbc([100, 80, 50, 50])]);
    expect(see([wbc([100, 80, 50, 50])], { blur: 5 }).sightings[0]?.cell?.id).toBe('cell-1');
    expect(see([wbc([100, 80, 50, 50])], { x: 700 }).sightings[0]?.cell).toBeNull();
  });

  it('platelets, counted once without the classifier, and red cells, never counted', () => {
    const detections: Detection[] = [
      { kind: 'platelet', box: [60, 60, 14, 14], score: 0.7 },
      { kind: 'rbc', box: [200, 100, 40, 40], score: 0.8 },
    ];
    const steps = [see(detections), see(detections), see(detections)];
    expect(steps.map(({ asked }) => asked)).toEqual([0, 0, 0]);
    expect(steps.flatMap(({ changes }) => changes)).toMatchObject([
      { isNew: true, betterCrop: true, cell: { class: 'platelet', probability: 0.7, frameSeq: FRAME_STEP } },
    ]);
    expect(counted()).toEqual({ platelet: 1 });
  });

  it('draws a cell once that the detector told twice: the better box', () => {
    see([wbc([100, 80, 40, 40])]);
    const { field } = see([wbc([104, 82, 40, 40], 0.5), wbc([100, 80, 40, 40], 0.9)]);
    expect(slide.show(field).overlay.map(({ box }) => box)).toEqual([[100, 80, 40, 40]]);
  });

  it('shows what it counted where the stage has carried it, in fields too poor to count from', () => {
    for (let i = 0; i < 3; i++) see([wbc([150, 80, 50, 50])]);
    const { field } = see([], { x: 30, blur: 5 });
    expect(field.quality.verdict).toBe('out-of-focus');
    const [shown, ...others] = slide.show(field).overlay;
    expect(others).toEqual([]);
    expect(shown).toMatchObject({ kind: 'wbc', class: 'lymphocyte', cellId: 'cell-1' });
    for (const [at, expected] of [120, 80, 50, 50].entries()) {
      expect(Math.abs((shown?.box[at] ?? 0) - expected)).toBeLessThan(2);
    }
  });

  it('shows nothing where the place is not known', () => {
    for (let i = 0; i < 3; i++) see([wbc([150, 80, 50, 50])]);
    const { field } = see([], { x: 600, y: 200 });
    expect(field.pose.confidence).toBe(0);
    expect(slide.show(field).overlay).toEqual([]);
  });
});
