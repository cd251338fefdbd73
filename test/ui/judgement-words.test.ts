import { describe, expect, it } from 'vitest';
import type { ReviewFlag } from '../../src/core/types.ts';
import { decisionWords, flagWords, positionWords } from '../../src/ui/differential/judgement-words.ts';

const FLAG: ReviewFlag = {
  of: 'myelocyte',
  in: 'percent',
  level: 'review',
  value: 2,
  when: { comparator: '>=', value: 1 },
  settled: true,
};

describe('words for what the laboratory’s rules say', () => {
  it.each<[Partial<ReviewFlag>, string]>([
    [{}, 'Myelocyte 2.0 %, at or above 1'],
    [{ settled: false }, 'Myelocyte 2.0 %, at or above 1; not certain yet'],
    [{ of: 'blast', in: 'count', value: 1 }, 'Blasts: 1 seen'],
    [{ of: 'erythroblast' }, 'nRBC 2.0 per 100 white cells, at or above 1'],
    [
      { of: 'neutrophil', in: 'absolute', value: 0.451, when: { comparator: '<', value: 0.5 } },
      'Neutrophils 0.45 × 10⁹/L, below 0.5',
    ],
  ])('%o', (over, words) => {
    expect(flagWords({ ...FLAG, ...over })).toBe(words);
  });

  it.each([
    [3, '10'],
    [14, '20'],
    [100, '100'],
    [131, '150'],
    [302, '350'],
  ])('%i more cells are about %s', (moreCells, about) => {
    expect(decisionWords({ of: 'eosinophil', limitPercent: 6, moreCells })).toBe(
      `About ${about} more cells to tell Eosinophil from 6 %`,
    );
  });

  it('never leave a position to colour alone', () => {
    expect(positionWords('critical-high')).toMatchObject({
      sign: '▲▲',
      letters: 'HH',
      words: 'critically high',
    });
    expect(positionWords('low')).toMatchObject({ sign: '▼', letters: 'L' });
    expect(positionWords(null)).toBeNull();
  });
});
