import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldMeasure, FieldVerdict, RedCells } from '../../src/core/types.ts';
import { DEFAULT_GATE_LIMITS } from '../../src/slide/gate-limits.ts';
import { type FieldMeasures, QualityGate } from '../../src/slide/quality-gate.ts';
import { RunningQuantile } from '../../src/slide/running-quantile.ts';
import type { ColourMeasures } from '../../src/slide/stain.ts';

const STAIN = { red: 0.5, blue: 0.6, contrast: 0.14 };
const COLOUR: ColourMeasures = { ground: 210, clippedShare: 0.01, edgeShare: 0.45, stain: STAIN };
const SHARP = { detail: 0.1, isotropy: 0.85 };
const good: FieldMeasures = { luminance: 180, colour: COLOUR, sharpness: SHARP, speedPixels: 2 };

const GOOD_SECOND = 30;

function calibrated(limits = DEFAULT_GATE_LIMITS): QualityGate {
  const gate = new QualityGate(960, limits);
  for (let i = 0; i < GOOD_SECOND; i++) gate.judge(good);
  return gate;
}

const coloured = (colour: Partial<ColourMeasures>): Partial<FieldMeasures> => ({
  colour: { ...COLOUR, ...colour },
});
const stained = (stain: Partial<ColourMeasures['stain']>) => coloured({ stain: { ...STAIN, ...stain } });
const blurred = { sharpness: { detail: 0.04, isotropy: 0.85 } };
const smeared = { sharpness: { detail: 0.03, isotropy: 0.2 } };
const blank = { sharpness: null, speedPixels: null };

describe('QualityGate', () => {
  it.each<[FieldVerdict, FieldMeasure | null, Partial<FieldMeasures>]>([
    ['good', null, {}],
    ['good', null, { speedPixels: 24 }],
    ['moving-too-fast', 'speed', { speedPixels: 25 }],
    ['moving-too-fast', 'isotropy', smeared],
    ['moving-too-fast', 'isotropy', { ...smeared, speedPixels: null }],
    // A picture with one sharp axis may be a good one of a slanted pattern.
    ['good', null, { sharpness: { detail: 0.08, isotropy: 0.3 } }],
    ['too-dark', 'luminance', { luminance: 20 }],
    ['too-dark', 'exposure', coloured({ ground: 150 })],
    ['too-bright', 'luminance', { luminance: 250 }],
    ['too-bright', 'exposure', { ...coloured({ ground: 281 }) }],
    ['saturated', 'clipped', { luminance: 250, ...coloured({ clippedShare: 0.3 }) }],
    ['stain-differs', 'hue', stained({ red: 1, blue: 0.2 })],
    ['stain-differs', 'contrast', stained({ contrast: 0.09 })],
    ['stain-differs', 'contrast', stained({ contrast: 0.21 })],
    // With few red cells in view the hue is that of a white cell.
    ['good', null, coloured({ edgeShare: 0.15, stain: { ...STAIN, red: 1, blue: 0.2 } })],
    ['out-of-focus', 'focus', blurred],
    ['empty', 'edges', blank],
    ['empty', 'edges', coloured({ edgeShare: 0.01 })],
    ['lost', 'place', { speedPixels: null }],
    // What is wrong with the picture comes before what is wrong with its place.
    ['too-dark', 'luminance', { luminance: 5, ...blank }],
    ['out-of-focus', 'focus', { ...blurred, speedPixels: null }],
    ['moving-too-fast', 'speed', { speedPixels: 40, ...blurred }],
  ])('%s by %s: %j', (verdict, measure, measures) => {
    const said = calibrated().judge({ ...good, ...measures });
    expect(said.verdict).toBe(verdict);
    expect(said.fault?.measure ?? null).toBe(measure);
  });

  it('tells by how much a field misses', () => {
    expect(calibrated().judge({ ...good, speedPixels: 40 }).fault).toEqual({
      verdict: 'moving-too-fast',
      measure: 'speed',
      value: 40,
      limit: 24,
    });
  });

  it('compares with nothing before the first good second is over', () => {
    const gate = new QualityGate(960);
    for (let i = 0; i < GOOD_SECOND - 1; i++) gate.judge(good);
    expect(gate.judge({ ...good, ...stained({ contrast: 0.05 }) }).verdict).toBe('good');
    gate.judge(good);
    expect(gate.judge({ ...good, ...stained({ contrast: 0.05 }) }).verdict).toBe('stain-differs');
  });

  it('learns its reference from good fields only', () => {
    const gate = new QualityGate(960);
    for (let i = 0; i < 2 * GOOD_SECOND; i++)
      gate.judge({ ...good, speedPixels: 100, ...stained({ contrast: 0.4 }) });
    for (let i = 0; i < GOOD_SECOND; i++) expect(gate.judge(good).verdict).toBe('good');
    expect(gate.judge({ ...good, ...stained({ contrast: 0.4 }) }).verdict).toBe('stain-differs');
  });

  it('follows a lamp that warms up, but not one that is turned', () => {
    const gate = calibrated();
    const ground = (level: number) => gate.judge({ ...good, ...coloured({ ground: level }) }).verdict;
    for (let i = 0; i <= 3000; i++) expect(ground(210 - i * 0.022)).toBe('good');
    expect(ground(100)).toBe('too-dark');
    expect(calibrated().judge({ ...good, ...coloured({ ground: 144 }) }).verdict).toBe('too-dark');
  });

  it('takes a reference that is set, and keeps it', () => {
    const reference = { ground: 210, clippedShare: 0, stain: { ...STAIN, contrast: 0.3 } };
    const gate = new QualityGate(960, { ...DEFAULT_GATE_LIMITS, reference });
    for (let i = 0; i < 1000; i++)
      expect(gate.judge({ ...good, ...stained({ contrast: 0.3 }) }).verdict).toBe('good');
    expect(gate.judge(good).verdict).toBe('stain-differs');
  });

  it('learns from the slide what sharp is', () => {
    const gate = new QualityGate(960);
    expect(gate.judge({ ...good, ...blurred })).toMatchObject({ verdict: 'good' });
    for (let i = 0; i < 30; i++) expect(gate.judge(good).focus).toBeGreaterThan(0.95);
    expect(gate.judge({ ...good, ...blurred }).verdict).toBe('out-of-focus');
  });

  it('learns nothing from fields whose place is lost', () => {
    const gate = new QualityGate(960);
    gate.judge(good);
    for (let i = 0; i < 30; i++)
      gate.judge({ ...good, sharpness: { detail: 0.4, isotropy: 1 }, speedPixels: null });
    expect(gate.judge(good).focus).toBeGreaterThan(0.95);
  });

  it('does not let one lucky field condemn all others', () => {
    const gate = new QualityGate(960);
    for (let i = 0; i < 40; i++) gate.judge(good);
    gate.judge({ ...good, sharpness: { detail: 0.45, isotropy: 1 } });
    expect(gate.judge(good).focus).toBeGreaterThan(0.95);
  });

  it('passes its measures on, with limits that are settings', () => {
    const gate = new QualityGate(960, { ...DEFAULT_GATE_LIMITS, darkest: 100 });
    expect(gate.judge({ ...good, luminance: 90, speedPixels: 3.5 })).toMatchObject({
      verdict: 'too-dark',
      luminance: 90,
      speedPixels: 3.5,
    });
  });
});

