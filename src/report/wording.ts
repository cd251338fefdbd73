import type { Age } from '../core/age.ts';
import type { LanguageCode } from '../core/languages.ts';
import { AR } from './words/ar.ts';
import { EN } from './words/en.ts';
import { ES } from './words/es.ts';
import { FR } from './words/fr.ts';
import { HI } from './words/hi.ts';
import type { ReportWords } from './words/report-words.ts';
import { TE } from './words/te.ts';

const WORDS: Readonly<Record<LanguageCode, ReportWords>> = { en: EN, es: ES, fr: FR, hi: HI, te: TE, ar: AR };

/** What stands for a value that is not known. */
export const NOTHING = '–';

const MOMENT: Intl.DateTimeFormatOptions = {
  ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  timeZoneName: 'short',
};

/** Kept together and in its own direction, whatever stands around it: Unicode's first strong isolate. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/** How a language words a report: its sentences, numbers and dates, with the digits 0 to 9 in every language. */
export class Wording {
  readonly language: LanguageCode;
  readonly words: ReportWords;
  readonly #tag: string;

  constructor(language: LanguageCode) {
    this.language = language;
    this.words = WORDS[language];
    this.#tag = language === 'en' ? 'en-GB' : `${language}-u-nu-latn`;
  }

  get isRightToLeft(): boolean {
    return this.language === 'ar';
  }

  /** A number with a fixed number of digits, so that columns line up; without it, as it is. */
  figure(value: number | null | undefined, digits?: number): string {
    if (value == null) return NOTHING;
    const fraction =
      digits === undefined
        ? { maximumFractionDigits: 20 }
        : { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(this.#tag, { ...fraction, useGrouping: false }).format(value);
  }

  range(range: { readonly low: number; readonly high: number } | null): string {
    return range === null ? '' : this.#fromTo(this.figure(range.low), this.figure(range.high));
  }

  interval(interval: readonly [number, number] | null, digits: number): string {
    return interval === null
      ? ''
      : this.#fromTo(this.figure(interval[0], digits), this.figure(interval[1], digits));
  }

  age(age: Age | null): string {
    if (age === null) return this.words.notGiven;
    const unit = age.unit.slice(0, -1);
    return new Intl.NumberFormat(this.#tag, { style: 'unit', unit, unitDisplay: 'long' }).format(age.value);
  }

  /** "21 Nov 2026, 17:15 CET": the zone stands beside, because paper travels. */
  moment(utc: string, timeZone: string): string {
    return new Intl.DateTimeFormat(this.#tag, { ...MOMENT, timeZone }).format(new Date(utc));
  }

  #fromTo(low: string, high: string): string {
    return isolated(`${low}${NOTHING}${high}`);
  }
}
