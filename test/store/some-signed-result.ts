import { resultComposer } from '../../src/compose-result.ts';
import { tellAsJson } from '../../src/lab/tell-result.ts';
import type { SignedResult, SigningFacts } from '../../src/store/review-store.ts';
import { BASIS, RULES } from '../support/laboratory.ts';

const compose = resultComposer({
  ...{ site: 'lab', device: 'bench-1', rules: RULES, basis: BASIS },
  tellers: [tellAsJson('mqtt')],
});

/** A real result, as if all its cells had been verified. */
export function someSignedResult({ by, amends, ...facts }: SigningFacts): SignedResult {
  const signed = { by, at: facts.envelope.at, comment: '' };
  return compose({
    ...facts,
    verified: { signed, amends, review: { decided: 0, renamed: 0, second: null } },
  });
}
