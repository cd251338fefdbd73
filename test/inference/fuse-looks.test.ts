import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Detection } from '../../src/core/types.ts';
import { fuseLooks } from '../../src/inference/fuse-looks.ts';

function white(box: Box, score: number): Detection {
  return { kind: 'wbc', box, score };
}

const anyDetection = fc.record({
  kind: fc.constantFrom('wbc', 'rbc', 'platelet') as fc.Arbitrary<Detection['kind']>,
  box: fc.tuple(
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: 1, max: 90 }),
    fc.integer({ min: 1, max: 90 }),
  ) as fc.Arbitrary<Box>,
  score: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('several looks at one picture', () => {
  it('agree on one cell: its box weighted by their scores, its score their mean', () => {
    const fused = fuseLooks([[white([10, 10, 40, 40], 0.9)], [white([13, 10, 40, 43], 0.3)], []]);
    expect(fused).toHaveLength(1);
    expect(fused[0]?.box).toEqual([10.75, 10, 40, 40.75].map((side) => expect.closeTo(side, 9)));
    expect(fused[0]?.score).toBeCloseTo(0.4, 12);
  });

  it('keep neighbours apart, and kinds at one place', () => {
    const neighbours = [white([0, 0, 40, 40], 0.9), white([30, 0, 40, 40], 0.8)];
    const red: Detection = { kind: 'rbc', box: [0, 0, 40, 40], score: 0.7 };
    expect(fuseLooks([neighbours, [...neighbours, red]])).toHaveLength(3);
  });

  it('never fuse two boxes of one look', () => {
    const twice = [white([0, 0, 40, 40], 0.9), white([2, 0, 40, 40], 0.8)];
    expect(fuseLooks([twice])).toEqual(twice);
  });

  it('leave a single look as it is, best first, but for boxes of score 0', () => {
    fc.assert(
      fc.property(fc.array(anyDetection), (look) => {
        const kept = look.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
        const fused = fuseLooks([look]);
        expect(fused.map(({ kind, score }) => ({ kind, score }))).toEqual(
          kept.map(({ kind, score }) => ({ kind, score })),
        );
        for (const [place, { box }] of fused.entries())
          for (const [side, value] of box.entries())
            expect(value).toBeCloseTo(kept[place]?.box[side] ?? -1, 6);
      }),
    );
  });

  it('say of the same look twice what it said once', () => {
    fc.assert(
      fc.property(fc.array(anyDetection), (look) => {
        const total = (found: readonly Detection[]) => found.reduce((sum, { score }) => sum + score, 0);
        expect(total(fuseLooks([look, look]))).toBeCloseTo(total(fuseLooks([look])), 6);
      }),
    );
  });
});
