import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LastLines } from '../../src/capture/last-lines.ts';

describe('LastLines', () => {
  it('keeps the last eight lines, in whatever pieces they come', () => {
    const text = Array.from({ length: 20 }, (_, index) => `line ${index}`).join('\n');
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
        const lines = new LastLines();
        const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
        for (const [index, edge] of edges.slice(1).entries()) lines.push(text.slice(edges[index], edge));
        expect(lines.text.split('\n')).toEqual(text.split('\n').slice(-8));
      }),
    );
  });

  it('stays small however much is printed without a line break', () => {
    const lines = new LastLines();
    for (let turn = 0; turn < 100; turn += 1) lines.push('x'.repeat(10_000));
    expect(lines.text.length).toBeLessThanOrEqual(300);
  });

  it('takes a progress line, which ends in a carriage return, for a line', () => {
    const lines = new LastLines();
    lines.push('frame=1\rframe=2\r\n\n  error  \n');
    expect(lines.text).toBe('frame=1\nframe=2\nerror');
  });
});
