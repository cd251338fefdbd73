import { EncodedRecording } from './encoded-recording.ts';
import type { Pace } from './ffmpeg-arguments.ts';
import { openFfmpegSource } from './ffmpeg-source.ts';
import { openSimulator } from './simulator/simulator-source.ts';
import { startEncoder } from './simulator/video-encoder.ts';
import type { FrameSource } from './source.ts';
import { parseSource } from './source-address.ts';
import { LIGHT_ENCODING, segmentArguments } from './video-segments.ts';

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
  /** A folder into which the pictures are recorded as they come. */
  readonly recordTo?: string | undefined;
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
    recordTo,
    pace = 'realtime',
  } = options;
  const address = parseSource(options.source);
  if (address.kind === 'simulator') {
    const delivery = pace === 'asap' ? 'every' : 'newest';
    const simulator = openSimulator({ width, height, fps, seed: simulatorSeed, micronsPerPixel, delivery });
    if (recordTo === undefined) return simulator;
    const output = () => segmentArguments(recordTo, LIGHT_ENCODING);
    return new EncodedRecording(simulator, () => startEncoder({ width, height, fps }, output()));
  }
  return openFfmpegSource({ address, width, height, fps, stallMs, loop: loopFiles, pace, recordTo });
}
