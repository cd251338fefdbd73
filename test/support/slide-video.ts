import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openFfmpegSource } from '../../src/capture/ffmpeg-source.ts';
import type { Frame } from '../../src/core/types.ts';

/** Truth of a slide video: where the stage stood in each frame and every cell of the mosaic. */
export interface SlideTruth {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: readonly (readonly [x: number, y: number, blur: number])[];
  readonly cells: readonly TrueCell[];
}

export interface TrueCell {
  readonly type: 'WBC' | 'RBC' | 'Platelets';
  readonly cls: string | null;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Frames that show all of it, sharp and slow. */
  readonly sharpFrames: number;
}

const folder = fileURLToPath(new URL('../../../shared/data/video/', import.meta.url));

export const SLIDE_VIDEOS = ['slide-a', 'slide-b'] as const;
export type SlideVideo = (typeof SLIDE_VIDEOS)[number];

export function hasSlideVideo(name: SlideVideo): boolean {
  return existsSync(`${folder}${name}.mp4`) && existsSync(`${folder}${name}.truth.json`);
}

export function slideTruth(name: SlideVideo): SlideTruth {
  return JSON.parse(readFileSync(`${folder}${name}.truth.json`, 'utf8'));
}

/** Every frame of a slide video, decoded by the product's own source; released when the next one is asked for. */
export async function* slideFrames(name: SlideVideo): AsyncGenerator<Frame> {
  const { width, height, fps } = slideTruth(name);
  const address = { kind: 'file', path: `${folder}${name}.mp4` } as const;
  const source = openFfmpegSource({
    address,
    width,
    height,
    fps,
    stallMs: 60_000,
    loop: false,
    pace: 'asap',
  });
  const stop = new AbortController();
  try {
    for await (const frame of source.frames(stop.signal)) {
      yield frame;
      frame.release();
    }
  } finally {
    stop.abort();
  }
}
