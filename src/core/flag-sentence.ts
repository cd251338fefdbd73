import { ANALYTE_NAME } from './analyte-names.ts';
import type { Comparator, Measure } from './laboratory-rules.ts';
import type { ReviewFlag } from './types.ts';

const BEYOND: Readonly<Record<Comparator, string>> = {
  '<': 'below',
  '<=': 'at or below',
  '>=': 'at or above',
  '>': 'above',
};

/** A review rule that holds, in words for documents and messages: "Monocytes 2.1 × 10*9/L: review above 1.5". */
export function flagSentence({ of, in: measure, value, level, when }: ReviewFlag): string {
  const shown = `${Math.round(value * 100) / 100}${unit(measure, of)}`;
  return `${ANALYTE_NAME[of]} ${shown}: ${level} ${BEYOND[when.comparator]} ${when.value}`;
}

function unit(measure: Measure, of: ReviewFlag['of']): string {
  if (measure === 'absolute') return ' × 10*9/L';
  if (measure === 'count') return ' counted';
  return of === 'erythroblast' ? ' per 100 white cells' : ' %';
}
