import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_CELL_CLASSES, CLASS_FACTS, HAND_CLASSES } from '../../src/core/cells.ts';
import { CLASS_COLOURS, CLASS_INK } from '../../src/core/class-colours.ts';
import { ciede2000, contrast, difference, VISIONS, type Vision } from './colour-vision.ts';

/** What only people name has the colour of unclassified cells. */
const COLOURED = ALL_CELL_CLASSES.filter((name) => !HAND_CLASSES.some((hand) => hand === name));
const PAIRS = COLOURED.flatMap((a, index) => COLOURED.slice(index + 1).map((b) => [a, b] as const));

/** Sampled from slide pictures: plasma, red cell centre and rim, violet and blue nuclei. */
const TISSUE = ['#dfe4da', '#d8bcb8', '#c9a0a0', '#8a50d0', '#3b3bb0'];

describe('ciede2000', () => {
  it.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
    [[50, -1, 2], [50, 0, 0], 2.3669],
  ] as const)('agrees with the published pairs of Sharma et al.: %j %j', (a, b, expected) => {
    expect(ciede2000(a, b)).toBeCloseTo(expected, 4);
  });
});

describe('class colours', () => {
  it.each(Object.keys(VISIONS) as Vision[])('stay apart with %s', (vision) => {
    const tooClose = PAIRS.filter(([a, b]) => difference(CLASS_COLOURS[a], CLASS_COLOURS[b], vision) < 13);
    expect(tooClose).toEqual([]);
  });

  it('carry dark marks legibly', () => {
    for (const name of ALL_CELL_CLASSES)
      expect(contrast(CLASS_COLOURS[name], CLASS_INK), name).toBeGreaterThanOrEqual(4.5);
  });

  it('show on tissue: the colour or its dark casing differs from whatever lies under it', () => {
    for (const name of ALL_CELL_CLASSES) {
      for (const tissue of TISSUE) {
        const best = Math.max(
          difference(CLASS_COLOURS[name], tissue, 'normal'),
          difference(CLASS_INK, tissue, 'normal'),
        );
        expect(best, `${name} on ${tissue}`).toBeGreaterThanOrEqual(20);
      }
    }
  });

  it('never travel alone: every class has its own two-letter mark', () => {
    const marks = ALL_CELL_CLASSES.map((name) => CLASS_FACTS[name].mark);
    expect(new Set(marks).size).toBe(marks.length);
    for (const mark of marks) expect(mark).toHaveLength(2);
  });
});

describe('theme tokens', () => {
  const css = readFileSync(new URL('../../src/ui/theme/tokens.css', import.meta.url), 'utf8');
  const token = (name: string, theme: 'light' | 'dark'): string => {
    const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
    const value = match?.[theme === 'light' ? 1 : 2];
    if (value === undefined) throw new Error(`tokens.css has no --${name}`);
    return value;
  };

  it.each(['light', 'dark'] as const)(
    'give every text of the %s theme a contrast of 4.5 on every surface',
    (theme) => {
      for (const text of ['text', 'quiet', 'accent', 'ok', 'warn', 'alarm']) {
        for (const surface of ['bg', 'panel', 'raised']) {
          expect(
            contrast(token(text, theme), token(surface, theme)),
            `${text} on ${surface}`,
          ).toBeGreaterThanOrEqual(4.5);
        }
      }
      expect(contrast(token('on-accent', theme), token('accent', theme))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(token('on-alarm', theme), token('alarm', theme))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['light', 'dark'] as const)('give controls of the %s theme an outline of 3 to 1', (theme) => {
    expect(contrast(token('line-strong', theme), token('panel', theme))).toBeGreaterThanOrEqual(3);
  });
});
