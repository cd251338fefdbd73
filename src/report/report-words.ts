import type { Age } from '../core/age.ts';

/** What stands for a value that is not known. */
export const NOTHING = '–';

/** A number with a fixed number of digits, so that columns line up. */
export function figure(value: number | null | undefined, digits: number): string {
  return value == null ? NOTHING : value.toFixed(digits);
}

export function rangeInWords(range: { readonly low: number; readonly high: number } | null): string {
  return range === null ? '' : `${range.low}${NOTHING}${range.high}`;
}

export function intervalInWords(interval: readonly [number, number] | null, digits: number): string {
  return interval === null ? '' : `${figure(interval[0], digits)}${NOTHING}${figure(interval[1], digits)}`;
}

export function ageInWords(age: Age | null): string {
  if (age === null) return 'not given';
  return `${age.value} ${age.value === 1 ? age.unit.slice(0, -1) : age.unit}`;
}

const MOMENT: Intl.DateTimeFormatOptions = {
  ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  timeZoneName: 'short',
};

/** "21 Nov 2026, 17:15 CET": the zone stands beside, because paper travels. */
export function momentInWords(utc: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { ...MOMENT, timeZone }).format(new Date(utc));
}

/** The letters of Windows-1252 beyond Latin-1, which the fonts of every PDF reader have too. */
const BEYOND_LATIN1 = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

/** Text that the standard fonts can show: any other letter becomes a question mark, which a foot note explains. */
export function printable(text: string): string {
  return [...text.normalize('NFC')].map((letter) => (isPrintable(letter) ? letter : '?')).join('');
}

function isPrintable(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0;
  return (
    letter === '\n' ||
    (code >= 0x20 && code < 0x7f) ||
    (code >= 0xa0 && code <= 0xff) ||
    BEYOND_LATIN1.includes(letter)
  );
}
