import { msg, str } from '@lit/localize';
import type { Comparator } from '../../core/laboratory-rules.ts';
import type { NextDecision, RangePosition, ReviewFlag } from '../../core/types.ts';
import { formatNumber, perLitre } from '../locale/formats.ts';
import { analyteLabel } from './class-words.ts';
import { formatAbsolute, formatPercent } from './format.ts';

/** A sign and its word: colour is never alone. */
export interface PositionWords {
  readonly sign: string;
  /** As laboratories abbreviate it. */
  readonly letters: string;
  readonly words: string;
  readonly tone: 'quiet' | 'warn' | 'alarm';
}

/** How a position against the reference range is shown; null where there is no range. */
export function positionWords(position: RangePosition | null): PositionWords | null {
  switch (position) {
    case null:
      return null;
    case 'critical-low':
      return { sign: '▼▼', letters: 'LL', words: msg('critically low'), tone: 'alarm' };
    case 'low':
      return { sign: '▼', letters: 'L', words: msg('low'), tone: 'warn' };
    case 'normal':
      return { sign: '', letters: '', words: msg('normal'), tone: 'quiet' };
    case 'high':
      return { sign: '▲', letters: 'H', words: msg('high'), tone: 'warn' };
    case 'critical-high':
      return { sign: '▲▲', letters: 'HH', words: msg('critically high'), tone: 'alarm' };
  }
}

/** "Myelocyte 2.0 %, at or above 1 %", and whether more cells could lift it. */
export function flagWords(flag: ReviewFlag): string {
  const name = analyteLabel(flag.of);
  if (flag.in === 'count') return msg(str`${name}: ${flag.value} seen`);
  const told = msg(str`${name} ${measured(flag)}, ${limitWords(flag.when)}`);
  return flag.settled ? told : msg(str`${told}; not certain yet`);
}

function measured({ of, in: measure, value }: ReviewFlag): string {
  if (measure === 'absolute') return perLitre(formatAbsolute(value));
  const percent = formatPercent(value);
  return of === 'erythroblast' ? msg(str`${percent} per 100 white cells`) : `${percent} %`;
}

function limitWords({ comparator, value }: { comparator: Comparator; value: number }): string {
  const limit = formatNumber(value);
  switch (comparator) {
    case '<':
      return msg(str`below ${limit}`);
    case '<=':
      return msg(str`at or below ${limit}`);
    case '>=':
      return msg(str`at or above ${limit}`);
    case '>':
      return msg(str`above ${limit}`);
  }
}

/** "About 20 more cells to tell Eosinophil from 6 %". The number is rounded up: it is an estimate. */
export function decisionWords({ of, limitPercent, moreCells }: NextDecision): string {
  const step = moreCells < 100 ? 10 : 50;
  const limit = formatNumber(Number(limitPercent.toFixed(1)));
  const cells = Math.ceil(moreCells / step) * step;
  return msg(str`About ${cells} more cells to tell ${analyteLabel(of)} from ${limit} %`);
}
