import type { Comparator } from '../../core/laboratory-rules.ts';
import type { NextDecision, RangePosition, ReviewFlag } from '../../core/types.ts';
import { ANALYTE_LABELS } from './class-words.ts';
import { formatAbsolute, formatCount, formatPercent } from './format.ts';

/** A sign and its word: colour is never alone. */
export interface PositionWords {
  readonly sign: string;
  /** As laboratories abbreviate it. */
  readonly letters: string;
  readonly words: string;
  readonly tone: 'quiet' | 'warn' | 'alarm';
}

const POSITIONS: Readonly<Record<RangePosition, PositionWords>> = {
  'critical-low': { sign: '▼▼', letters: 'LL', words: 'critically low', tone: 'alarm' },
  low: { sign: '▼', letters: 'L', words: 'low', tone: 'warn' },
  normal: { sign: '', letters: '', words: 'normal', tone: 'quiet' },
  high: { sign: '▲', letters: 'H', words: 'high', tone: 'warn' },
  'critical-high': { sign: '▲▲', letters: 'HH', words: 'critically high', tone: 'alarm' },
};

/** How a position against the reference range is shown; null where there is no range. */
export function positionWords(position: RangePosition | null): PositionWords | null {
  return position && POSITIONS[position];
}

const COMPARATORS: Readonly<Record<Comparator, string>> = {
  '<': 'below',
  '<=': 'at or below',
  '>=': 'at or above',
  '>': 'above',
};

/** "Myelocyte 2.0 %, at or above 1 %", and whether more cells could lift it. */
export function flagWords({ of, in: measure, value, when, settled }: ReviewFlag): string {
  const limit = `${COMPARATORS[when.comparator]} ${when.value}`;
  switch (measure) {
    case 'count':
      return `${ANALYTE_LABELS[of]}: ${formatCount(value, 'cell')} seen`;
    case 'percent': {
      const unit = of === 'erythroblast' ? 'per 100 white cells' : '%';
      return `${ANALYTE_LABELS[of]} ${formatPercent(value)} ${unit}, ${limit}${settled ? '' : '; not certain yet'}`;
    }
    case 'absolute':
      return `${ANALYTE_LABELS[of]} ${formatAbsolute(value)} × 10⁹/L, ${limit}${settled ? '' : '; not certain yet'}`;
  }
}

/** "About 20 more cells to tell Eosinophil from 6 %". The number is rounded up: it is an estimate. */
export function decisionWords({ of, limitPercent, moreCells }: NextDecision): string {
  const step = moreCells < 100 ? 10 : 50;
  const limit = Number(limitPercent.toFixed(1));
  return `About ${Math.ceil(moreCells / step) * step} more cells to tell ${ANALYTE_LABELS[of]} from ${limit} %`;
}
