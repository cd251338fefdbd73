import { describe, expect, it } from 'vitest';
import { fieldVerdict } from '../../src/core/wire/live.ts';
import { fieldChecks } from '../../src/ui/session/field-checks.ts';

const states = (verdict: Parameters<typeof fieldChecks>[0]) => fieldChecks(verdict).map(({ state }) => state);

describe('before the count', () => {
  it('all is good in a good field, and nothing is known without a picture', () => {
    expect(states('good')).toEqual(['good', 'good', 'good', 'good']);
    expect(states(null)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  });

  it('what is wrong is named, and no more is claimed than was judged', () => {
    expect(states('too-dark')).toEqual(['wrong', 'unknown', 'unknown', 'unknown']);
    expect(states('out-of-focus')).toEqual(['unknown', 'unknown', 'wrong', 'unknown']);
  });

  it.each(fieldVerdict.exclude(['good', 'lost']).options)('every fault has its check: %s', (verdict) => {
    expect(states(verdict).filter((state) => state === 'wrong')).toHaveLength(1);
  });
});
