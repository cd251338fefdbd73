import { msg } from '@lit/localize';
import type { FieldVerdict } from '../../core/types.ts';

export interface VerdictWords {
  readonly words: string;
  /** What to do next; null when nothing. */
  readonly next: string | null;
  readonly tone: 'ok' | 'warn' | 'alarm';
}

/** What a field is worth, and what to do about it. */
export function verdictWords(verdict: FieldVerdict): VerdictWords {
  switch (verdict) {
    case 'good':
      return { words: msg('Good field'), next: null, tone: 'ok' };
    case 'lost':
      return {
        words: msg('Place lost'),
        next: msg('Move back to a field already seen'),
        tone: 'alarm',
      };
    default: {
      const [words, next] = FAULTS[verdict];
      return { words: words(), next: next(), tone: 'warn' };
    }
  }
}

const FAULTS: Readonly<
  Record<Exclude<FieldVerdict, 'good' | 'lost'>, readonly [words: () => string, next: () => string]>
> = {
  'out-of-focus': [() => msg('Out of focus'), () => msg('Turn the fine focus')],
  'moving-too-fast': [() => msg('Moving too fast'), () => msg('Slow down, or rest on the field')],
  'too-dark': [() => msg('Too dark'), () => msg('Turn up the lamp or open the condenser')],
  'too-bright': [() => msg('Too bright'), () => msg('Turn down the lamp')],
  saturated: [() => msg('Overexposed'), () => msg('Turn down the lamp or shorten the exposure')],
  'stain-differs': [
    () => msg('Stain unlike this slide'),
    () => msg('Another slide needs a new session; else check the white balance'),
  ],
  empty: [() => msg('No cells here'), () => msg('Move toward the monolayer')],
  'too-thick': [() => msg('Too thick here'), () => msg('Move toward the feathered edge')],
  'too-thin': [() => msg('Too thin here'), () => msg('Move away from the feathered edge')],
};
