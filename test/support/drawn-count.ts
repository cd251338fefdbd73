import { CELL_CLASSES } from '../../src/core/cells.ts';
import type { Box, Detection, Evidence } from '../../src/core/types.ts';
import { SessionRecorder, type SessionRecorderOptions } from '../../src/session-recorder.ts';
import { Slide } from '../../src/slide/slide.ts';
import { SlideMemory } from '../../src/store/slide-memory.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { DrawnSlide } from '../slide/drawn-slide.ts';
import { BASIS, RULES } from './laboratory.ts';

const size = { width: 320, height: 240 };
const CELL_SIDE = 50;

/** Where white cells lie, one in each view of the scan's row, and one in the stretch apart. */
const CELLS = [0, 1, 2, 3, 4, 5].map((i) => ({ x: 180 + 150 * i, y: 200 + 20 * (i % 2) }));
export const APART = { x: 1100, y: 650 };

const monocyte: Evidence = {
  known: 1,
  probabilities: Object.fromEntries(
    CELL_CLASSES.map((name) => [name, name === 'monocyte' ? 1 : 0]),
  ) as Evidence['probabilities'],
};

/** An instrument that counts a drawn slide with a perfect detector: real map, real store, real pictures. */
export class DrawnCount {
  readonly recorder: SessionRecorder;
  readonly store: Store;
  readonly #memory: SlideMemory;
  readonly #model: () => Promise<unknown>;
  readonly #slide = new DrawnSlide({ width: 1500, height: 900, seed: 7 });
  #seq = 0;

  /** `model` runs where a model would: what it throws, that model throws. */
  constructor(
    directory: string,
    {
      model = async () => undefined,
      ...over
    }: Pick<SessionRecorderOptions, 'keepsPictures' | 'mayCount'> & { model?: () => Promise<unknown> } = {},
  ) {
    this.#model = model;
    this.store = openStore({ directory });
    this.#memory = new SlideMemory(directory);
    let ids = 0;
    // Ids of two runs must differ, as UUIDs do.
    const newId = () => `${process.pid}-${ids++}`;
    const options = {
      ...size,
      micronsPerPixel: 0.5,
      rule: { rejectBelow: 0.5, knownBelow: 0.5 },
      modelSha256: 'a'.repeat(64),
      headSha256: 'b'.repeat(64),
      newId,
    };
    this.recorder = new SessionRecorder({
      store: this.store,
      memory: this.#memory,
      rules: RULES,
      newSlide: () => new Slide(options),
      micronsPerPixel: options.micronsPerPixel,
      basis: () => BASIS,
      composeResult: () => [{ destination: 'mqtt', topic: 'result', payload: '{}' }],
      ...over,
    });
  }

  /** Moves along the row from x to x, and counts. */
  async scan(from: number, to: number, y = 120): Promise<void> {
    const steps = Math.ceil(Math.abs(to - from) / 30);
    for (let i = 0; i <= steps; i++) await this.look(from + ((to - from) * i) / steps, y);
  }

  /** One picture with its upper left corner here. */
  async look(x: number, y: number): Promise<void> {
    const { slide } = this.recorder;
    const field = slide.locate(this.#slide.frame({ x, y, seq: 10 * this.#seq++ }, size));
    if (!slide.wantsLook(field)) return;
    await this.#model();
    const wanted = slide.sight(field, seenFrom(x, y)).filter((sighting) => sighting.wantsClassification);
    if (wanted.length > 0) await this.#model();
    const changes = slide.learn(
      field,
      wanted,
      wanted.map(() => monocyte),
    );
    await this.recorder.record(slide, field, changes);
  }

  close(): void {
    this.#memory.close();
    this.store.close();
  }
}

function seenFrom(x: number, y: number): Detection[] {
  return [...CELLS, APART].flatMap((cell): Detection[] => {
    const box: Box = [cell.x - x, cell.y - y, CELL_SIDE, CELL_SIDE];
    const isInside =
      Math.min(box[0], box[1]) > 5 &&
      box[0] + CELL_SIDE < size.width - 5 &&
      box[1] + CELL_SIDE < size.height - 5;
    return isInside ? [{ kind: 'wbc', box, score: 0.9 }] : [];
  });
}
