import type { Box, Classification, Detection, Field, Frame } from './core/types.ts';
import type { CellChange } from './slide/count-book.ts';
import type { Shown, Slide } from './slide/slide.ts';

/** The parts one frame passes through, in order. */
export interface Stages {
  /** The slide under the microscope now; a new session lays a new one. */
  slide(): Slide;
  detect(frame: Frame): Promise<readonly Detection[]>;
  /** Names the cells in these boxes, in their order; not called for none. */
  classify(frame: Frame, boxes: readonly Box[]): Promise<readonly Classification[]>;
  /** Writes new and better known cells of a slide down; resolves when they are on disk. */
  record(slide: Slide, field: Field, changes: readonly CellChange[]): Promise<void>;
  /** Shows the field to whoever watches; resolves when its pixels are no longer needed. */
  show(shown: Shown): Promise<void>;
  /** A field that held something new, while the detector was still busy with another. */
  skipped(field: Field): void;
  /** A frame that inference could not take; the loop goes on. */
  failed(frame: Frame, reason: unknown): void;
}

/**
 * The one loop that pulls frames; it ends when the frames end. The detector looks where a field holds something new.
 * `every`: each such field, however long it takes. `free`: beside the pictures, which never wait for it; what it is
 * too busy for is skipped, and counted.
 */
export async function runPipeline(
  frames: AsyncIterable<Frame>,
  stages: Stages,
  looking: 'every' | 'free',
): Promise<void> {
  let look: Promise<void> | null = null;
  for await (const frame of frames) {
    let mine: Promise<void> | null = null;
    try {
      const slide = stages.slide();
      const field = slide.locate(frame);
      if (slide.wantsLook(field)) {
        if (look !== null) stages.skipped(field);
        else {
          mine = analyse(slide, field, stages).finally(() => {
            look = null;
          });
          look = mine;
        }
      }
      if (looking === 'every') await mine;
      await stages.show(slide.show(field));
    } catch (reason) {
      stages.failed(frame, reason);
    } finally {
      if (mine === null) frame.release();
      else void mine.then(frame.release, frame.release);
    }
  }
  await look;
}

/** Finds, joins, names and records what a field shows. */
async function analyse(slide: Slide, located: Field, stages: Stages): Promise<void> {
  const { frame } = located;
  try {
    const detections = await stages.detect(frame);
    const field = slide.judgeLayer(located, detections);
    const sightings = slide.sight(field, detections);
    const unnamed = sightings.filter((sighting) => sighting.wantsClassification);
    const boxes = unnamed.map((sighting) => sighting.detection.box);
    const classifications = boxes.length > 0 ? await stages.classify(frame, boxes) : [];
    await stages.record(slide, field, slide.learn(field, unnamed, classifications));
  } catch (reason) {
    stages.failed(frame, reason);
  }
}
