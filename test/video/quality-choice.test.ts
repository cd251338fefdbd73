import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QualityChoice } from '../../src/video/quality-choice.ts';

const GOOD = { lostFraction: 0, roundTripMs: 40 };
const LOSSY = { lostFraction: 0.2, roundTripMs: 40 };
const SLOW = { lostFraction: 0, roundTripMs: 900 };

/** A report a second; returns the qualities chosen after each. */
function told(choice: QualityChoice, reports: readonly (typeof GOOD)[], fromS = 0): string[] {
  return reports.map((report, i) => choice.note({ ...report, atMs: (fromS + i) * 1000 }));
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('the choice of quality', () => {
  it('goes down after two poor reports in a row, by loss or by round trip', () => {
    expect(told(new QualityChoice(), [GOOD, LOSSY, LOSSY])).toEqual(['full', 'full', 'reduced']);
    expect(told(new QualityChoice(), [GOOD, SLOW, LOSSY])).toEqual(['full', 'full', 'reduced']);
    expect(told(new QualityChoice(), [LOSSY, GOOD, SLOW, GOOD])).toEqual(times(4, 'full'));
  });

  it('goes up after ten fair seconds, counted anew after each report that is not', () => {
    const choice = new QualityChoice();
    told(choice, [LOSSY, LOSSY]);
    expect(told(choice, [...times(9, GOOD), LOSSY, ...times(11, GOOD)], 2)).toEqual([
      ...times(20, 'reduced'),
      'full',
    ]);
  });

  it('waits twice as long when it went up too early, and as at first once the line has proved itself', () => {
    const choice = new QualityChoice();
    told(choice, [...times(70, GOOD), LOSSY, LOSSY]);
    expect(told(choice, times(11, GOOD), 72).at(-1)).toBe('full');
    told(choice, [LOSSY, LOSSY], 83);
    expect(told(choice, times(21, GOOD), 85)).toEqual([...times(20, 'reduced'), 'full']);
    told(choice, [...times(70, GOOD), LOSSY, LOSSY], 106);
    expect(told(choice, times(11, GOOD), 178).at(-1)).toBe('full');
  });

  it('never changes twice within ten seconds of going down, whatever it is told', () => {
    const report = fc.record({
      lostFraction: fc.double({ min: 0, max: 1, noNaN: true }),
      roundTripMs: fc.option(fc.integer({ min: 0, max: 3000 })),
    });
    fc.assert(
      fc.property(fc.array(report, { maxLength: 200 }), (reports) => {
        const choice = new QualityChoice();
        let wentDownAtMs = Number.NEGATIVE_INFINITY;
        for (const [i, one] of reports.entries()) {
          const before = choice.quality;
          const atMs = i * 1000;
          const after = choice.note({ ...one, atMs });
          if (before === 'reduced' && after === 'full')
            expect(atMs - wentDownAtMs).toBeGreaterThanOrEqual(10_000);
          if (before === 'full' && after === 'reduced') wentDownAtMs = atMs;
        }
      }),
    );
  });
});
