import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameCutter } from '../../src/capture/frame-cutter.ts';
import { FramePool } from '../../src/capture/frame-pool.ts';

describe('FrameCutter', () => {
  it('cuts the same pictures whatever the chunking', () => {
    const sizes = fc.record({
      width: fc.integer({ min: 1, max: 5 }),
      height: fc.integer({ min: 1, max: 4 }),
    });
    const stream = fc.uint8Array({ maxLength: 400 });
    const cuts = fc.array(fc.nat(400), { maxLength: 30 });
    fc.assert(
      fc.property(sizes, stream, cuts, ({ width, height }, bytes, at) => {
        const cutter = new FrameCutter(new FramePool(width, height));
        const edges = [
          0,
          ...at.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
          bytes.length,
        ];
        const pictures = edges
          .slice(1)
          .flatMap((edge, index) => cutter.push(bytes.subarray(edges[index], edge)));
        const length = width * height * 3;
        const whole = Math.floor(bytes.length / length);
        expect(pictures.map((picture) => [...picture])).toEqual(
          Array.from({ length: whole }, (_, index) => [
            ...bytes.subarray(index * length, (index + 1) * length),
          ]),
        );
        expect(cutter.pendingBytes).toBe(bytes.length - whole * length);
      }),
    );
  });

  it('takes from the pool only what it needs and gives an unfinished picture back', () => {
    const pool = new FramePool(2, 1);
    const cutter = new FrameCutter(pool);
    const [first] = cutter.push(new Uint8Array(6));
    expect(cutter.push(new Uint8Array(0))).toEqual([]);
    cutter.push(new Uint8Array([9, 9]));
    cutter.discard();
    expect(cutter.pendingBytes).toBe(0);
    const [second] = cutter.push(new Uint8Array([1, 2, 3, 4, 5, 6]));
    expect([...(second ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(second?.buffer).not.toBe(first?.buffer);
    if (second) pool.giveBack(second);
    expect(pool.take().buffer).toBe(second?.buffer);
  });
});
