import type { ReviewFlag } from '../core/types.ts';
import { isolated, type Wording } from './wording.ts';

/** A review rule that holds, in the words of a report: "Monocytes 2.1 × 10⁹/L: review above 1.5". */
export function flagInWords({ of, value, level, when, ...flag }: ReviewFlag, wording: Wording): string {
  const { words } = wording;
  const figure = wording.figure(Math.round(value * 100) / 100);
  const limit = isolated(wording.figure(when.value));
  return words.flag(
    `${words.analytes[of]} ${measured(figure, { of, ...flag }, wording)}`,
    words.level[level],
    words.beyond[when.comparator](limit),
  );
}

function measured(
  figure: string,
  { of, in: measure }: Pick<ReviewFlag, 'of' | 'in'>,
  { words }: Wording,
): string {
  if (measure === 'absolute') return isolated(`${figure} × 10*9/L`);
  if (measure === 'count') return words.countedCells(figure);
  return of === 'erythroblast' ? words.per100(figure) : isolated(`${figure} %`);
}
