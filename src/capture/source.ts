import type { Frame } from '../core/types.ts';

/**
 * `starting` until the first picture; `live` while pictures come; `stalled`: the source is open but silent,
 * `failed`: it cannot be opened or broke off (both go on trying and become `live` again); `ended`: a recording
 * came to its end, or the consumer stopped.
 */
export type CameraState = 'starting' | 'live' | 'stalled' | 'failed' | 'ended';

export interface CaptureStatus {
  readonly state: CameraState;
  /** What went wrong last, with ffmpeg's last lines, and what to do; null while all is well. */
  readonly message: string | null;
  readonly hint: string | null;
  /** Size of the pictures; 0 until known. */
  readonly width: number;
  readonly height: number;
  /** Frames that arrived from the source in the last second. */
  readonly fps: number;
  /** Frames the consumer was too slow for. */
  readonly droppedFrames: number;
  /** Since a picture arrived or an attempt to get one failed: a source that is looked after is never quiet for long. */
  readonly quietMs: number;
}

/** Light to frames. The one seam between a microscope and the rest. */
export interface FrameSource {
  /** Name for people: "simulated microscope", "/dev/v4l/by-id/usb-…", "slide-a.mp4". Never holds a password. */
  readonly label: string;
  /** How it goes at this moment; a new value at each read. */
  readonly status: CaptureStatus;
  /**
   * Frames until the source ends or the signal aborts; iterate once. A live source hands out the newest
   * frame and counts what it dropped; it never ends on a fault but reports it in `status` and tries again.
   * A source asked for every frame waits for the consumer instead, and throws a HematovisionError on a fault.
   * Each frame must be released by whoever took it. When the iteration has ended, in whatever way, nothing
   * the source opened is left: no child process, no handle.
   */
  frames(signal: AbortSignal): AsyncIterable<Frame>;
}
