import { describe, expect, it } from 'vitest';
import type { FieldQuality, FieldVerdict, RedCells } from '../../src/core/types.ts';
import { fieldSummary } from '../../src/core/wire/live.ts';
import { FieldLog, plateletEstimate } from '../../src/slide/field-log.ts';

function quality(verdict: FieldVerdict, redCells: RedCells | null = null): FieldQuality {
  const fault = verdict === 'good' ? null : { verdict, measure: 'focus' as const, value: 0.2, limit: 0.45 };
  const limits = { leastFocus: 0.45, fastestPixels: 24 };
  return { verdict, fault, focus: 1, speedPixels: 0, luminance: 180, limits, redCells };
}

const redCells = (diameterPixels: number | null, platelets: number): RedCells => ({
  count: 40,
  areaFraction: 0.4,
  overlapFraction: 0.2,
  diameterPixels,
  platelets,
});

describe('FieldLog', () => {
  it('counts what was refused, by reason', () => {
    const log = new FieldLog();
    for (const verdict of ['good', 'too-thick', 'good', 'lost', 'too-thick'] as const)
      log.note(quality(verdict));
    expect(fieldSummary.parse(log.summary)).toEqual({
      frames: 5,
      good: 2,
      refused: { 'too-thick': 2, lost: 1 },
      redCells: null,
    });
  });

  it('tells what the good fields held, and the scale that their red cells give', () => {
    const log = new FieldLog();
    for (const diameter of [99, 100, 101, 100, null]) log.look(quality('good', redCells(diameter, 3)));
    log.look(quality('too-thick', redCells(60, 90)));
    const { redCells: seen } = fieldSummary.parse(log.summary);
    expect(seen).toMatchObject({ fields: 5, meanCount: 40, meanPlatelets: 3 });
    expect(seen?.diameterPixels).toBeCloseTo(100, 0);
    expect(seen?.micronsPerPixel).toBeCloseTo(0.075, 3);
  });

  it('estimates platelets by the laboratory’s factor', () => {
    expect(plateletEstimate(12, 15_000)).toBe(180_000);
  });
});
