import type { Analyte } from '../../core/analytes.ts';
import type { Comparator, ReviewRule, Sex } from '../../core/laboratory-rules.ts';
import type { ResultMessage } from '../../core/wire/mqtt.ts';

/** All that a printed report and its CSV say in one language; what is handed in is in its words already. */
export interface ReportWords {
  /** Between the parts of a list. */
  readonly comma: string;
  readonly semicolon: string;
  readonly title: string;
  readonly withoutAccession: string;
  readonly status: Readonly<Record<ResultMessage['status'], string>>;
  readonly isTest: string;
  readonly unverified: string;
  readonly replaces: (report: string, reason: string) => string;
  readonly notGiven: string;
  readonly accession: string;
  readonly counted: string;
  readonly age: string;
  readonly instrument: string;
  readonly sex: string;
  readonly sexes: Readonly<Record<Sex, string>>;
  readonly report: string;
  readonly ageAssumed: string;

  readonly cells: string;
  readonly count: string;
  readonly interval: string;
  readonly range: string;
  readonly whiteCellsCounted: string;
  readonly noneSeen: string;
  readonly per100: (value: string) => string;
  readonly withInterval: (interval: string) => string;
  readonly countedCells: (count: string) => string;
  readonly unclassified: (count: string) => string;
  readonly platelets: (count: string) => string;
  readonly whiteCellCount: string;
  readonly noWhiteCellCount: string;
  readonly asGiven: (value: string) => string;
  readonly corrected: (value: string) => string;
  readonly notCountedApart: (names: string) => string;

  readonly review: string;
  readonly level: Readonly<Record<ReviewRule['level'], string>>;
  readonly beyond: Readonly<Record<Comparator, (limit: string) => string>>;
  readonly flag: (measured: string, level: string, beyond: string) => string;
  readonly comment: string;
  readonly verified: string;
  readonly signedBy: (name: string, moment: string) => string;
  readonly decided: (cells: string, renamed: string) => string;
  readonly secondReader: (name: string, agreed: string, compared: string) => string;
  readonly kappa: (value: string) => string;
  readonly countedWith: string;
  readonly head: string;
  readonly rests: (pictures: string, area: string) => string;
  readonly replacedLetters: string;
  readonly page: (page: string, pages: string) => string;
  readonly disclaimer: string;

  readonly unconfirmed: string;
  readonly allPictures: string;
  readonly of: (shown: string, all: string) => string;
  readonly continued: string;

  readonly analytes: Readonly<Record<Analyte | 'unclassified', string>>;
  readonly columns: Readonly<Record<CsvColumn, string>>;
}

/** Of the CSV, in their order. */
export const CSV_COLUMNS = [
  'accession',
  'report',
  'status',
  'counted_at',
  'signed_by',
  'signed_at',
  'analyte',
  'name',
  'measure',
  'value',
  'unit',
  'ci95_low',
  'ci95_high',
  'range_low',
  'range_high',
  'interpretation',
  'cells',
  'loinc',
  'class_set',
] as const;
export type CsvColumn = (typeof CSV_COLUMNS)[number];
