import { intervalExcludes } from './binomial.ts';

/** Further counting than this is no advice: a slide has no more, and a person no time. */
const MOST_MORE_CELLS = 1000;

/**
 * How many more cells tell a share (0 to 1) seen among `n` cells apart from a limit: the least number after which the
 * exact 95 % interval would leave the limit out if the share stayed as it is. That is Clopper and Pearson's interval
 * (Biometrika 26, 1934) solved for the sample; since the share will not stay quite as it is, it says "about". 0 when
 * they are apart already, null when `MOST_MORE_CELLS` would not do.
 */
export function moreCellsToTell(share: number, n: number, limit: number): number | null {
  const areApartAfter = (more: number) => intervalExcludes(share, n + more, limit);
  if (areApartAfter(0)) return 0;
  if (!areApartAfter(MOST_MORE_CELLS)) return null;
  let [tooFew, enough] = [0, MOST_MORE_CELLS];
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (areApartAfter(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
