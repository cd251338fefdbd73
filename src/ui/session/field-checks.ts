import { msg } from '@lit/localize';
import type { FieldVerdict } from '../../core/types.ts';

/** What is looked at before a count begins. */
export interface FieldCheck {
  readonly words: string;
  /** `unknown`: not judged while something before it is wrong, or without a picture. */
  readonly state: 'good' | 'wrong' | 'unknown';
}

/** Which verdict speaks of which check, in the order in which a field is judged. */
const CHECKS: readonly (readonly [words: () => string, verdicts: readonly FieldVerdict[]])[] = [
  [() => msg('Light'), ['too-dark', 'too-bright', 'saturated']],
  [() => msg('Stain'), ['stain-differs']],
  [() => msg('Focus'), ['moving-too-fast', 'out-of-focus']],
  [() => msg('Layer'), ['empty', 'too-thick', 'too-thin']],
];

/** Light, stain, focus and layer of the picture; null: no picture. */
export function fieldChecks(verdict: FieldVerdict | null): readonly FieldCheck[] {
  const wrongAt = CHECKS.findIndex(([, verdicts]) => verdict !== null && verdicts.includes(verdict));
  return CHECKS.map(([words], at) => {
    if (verdict === 'good' || verdict === 'lost') return { words: words(), state: 'good' };
    if (at === wrongAt) return { words: words(), state: 'wrong' };
    return { words: words(), state: 'unknown' };
  });
}
