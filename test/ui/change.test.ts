import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesIn } from '../../src/ui/history/change.ts';
import { countOf } from './scripted-instrument.ts';

const results = (...counts: readonly Parameters<typeof countOf>[0][]) =>
  counts.map((count, at) => ({
    ...{ session: `session-${at}`, report: `report-${at}` },
    ...{ signedAt: `2026-11-0${at + 1}T10:00:00Z`, snapshot: countOf(count) },
  }));

describe('what changed since', () => {
  it('is told in percentage points, and marked where the intervals lie apart', () => {
    const changes = changesIn(results({ lymphocyte: 20, monocyte: 180 }, { lymphocyte: 120, monocyte: 80 }));
    const lymphocytes = changes.find((change) => change.of === 'lymphocyte');
    expect(lymphocytes).toMatchObject({ points: 50, beyondChance: true });
    expect(lymphocytes?.values.map((value) => value?.percent)).toEqual([10, 60]);
  });

  it('is not marked for what counting explains', () => {
    const changes = changesIn(results({ lymphocyte: 50, monocyte: 50 }, { lymphocyte: 55, monocyte: 45 }));
    expect(changes.find((change) => change.of === 'lymphocyte')?.beyondChance).toBe(false);
  });

  it('leaves out classes that were never seen, and has no figure against an empty count', () => {
    expect(changesIn([])).toEqual([]);
    const changes = changesIn(results({}, { lymphocyte: 3 }));
    expect(changes.map((change) => change.of)).toEqual(['lymphocyte']);
    expect(changes[0]).toMatchObject({ points: null, beyondChance: false });
  });

  it('is the same chance seen from either end', () => {
    const count = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const first = { lymphocyte: a, monocyte: b };
        const second = { lymphocyte: c, monocyte: d };
        const there = changesIn(results(first, second)).find((change) => change.of === 'lymphocyte');
        const back = changesIn(results(second, first)).find((change) => change.of === 'lymphocyte');
        expect(back?.beyondChance).toBe(there?.beyondChance);
        expect(back?.points).toBeCloseTo(-(there?.points ?? Number.NaN), 9);
      }),
    );
  });
});