describe('the layer', () => {
  const monolayer: RedCells = {
    count: 45,
    areaFraction: 0.4,
    overlapFraction: 0.3,
    diameterPixels: 100,
    platelets: 3,
  };

  it.each<[FieldVerdict, FieldMeasure | null, Partial<RedCells>]>([
    ['good', null, {}],
    ['too-thick', 'overlap', { overlapFraction: 0.7 }],
    ['too-thick', 'covered', { areaFraction: 0.8 }],
    ['too-thin', 'covered', { areaFraction: 0.05, count: 6 }],
    ['too-thin', 'covered', { areaFraction: 0, count: 0 }],
    // Of a handful of cells many may lie over each other by chance.
    ['good', null, { count: 6, overlapFraction: 0.7 }],
  ])('%s by %s: %j', (verdict, measure, redCells) => {
    const gate = calibrated();
    const said = gate.judgeLayer(gate.judge(good), { ...monolayer, ...redCells });
    expect(said).toMatchObject({ verdict, redCells: { ...monolayer, ...redCells } });
    expect(said.fault?.measure ?? null).toBe(measure);
  });

  it('comes after what is wrong with the picture', () => {
    const gate = calibrated();
    const thick = { ...monolayer, overlapFraction: 0.9 };
    expect(gate.judgeLayer(gate.judge({ ...good, ...blurred }), thick).verdict).toBe('out-of-focus');
  });
});

describe('RunningQuantile', () => {
  it('leaves the wanted share above it, to one bin', () => {
    const values = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, (sample) => {
        const quantile = new RunningQuantile(0.9, { highest: 1, bins: 100 });
        for (const value of sample) quantile.add(value);
        const above = sample.filter((value) => value > quantile.value).length;
        const aboveBin = sample.filter((value) => value >= quantile.value - 0.01 - 1e-9).length;
        expect(above).toBeLessThanOrEqual(0.1 * sample.length + 1e-9);
        expect(aboveBin).toBeGreaterThanOrEqual(0.1 * sample.length - 1e-9);
      }),
    );
  });
});
