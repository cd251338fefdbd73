import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_GATE_LIMITS, type FieldMeasures, QualityGate } from '../../src/slide/quality-gate.ts';
import { RunningQuantile } from '../../src/slide/running-quantile.ts';

const good: FieldMeasures = { luminance: 180, detail: 0.1, speedPixels: 2 };

describe('QualityGate', () => {
  it.each([
    ['good', {}],
    ['good', { speedPixels: 24 }],
    ['moving-too-fast', { speedPixels: 25 }],
    ['too-dark', { luminance: 20 }],
    ['too-bright', { luminance: 250 }],
    ['out-of-focus', { detail: 0.04 }],
    ['empty', { detail: null, speedPixels: null }],
    ['lost', { speedPixels: null }],
    // What is wrong with the picture comes before what is wrong with its place.
    ['too-dark', { luminance: 5, detail: null, speedPixels: null }],
    ['moving-too-fast', { speedPixels: 40, detail: 0.01 }],
  ])('%s: %j', (verdict, measures) => {
    const gate = new QualityGate(960);
    for (let i = 0; i < 30; i++) gate.judge(good);
    expect(gate.judge({ ...good, ...measures }).verdict).toBe(verdict);
  });

  it('learns from the slide what sharp is', () => {
    const gate = new QualityGate(960);
    const mild = { ...good, detail: 0.04 };
    expect(gate.judge(mild)).toMatchObject({ verdict: 'good' });
    for (let i = 0; i < 30; i++) expect(gate.judge(good).focus).toBeGreaterThan(0.95);
    expect(gate.judge(mild).verdict).toBe('out-of-focus');
  });

  it('learns nothing from fields whose place is lost', () => {
    const gate = new QualityGate(960);
    gate.judge(good);
    for (let i = 0; i < 30; i++) gate.judge({ ...good, detail: 0.4, speedPixels: null });
    expect(gate.judge(good).focus).toBeGreaterThan(0.95);
  });

  it('does not let one lucky field condemn all others', () => {
    const gate = new QualityGate(960);
    for (let i = 0; i < 40; i++) gate.judge(good);
    gate.judge({ ...good, detail: 0.45 });
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
