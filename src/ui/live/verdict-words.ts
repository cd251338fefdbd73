import type { FieldVerdict } from '../../core/types.ts';

export interface VerdictWords {
  readonly words: string;
  /** What to do next; null when nothing. */
  readonly next: string | null;
  readonly tone: 'ok' | 'warn' | 'alarm';
}

export const VERDICT_WORDS: Readonly<Record<FieldVerdict, VerdictWords>> = {
  good: { words: 'Good field', next: null, tone: 'ok' },
  'out-of-focus': { words: 'Out of focus', next: 'Turn the fine focus', tone: 'warn' },
  'moving-too-fast': { words: 'Moving too fast', next: 'Slow down, or rest on the field', tone: 'warn' },
  'too-dark': { words: 'Too dark', next: 'Turn up the lamp or open the condenser', tone: 'warn' },
  'too-bright': { words: 'Too bright', next: 'Turn down the lamp', tone: 'warn' },
  saturated: { words: 'Overexposed', next: 'Turn down the lamp or shorten the exposure', tone: 'warn' },
  'stain-differs': {
    words: 'Stain unlike this slide',
    next: 'Another slide needs a new session; else check the white balance',
    tone: 'warn',
  },
  empty: { words: 'No cells here', next: 'Move toward the monolayer', tone: 'warn' },
  'too-thick': { words: 'Too thick here', next: 'Move toward the feathered edge', tone: 'warn' },
  'too-thin': { words: 'Too thin here', next: 'Move away from the feathered edge', tone: 'warn' },
  lost: { words: 'Place lost', next: 'Move back to a field already seen', tone: 'alarm' },
};
