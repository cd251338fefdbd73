import { isRightToLeft, language } from './language.ts';

/**
 * Numbers, dates and times as the language writes them, always with the digits 0 to 9: analysers, forms and barcodes
 * have no others, and two sets of digits on one screen would be read wrongly.
 */
function tag(): string {
  const shown = language();
  // The region, for example of en-GB, decides how dates are written.
  const own = globalThis.navigator?.languages?.find((name) => name.split('-')[0] === shown) ?? shown;
  return `${own}-u-nu-latn`;
}

const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function formatter<F extends Intl.NumberFormat | Intl.DateTimeFormat>(
  key: string,
  make: (tag: string) => F,
): F {
  const name = `${tag()} ${key}`;
  const known = kept.get(name) as F | undefined;
  if (known) return known;
  const made = make(tag());
  kept.set(name, made);
  return made;
}

/** 62.77 with one decimal → "62.8", or "62,8"; without `decimals` up to three as needed. */
export function formatNumber(value: number, decimals?: number): string {
  const options: Intl.NumberFormatOptions =
    decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return formatter(`number ${decimals}`, (tag) => new Intl.NumberFormat(tag, options)).format(value);
}

/** A moment of an RFC 3339 time, with its zone: "21 Nov 2026, 16:48 GMT+1". */
export function formatTime(iso: string): string {
  const make = (tag: string) =>
    new Intl.DateTimeFormat(tag, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    });
  return formatter('time', make).format(new Date(iso));
}

/** The day of an RFC 3339 time: "21 Nov 2026". */
export function formatDay(iso: string): string {
  const make = (tag: string) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });
  return formatter('day', make).format(new Date(iso));
}

/** 1 532 000 000 → "1.53 GB"; less than a kilobyte is told in parts of one, as nothing is. */
export function formatBytes(bytes: number): string {
  const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1000, bytes)) / 3) - 1);
  const options: Intl.NumberFormatOptions = {
    style: 'unit',
    unit: units[step] ?? 'kilobyte',
    unitDisplay: 'short',
    maximumSignificantDigits: 3,
  };
  const make = (tag: string) => new Intl.NumberFormat(tag, options);
  return formatter(`bytes ${step}`, make).format(bytes / 1000 ** (step + 1));
}

/** "7.2 × 10⁹/L". */
export function perLitre(value: string): string {
  return fromTheLeft(`${value} × 10⁹/L`);
}

/** Words that read from the left, such as an account's name: a line of Arabic would mix them with what stands beside. */
export function fromTheLeft(words: string): string {
  return isRightToLeft() ? `\u2066${words}\u2069` : words;
}

/** "43 y, female", with the comma of the language. */
export function commaList(parts: readonly string[]): string {
  return parts.join(isRightToLeft() ? '، ' : ', ');
}
