import type { Pace } from './ffmpeg-arguments.ts';
import { openFfmpegSource } from './ffmpeg-source.ts';
import { openSimulator } from './simulator/simulator-source.ts';
import type { FrameSource } from './source.ts';
import { parseSource } from './source-address.ts';

/** The `capture` section of the configuration, and what it does not hold. */
export interface SourceOptions {
  /** simulator | file:PATH | v4l2:/dev/v4l/by-id/… | rtsp://… | http(s)://… */
  readonly source: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly stallMs: number;
  readonly loopFiles: boolean;
  readonly simulatorSeed: number;
  /** Scale of the simulated pictures. */
  readonly micronsPerPixel: number;
  /** Default `realtime`. */
  readonly pace?: Pace;
}

/** The source the configuration names; nothing runs until its frames are iterated. Throws 'source-invalid'. */
export function openSource(options: SourceOptions): FrameSource {
  const {
    width,
    height,
    fps,
    stallMs,
    loopFiles,
    simulatorSeed,
    micronsPerPixel,
    pace = 'realtime',
  } = options;
  const address = parseSource(options.source);
  if (address.kind === 'simulator') {
    const delivery = pace === 'asap' ? 'every' : 'newest';
    return openSimulator({ width, height, fps, seed: simulatorSeed, micronsPerPixel, delivery });
  }
  return openFfmpegSource({ address, width, height, fps, stallMs, loop: loopFiles, pace });
}
