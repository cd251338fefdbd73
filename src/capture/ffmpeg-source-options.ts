import type { Backoff } from '../core/supervise.ts';
import type { Pace } from './ffmpeg-arguments.ts';
import type { FfmpegAddress } from './source-address.ts';

export interface FfmpegSourceOptions {
  readonly address: FfmpegAddress;
  /** Size of the pictures of a live source; a file read `asap` keeps its own. */
  readonly width: number;
  readonly height: number;
  /** Pictures a second asked of a v4l2 camera. */
  readonly fps: number;
  /** Live: silence after which ffmpeg is replaced. */
  readonly stallMs: number;
  /** Recordings only: play again when they end. */
  readonly loop: boolean;
  readonly pace: Pace;
  /** Live: a folder into which the video is recorded as it comes. */
  readonly recordTo?: string | undefined;
  /** Silence allowed before the first picture, and at `asap` before any: cameras and disks wake up slowly. */
  readonly startMs?: number;
  readonly backoff?: Backoff;
  /** Default: the ones in PATH. */
  readonly ffmpegPath?: string;
  readonly ffprobePath?: string;
}

export const DEFAULT_START_MS = 10_000;
