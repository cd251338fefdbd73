import { describe, expect, it } from 'vitest';
import type { ControlRun } from '../../src/core/control-slide.ts';
import { deviationOf, seriesOf } from '../../src/ui/control/control-series.ts';

const row = (name: 'lymphocyte' | 'monocyte', found: number) =>
  ({ class: name, expected: 30, tolerance: 5, found, passed: Math.abs(found - 30) <= 5 }) as const;
const run = (session: string, rows: ControlRun['rows']): ControlRun => ({
  ...{ session, control: 'Normal', at: `2026-11-${session}T08:00:00Z`, n: 120 },
  ...{ passed: rows.every(({ passed }) => passed), rows },
});

describe('the charts of a control slide', () => {
  it('show each class by itself, oldest first, also where a run did not judge it', () => {
    const runs = [
      run('21', [row('lymphocyte', 41), row('monocyte', 30)]),
      run('20', [row('lymphocyte', 31)]),
    ];
    expect(seriesOf(runs).map(({ class: name, points }) => [name, points.map(({ found }) => found)])).toEqual(
      [
        ['lymphocyte', [31, 41]],
        ['monocyte', [30]],
      ],
    );
  });

  it('count in tolerances, and keep what lies far off at the edge', () => {
    expect([30, 35, 27.5, 60, 0].map((found) => deviationOf(row('lymphocyte', found), 2))).toEqual([
      0, 1, -0.5, 2, -2,
    ]);
    // Without any tolerance only the very value passes.
    expect(deviationOf({ ...row('lymphocyte', 31), tolerance: 0 }, 2)).toBe(2);
    expect(deviationOf({ ...row('lymphocyte', 30), tolerance: 0 }, 2)).toBe(0);
  });
});
