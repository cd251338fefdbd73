import { describe, expect, it } from 'vitest';
import { CLASS_KEYS } from '../../src/ui/keyboard/class-keys.ts';
import { whoWords } from '../../src/ui/notes/who.ts';
import { activationAt, heatColour, heatPicture } from '../../src/ui/review/activation-heat.ts';
import { confusionOf } from '../../src/ui/review/confusion.ts';
import { kappaWords } from '../../src/ui/review/kappa-words.ts';
import { isForTarget, reviewActionOfKey } from '../../src/ui/review/review-keys.ts';

const plain = { command: false, shift: false, alt: false };

describe('the keys of the review', () => {
  it('name by every class key, and no class key is a command', () => {
    for (const [name, key] of Object.entries(CLASS_KEYS))
      expect(reviewActionOfKey({ ...plain, key })).toEqual({ do: 'name', as: name });
  });

  it.each([
    [{ ...plain, key: 'enter' }, 'confirm'],
    [{ ...plain, key: 'z', command: true }, 'undo'],
    [{ ...plain, key: 'z', command: true, shift: true }, 'redo'],
    [{ ...plain, key: 'y', command: true }, 'redo'],
    [{ ...plain, key: 'w' }, 'next-waiting'],
    [{ ...plain, key: '+', shift: true }, 'larger'],
    [{ ...plain, key: '?', shift: true }, 'keys'],
    [{ ...plain, key: 'c', command: true }, undefined],
    [{ ...plain, key: '1', alt: true }, undefined],
    [{ ...plain, key: 'q' }, undefined],
  ])('%o does %s', (pressed, action) => {
    expect(reviewActionOfKey(pressed)?.do).toBe(action);
  });

  it('leave Enter and space to the button they are pressed on, and letters to the page', () => {
    expect(isForTarget({ localName: 'button' }, 'Enter')).toBe(true);
    expect(isForTarget({ localName: 'div' }, 'Enter')).toBe(false);
    expect(isForTarget({ localName: 'button' }, '3')).toBe(false);
  });
});

describe('the activation map', () => {
  const rows = [
    [0, 0],
    [0, 1],
  ];

  it('is smooth between the middles of its fields and flat beyond them', () => {
    expect(activationAt(rows, 0.75, 0.75)).toBe(1);
    expect(activationAt(rows, 1, 1)).toBe(1);
    expect(activationAt(rows, 0.5, 0.75)).toBe(0.5);
    expect(activationAt(rows, 0.5, 0.5)).toBe(0.25);
    expect(activationAt(rows, 0, 0)).toBe(0);
  });

  it('is clear where nothing speaks for the class and strongest at its peak', () => {
    const { rgba, side } = heatPicture(rows, 8);
    const opacity = (x: number, y: number) => rgba[(y * side + x) * 4 + 3] ?? 0;
    expect(opacity(0, 0)).toBe(0);
    expect(opacity(7, 7)).toBeGreaterThan(150);
    expect(heatPicture([[0]], 2).rgba.every((value, index) => index % 4 !== 3 || value === 0)).toBe(true);
  });

  it('rises in lightness, so that it reads without colour', () => {
    const lightness = Array.from({ length: 11 }, (_, step) => {
      const [r, g, b] = heatColour(step / 10);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    expect(lightness).toEqual(lightness.toSorted((a, b) => a - b));
  });
});

describe('the words and the table of agreement', () => {
  it.each([
    [-0.1, 'less agreement than by chance'],
    [0.2, 'slight agreement'],
    [0.4, 'fair agreement'],
    [0.6, 'moderate agreement'],
    [0.8, 'substantial agreement'],
    [0.81, 'almost perfect agreement'],
  ])('calls %d %s', (kappa, words) => {
    expect(kappaWords(kappa)).toBe(words);
  });

  it('counts who named what what', () => {
    const table = confusionOf([
      { first: 'lymphocyte', second: 'lymphocyte' },
      { first: 'lymphocyte', second: 'blast' },
      { first: 'lymphocyte', second: 'lymphocyte' },
    ]);
    expect(table).toEqual({
      classes: ['lymphocyte', 'blast'],
      counts: [
        [2, 1],
        [0, 0],
      ],
    });
  });

  it.each([
    ['person:grace', 'grace'],
    ['machine:lis:2', 'lis:2'],
    ['guest:0198', 'a guest'],
    ['demo', 'demonstration'],
    ['system', 'the instrument'],
  ])('calls %s %s', (by, words) => {
    expect(whoWords(by)).toBe(words);
  });
});
