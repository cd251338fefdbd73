import type { Box, Classification, Detection, Field, Frame } from './core/types.ts';
import type { OverlayCell } from './core/wire/live.ts';
import type { CellChange, Slide } from './slide/slide.ts';

/** The parts one frame passes through, in order. */
export interface Stages {
  /** The slide under the microscope now; a new session lays a new one. */
  slide(): Slide;
  detect(frame: Frame): Promise<readonly Detection[]>;
  /** Names the cells in these boxes, in their order; not called for none. */
  classify(frame: Frame, boxes: readonly Box[]): Promise<readonly Classification[]>;
  /** Writes new and better known cells down; resolves when they are on disk. */
  record(field: Field, changes: readonly CellChange[]): Promise<void>;
  /** Shows the field to whoever watches; resolves when its pixels are no longer needed. */
  show(field: Field, overlay: readonly OverlayCell[]): Promise<void>;
  /** A frame that inference could not take; the loop goes on. */
  failed(frame: Frame, reason: unknown): void;
}

/** The one loop that pulls frames. Ends when the frames end. */
export async function runPipeline(frames: AsyncIterable<Frame>, stages: Stages): Promise<void> {
  for await (const frame of frames) {
    try {
      const slide = stages.slide();
      const field = slide.locate(frame);
      if (field.quality.verdict !== 'good') {
        await stages.show(field, slide.overlayOfKnown(field));
        continue;
      }
      const sightings = slide.sight(field, await stages.detect(frame));
      const unnamed = sightings.filter((sighting) => sighting.wantsClassification);
      const boxes = unnamed.map((sighting) => sighting.detection.box);
      const classifications = boxes.length > 0 ? await stages.classify(frame, boxes) : [];
      await stages.record(field, slide.learn(field, unnamed, classifications));
      await stages.show(field, slide.overlay(sightings));
    } catch (reason) {
      stages.failed(frame, reason);
    } finally {
      frame.release();
    }
  }
}
