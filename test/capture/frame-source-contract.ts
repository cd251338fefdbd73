import { describe, expect, it } from 'vitest';
import type { FrameSource } from '../../src/capture/source.ts';
import { captureChildren } from '../support/processes.ts';

export interface ContractSubject {
  /** A fresh source of coloured, changing pictures; called once a test. */
  readonly open: () => FrameSource | Promise<FrameSource>;
  readonly width: number;
  readonly height: number;
  /** A source that gives every frame: `seq` has no gaps and nothing is dropped. */
  readonly everyFrame?: boolean;
}

/** What every implementation of FrameSource promises, whatever stands behind it. */
export function frameSourceContract(name: string, subject: () => ContractSubject): void {
  describe(`${name} is a FrameSource`, () => {
    it('hands out whole frames, in order, and says that it is live', async () => {
      const { open, width, height, everyFrame } = subject();
      const source = await open();
      expect(source.label).not.toBe('');
      expect(source.status).toMatchObject({ state: 'starting', message: null, fps: 0, droppedFrames: 0 });
      let lastSeq = -1;
      let lastNs = 0n;
      let count = 0;
      for await (const frame of source.frames(new AbortController().signal)) {
        expect(frame).toMatchObject({ width, height });
        expect(frame.pixels.length).toBe(width * height * 3);
        expect(frame.pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
        expect(frame.seq).toBeGreaterThan(lastSeq);
        if (everyFrame) expect(frame.seq).toBe(lastSeq + 1);
        expect(frame.capturedAtNs).toBeGreaterThan(lastNs);
        expect(frame.capturedAtNs).toBeLessThanOrEqual(process.hrtime.bigint());
        expect(new Set(frame.pixels.subarray(0, 30_000)).size).toBeGreaterThan(1);
        expect(source.status).toMatchObject({ state: 'live', message: null, hint: null, width, height });
        expect(source.status.fps).toBeGreaterThan(0);
        lastSeq = frame.seq;
        lastNs = frame.capturedAtNs;
        frame.release();
        count += 1;
        if (count === 10) break;
      }
      expect(count).toBe(10);
      expect(captureChildren()).toEqual([]);
    });

    it('uses released pixels again, also when they are released twice', async () => {
      const { open } = subject();
      const buffers = new Set<SharedArrayBuffer>();
      let count = 0;
      for await (const frame of (await open()).frames(new AbortController().signal)) {
        buffers.add(frame.pixels.buffer);
        frame.release();
        frame.release();
        count += 1;
        if (count === 25) break;
      }
      expect(count).toBe(25);
      expect(buffers.size).toBeLessThanOrEqual(4);
    });

    it('leaves a frame alone until it is released', async () => {
      const { open } = subject();
      let held: { pixels: Uint8Array; copy: Uint8Array; release: () => void } | undefined;
      let count = 0;
      for await (const frame of (await open()).frames(new AbortController().signal)) {
        if (held) frame.release();
        else held = { pixels: frame.pixels, copy: frame.pixels.slice(), release: frame.release };
        count += 1;
        if (count === 12) break;
      }
      expect(held && Buffer.compare(held.pixels, held.copy)).toBe(0);
      held?.release();
    });

    it('ends when the signal aborts', async () => {
      const { open } = subject();
      const source = await open();
      const abort = new AbortController();
      let afterAbort = 0;
      for await (const frame of source.frames(abort.signal)) {
        if (abort.signal.aborted) afterAbort += 1;
        frame.release();
        if (frame.seq >= 3) abort.abort();
      }
      expect(afterAbort).toBe(0);
      expect(source.status.state).toBe('ended');
      expect(source.status.message).toBeNull();
      expect(captureChildren()).toEqual([]);
    });

    it('gives nothing and starts nothing when the signal was aborted before', async () => {
      const { open } = subject();
      let taken = 0;
      for await (const frame of (await open()).frames(AbortSignal.abort())) {
        frame.release();
        taken += 1;
      }
      expect(taken).toBe(0);
      expect(captureChildren()).toEqual([]);
    });

    it('drops nothing silently: every number missing from seq is in droppedFrames', async () => {
      const { open, everyFrame } = subject();
      const source = await open();
      let missing = 0;
      let nextSeq = 0;
      let dropped = 0;
      for await (const frame of source.frames(new AbortController().signal)) {
        missing += frame.seq - nextSeq;
        nextSeq = frame.seq + 1;
        dropped = source.status.droppedFrames;
        frame.release();
        if (frame.seq >= 12) break;
        await new Promise((resolve) => setTimeout(resolve, 70)); // A consumer slower than any camera here.
      }
      expect(dropped).toBe(missing);
      if (everyFrame) expect(missing).toBe(0);
      else expect(missing).toBeGreaterThan(0);
    });
  });
}
