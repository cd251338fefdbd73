import type { VideoFrameHeader } from '../../core/wire/live.ts';

/** What was told about one picture of the video, and when this page heard it. */
export interface HeardHeader {
  readonly header: VideoFrameHeader;
  readonly heardAtMs: number;
}

/** More than a second of pictures: none waits longer to be shown. */
const MOST_KEPT = 64;

/**
 * The newest headers of the data channel, by the RTP timestamp of their picture. The channel may lose some and deliver
 * others out of order.
 */
export class VideoHeaders {
  readonly #kept = new Map<number, HeardHeader>();

  add(header: VideoFrameHeader, heardAtMs: number): void {
    this.#kept.set(header.rtpTimestamp, { header, heardAtMs });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
  }

  /**
   * What belongs to the picture with this timestamp. Was it lost, then what belongs to the picture right before it:
   * boxes lag by one picture rather than flicker. Undefined when that is not known either.
   */
  of(rtpTimestamp: number): HeardHeader | undefined {
    const exact = this.#kept.get(rtpTimestamp);
    if (exact) return exact;
    const stamps = [...this.#kept.keys()];
    const [least = Number.POSITIVE_INFINITY] = stamps
      .map((stamp) => ticksAfter(stamp, rtpTimestamp))
      .sort(ascending);
    const oneFrame = shortestStep(stamps);
    return least <= ONE_AND_A_HALF * oneFrame ? this.#kept.get((rtpTimestamp - least) >>> 0) : undefined;
  }
}

/** The camera's clock jitters; two frames are clearly more. */
const ONE_AND_A_HALF = 1.5;

/** Ticks from `stamp` to `later`; RTP timestamps wrap around at 2³². Enormous when `stamp` is the later one. */
function ticksAfter(stamp: number, later: number): number {
  return (later - stamp) >>> 0;
}

/** Ticks between neighbours: lost headers only make steps longer, so the shortest is that of one frame. 0: not known. */
function shortestStep(stamps: readonly number[]): number {
  const [origin = 0] = stamps;
  // Signed, so that those before the first sort before it, also across the wrap.
  const ordered = stamps.map((stamp) => (stamp - origin) | 0).sort(ascending);
  const steps = ordered.slice(1).map((at, index) => at - (ordered[index] ?? at));
  return steps.length > 0 ? Math.min(...steps) : 0;
}

function ascending(a: number, b: number): number {
  return a - b;
}
