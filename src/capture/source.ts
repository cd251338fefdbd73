import type { Frame } from '../core/types.ts';

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
}

/** Light to frames. The one seam between a microscope and the rest. */
export interface FrameSource {
  /** Name for people: "simulated microscope", "/dev/v4l/by-id/usb-…", "slide-a.mp4". Never holds a password. */
  readonly label: string;
  readonly status: CaptureStatus;
  /**
   * Frames until the source ends or the signal aborts; iterate once. A live source hands out the newest
   * frame and counts what it dropped; it never ends on a fault but reports it in `status` and tries again.
   * A source asked for every frame waits for the consumer instead, and throws on a fault.
   * Each frame must be released by whoever took it.
   */
  frames(signal: AbortSignal): AsyncIterable<Frame>;
}
