import { describe, expect, it } from 'vitest';
import type { CellClass } from '../../src/core/cells.ts';
import { type CellToSign, flaggedClasses, mustDecide } from '../../src/slide/must-decide.ts';

const FLAGGED: ReadonlySet<CellClass> = new Set(['blast']);

function cell(over: Partial<CellToSign> = {}): CellToSign {
  return { class: 'lymphocyte', isDecided: false, differs: false, isAdjudicated: false, ...over };
}

describe('what must be decided before signing', () => {
  it.each<[string, Partial<CellToSign>, ReturnType<typeof mustDecide>]>([
    ['an ordinary cell need not', {}, null],
    ['what nobody named must', { class: 'unclassified' }, 'unclassified'],
    ['and must even when a person left it so', { class: 'unclassified', isDecided: true }, 'unclassified'],
    ['a cell of a flagged class must', { class: 'blast' }, 'flagged'],
    ['until a person confirmed it', { class: 'blast', isDecided: true }, null],
    ['what the second reader calls otherwise must', { differs: true }, 'disagreed'],
    ['also when the first was sure', { differs: true, isDecided: true }, 'disagreed'],
    ['until it is adjudicated', { differs: true, isAdjudicated: true }, null],
  ])('%s', (_, over, why) => {
    expect(mustDecide(cell(over), FLAGGED)).toBe(why);
  });

  it('flags the classes of a rule, the parts of a sum, and no cell for the white-cell count', () => {
    const flags = [{ of: 'blast' }, { of: 'immature_granulocyte' }, { of: 'wbc' }] as const;
    expect([...flaggedClasses(flags)]).toEqual(['blast', 'metamyelocyte', 'myelocyte', 'promyelocyte']);
  });
});
