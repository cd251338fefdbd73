import { describe, expect, it } from 'vitest';
import { findRuler } from '../../src/slide/scale-ruler.ts';
import { type DrawnRuler, drawCells, drawRuler } from './drawn-ruler.ts';

describe('findRuler', () => {
  it.each<[string, DrawnRuler]>([
    ['straight', { spacing: 40 }],
    ['upright', { spacing: 33.3, angle: 90 }],
    ['rotated', { spacing: 27.4, angle: 17.3 }],
    ['rotated the other way', { spacing: 61.7, angle: -38.6 }],
    ['close', { spacing: 6.4, angle: 3, lineWidth: 2 }],
    ['wide apart', { spacing: 110, angle: 8, lineWidth: 6 }],
    ['blurred', { spacing: 40, angle: 12, blur: 4 }],
    ['noisy', { spacing: 40, angle: 12, noise: 60 }],
    ['in half of the picture', { spacing: 24, angle: -5, reach: 0.5 }],
    ['with longer tenths', { spacing: 14.2, angle: 2, decades: true, lineWidth: 2 }],
    ['crossed to a grid', { spacing: 45, angle: 21, grid: true }],
    ['all at once', { spacing: 21.7, angle: 31, blur: 2, noise: 30, reach: 0.7, lineWidth: 4 }],
  ])('measures lines %s to 1 %', (_, drawn) => {
    const ruler = findRuler(drawRuler(drawn));
    expect(Math.abs((ruler?.spacingPixels ?? 0) / drawn.spacing - 1)).toBeLessThan(0.01);
  });

  it('tells how the lines lie, and how many there are', () => {
    const ruler = findRuler(drawRuler({ spacing: 40, angle: 12 }));
    expect(ruler?.angleDegrees).toBeCloseTo(12, 0);
    expect(ruler?.lines).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ['noise', drawRuler({ spacing: 1e6, noise: 40, reach: 0 })],
    ['empty glass', drawRuler({ spacing: 1e6, reach: 0 })],
    ['a single line', drawRuler({ spacing: 1e6, angle: 30 })],
    ['three lines', drawRuler({ spacing: 200 })],
    ['a smear', drawCells(3)],
    ['another smear', drawCells(11)],
  ])('finds no ruler in %s', (_, picture) => {
    expect(findRuler(picture)).toBeNull();
  });
});
