import type { SimulationPlan } from '../src/capture/simulator/simulation.ts';
import { openSimulator } from '../src/capture/simulator/simulator-source.ts';
import { startEncoder, videoFile } from '../src/capture/simulator/video-encoder.ts';
import { USUAL_MICRONS_PER_PIXEL } from '../src/scale.ts';

const FIELD = { width: 960, height: 720, fps: 30, micronsPerPixel: USUAL_MICRONS_PER_PIXEL } as const;
const FIELD_MM2 = (FIELD.width * FIELD.height * FIELD.micronsPerPixel ** 2) / 1e6;

/** Writes a video of a scan that has this many white cells in view on average; a camera's work without drawing it live. */
export async function writeCrowdedSlide(
  path: string,
  whiteCellsInView: number,
  seconds: number,
): Promise<void> {
  const plan: SimulationPlan = { ...FIELD, seed: 5, nucleatedPerMm2: whiteCellsInView / FIELD_MM2 };
  const encoder = startEncoder(plan, videoFile(path));
  const source = openSimulator({ ...plan, delivery: 'every', frameCount: seconds * FIELD.fps });
  try {
    for await (const frame of source.frames(new AbortController().signal)) {
      await encoder.write(frame.pixels);
      frame.release();
    }
  } finally {
    encoder.finish();
  }
  await encoder.ended;
}
