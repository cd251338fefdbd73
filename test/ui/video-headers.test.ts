import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VideoFrameHeader } from '../../src/core/wire/live.ts';
import { VideoHeaders } from '../../src/ui/video/video-headers.ts';

/** 25 pictures a second by the clock of RTP video. */
const FRAME = 3600;

const headerAt = (seq: number, rtpTimestamp: number): VideoFrameHeader => ({
  ...{
    type: 'frame',
    seq,
    ageMs: 20,
    width: 960,
    height: 720,
    micronsPerPixel: 0.075,
    overlay: [],
    rtpTimestamp,
  },
  pose: { xUm: 0, yUm: 0, confidence: 1 },
  quality: {
    ...{ verdict: 'good', fault: null, focus: 1, speedPixels: 0, luminance: 200, redCells: null },
    limits: { leastFocus: 0.45, fastestPixels: 24 },
  },
});

/** Headers of pictures one frame apart from `first` on, but for those that were lost. */
function heard(first: number, seqs: readonly number[]): VideoHeaders {
  const headers = new VideoHeaders();
  for (const seq of seqs) headers.add(headerAt(seq, (first + seq * FRAME) >>> 0), seq * 40);
  return headers;
}

describe('headers of the video', () => {
  it('belong to the picture with their timestamp', () => {
    const headers = heard(90_000, [0, 1, 2, 3]);
    expect(headers.of(90_000 + 2 * FRAME)).toMatchObject({ header: { seq: 2 }, heardAtMs: 80 });
  });

  it('stand in for the next picture when its own was lost, and for no later one', () => {
    const headers = heard(90_000, [0, 1, 2, 5, 6]);
    expect(headers.of(90_000 + 3 * FRAME)?.header.seq).toBe(2);
    expect(headers.of(90_000 + 4 * FRAME)).toBeUndefined();
    expect(headers.of(90_000 + 7 * FRAME)?.header.seq).toBe(6);
    expect(headers.of(90_000 + 8 * FRAME)).toBeUndefined();
  });

  it('never stand in for the picture before', () => {
    expect(heard(90_000, [4, 5, 6]).of(90_000 + 3 * FRAME)).toBeUndefined();
  });

  it('are found across the end of the clock', () => {
    const headers = heard(2 ** 32 - 2 * FRAME, [0, 1, 2, 4]);
    expect(headers.of(0)?.header.seq).toBe(2);
    expect(headers.of(FRAME)?.header.seq).toBe(2);
    expect(headers.of(2 ** 32 - FRAME)?.header.seq).toBe(1);
  });

  it('are unknown before any was heard, and of one alone only its own', () => {
    expect(new VideoHeaders().of(5)).toBeUndefined();
    expect(heard(0, [0]).of(0)?.header.seq).toBe(0);
    expect(heard(0, [0]).of(FRAME)).toBeUndefined();
  });

  it('are kept for as long as a picture may wait, and no longer', () => {
    const headers = heard(
      0,
      Array.from({ length: 500 }, (_, seq) => seq),
    );
    expect(headers.of(499 * FRAME)?.header.seq).toBe(499);
    expect(headers.of(440 * FRAME)?.header.seq).toBe(440);
    expect(headers.of(400 * FRAME)).toBeUndefined();
  });

  it('never part from their picture by more than one frame, whatever is lost, late or out of order', () => {
    const first = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const seqs = fc.uniqueArray(fc.integer({ min: 2, max: 60 }));
    fc.assert(
      fc.property(first, seqs, fc.nat({ max: 62 }), (start, others, seq) => {
        // Two neighbours tell how long a frame lasts.
        const arrived = [...others, 1, 0];
        const shown = heard(start, arrived).of((start + seq * FRAME) >>> 0)?.header.seq;
        if (arrived.includes(seq)) expect(shown).toBe(seq);
        else expect(shown).toBe(arrived.includes(seq - 1) ? seq - 1 : undefined);
      }),
    );
  });
});
