import { beforeAll, describe, expect, it } from 'vitest';
import { CELL_CLASSES, type ModelClass } from '../../src/core/cells.ts';
import type { Box, Cell, Detection, Evidence, Frame } from '../../src/core/types.ts';
import { Slide } from '../../src/slide/slide.ts';
import {
  hasSlideVideo,
  SLIDE_VIDEOS,
  type SlideTruth,
  slideFrames,
  slideTruth,
  type TrueCell,
} from '../support/slide-video.ts';
import { randomNumbers } from './drawn-slide.ts';

/** A detector that knows the truth, with the faults of a real one: shaky boxes, gaps, cells cut by the edge. */
const BOX_NOISE_PIXELS = 4;
const OVERLOOKED = 0.05;
/** Of a cell that is cut by the edge, so much must show to be detected. */
const VISIBLE_SHARE = 0.3;
/** Once in so many frames the detector sees a white cell where there is none. */
const PHANTOM_EVERY = 7;

const TRUE_CLASS: Readonly<Record<string, ModelClass>> = {
  neutrophil: 'neutrophil_segmented',
  lymphocyte: 'lymphocyte',
  monocyte: 'monocyte',
  eosinophil: 'eosinophil',
  basophil: 'basophil',
};

interface Seen {
  readonly detection: Detection;
  readonly cell: TrueCell | null;
}

function detect(frame: Frame, truth: SlideTruth, random: () => number): Seen[] {
  const [left, top] = truth.frames[frame.seq] ?? [0, 0];
  const shake = () => (random() - 0.5) * 2 * BOX_NOISE_PIXELS;
  const seen = truth.cells.flatMap((cell): Seen[] => {
    if (cell.type === 'RBC' || random() < OVERLOOKED) return [];
    const x = Math.max(0, cell.x - left + shake());
    const y = Math.max(0, cell.y - top + shake());
    const width = Math.min(frame.width, cell.x - left + cell.w + shake()) - x;
    const height = Math.min(frame.height, cell.y - top + cell.h + shake()) - y;
    if (width <= 8 || height <= 8 || width * height < VISIBLE_SHARE * cell.w * cell.h) return [];
    const kind = cell.type === 'WBC' ? 'wbc' : 'platelet';
    return [{ detection: { kind, box: [x, y, width, height], score: 0.8 + 0.2 * random() }, cell }];
  });
  if (frame.seq % PHANTOM_EVERY === 0) {
    const box: Box = [50 + random() * 700, 50 + random() * 500, 120, 120];
    seen.push({ detection: { kind: 'wbc', box, score: 0.5 }, cell: null });
  }
  return seen;
}

function classify(cell: TrueCell | null, random: () => number): Evidence {
  const name = TRUE_CLASS[cell?.cls ?? ''] ?? 'lymphocyte';
  const probability = 0.5 + 0.4 * random();
  const rest = (1 - probability) / (CELL_CLASSES.length - 1);
  const entries = CELL_CLASSES.map((other) => [other, other === name ? probability : rest]);
  return { probabilities: Object.fromEntries(entries), known: 1 };
}

/** A slide fed as the pipeline does; `every` > 1 leaves frames out as a live source does under load. */
class Scan {
  readonly every: number;
  readonly truth: SlideTruth;
  readonly slide: Slide;
  readonly cells = new Map<string, Cell>();
  classified = 0;
  readonly #random = randomNumbers(1);

  constructor(truth: SlideTruth, every: number) {
    this.every = every;
    this.truth = truth;
    let ids = 0;
    const newId = () => `cell-${ids++}`;
    const { width, height } = truth;
    this.slide = new Slide({
      width,
      height,
      micronsPerPixel: 0.075,
      rule: { rejectBelow: 0.5, knownBelow: 0.5 },
      modelSha256: 'f00d',
      headSha256: 'cafe',
      newId,
    });
  }

  take(frame: Frame): void {
    if (frame.seq % this.every !== 0) return;
    const { slide } = this;
    const field = slide.locate(frame);
    if (field.quality.verdict !== 'good') return;
    const seen = detect(frame, this.truth, this.#random);
    const sightings = slide.sight(
      field,
      seen.map(({ detection }) => detection),
    );
    const wanted = sightings.filter((sighting) => sighting.wantsClassification);
    const answers = wanted.map(({ detection }) =>
      classify(seen.find((entry) => entry.detection === detection)?.cell ?? null, this.#random),
    );
    this.classified += wanted.length;
    for (const { cell } of slide.learn(field, wanted, answers)) this.cells.set(cell.id, cell);
  }
}

/** How often each true cell was counted; a counted cell that is none of them is a ghost. */
function compare(truth: SlideTruth, type: TrueCell['type'], cells: readonly Cell[]) {
  const hits = truth.cells
    .filter((cell) => cell.type === type)
    .map((cell) => ({ cell, counted: [] as Cell[] }));
  const ghosts = cells.filter((counted) => {
    const [left, top] = truth.frames[counted.frameSeq] ?? [0, 0];
    const x = left + counted.box[0] + counted.box[2] / 2;
    const y = top + counted.box[1] + counted.box[3] / 2;
    const hit = hits.find(
      ({ cell }) => x > cell.x - 8 && x < cell.x + cell.w + 8 && y > cell.y - 8 && y < cell.y + cell.h + 8,
    );
    hit?.counted.push(counted);
    return hit === undefined;
  });
  return { hits, ghosts, twice: hits.filter(({ counted }) => counted.length > 1) };
}

for (const name of SLIDE_VIDEOS) {
  const present = hasSlideVideo(name);
  describe.skipIf(!present)(`${name}${present ? '' : ' (not in ../shared/data/video)'}`, () => {
    const scans: Scan[] = [];

    beforeAll(async () => {
      const truth = slideTruth(name);
      scans.push(new Scan(truth, 1), new Scan(truth, 3));
      // Both watch the same pass: most of the time goes into decoding.
      for await (const frame of slideFrames(name)) for (const scan of scans) scan.take(frame);
    }, 120_000);

    it.each([
      { index: 0, title: 'from every frame' },
      { index: 1, title: 'from every third frame, as under load' },
    ])('counts each cell once $title', ({ index }) => {
      const { truth, slide, classified, ...scan } = scans[index] as Scan;
      const cells = [...scan.cells.values()];
      const white = compare(
        truth,
        'WBC',
        cells.filter((cell) => cell.class !== 'platelet'),
      );
      expect(white.twice).toEqual([]);
      expect(white.ghosts).toEqual([]);
      const countable = white.hits.filter(({ cell }) => cell.sharpFrames >= 5);
      expect(countable.filter(({ counted }) => counted.length === 0)).toEqual([]);
      for (const { cell, counted } of countable) expect(counted[0]?.class).toBe(TRUE_CLASS[cell.cls ?? '']);

      const platelets = compare(
        truth,
        'Platelets',
        cells.filter((cell) => cell.class === 'platelet'),
      );
      expect(platelets.twice).toEqual([]);
      expect(platelets.ghosts).toEqual([]);

      expect(Object.values(slide.tally).reduce((sum, count) => sum + count, 0)).toBe(cells.length);
      // Work follows need: known cells are left alone, however long they are in view.
      expect(classified).toBeLessThan(8 * cells.length);
    });
  });
}
