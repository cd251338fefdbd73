import type { LanguageCode } from '../core/languages.ts';
import { type ResultValue, resultValues } from '../core/result-values.ts';
import type { ResultMessage } from '../core/wire/mqtt.ts';
import { Wording } from './wording.ts';
import { CSV_COLUMNS, type CsvColumn, type ReportWords } from './words/report-words.ts';

type Line = Readonly<Record<CsvColumn, string | number | null | undefined>>;

/**
 * The result as CSV (RFC 4180): a head, then a line for each number. What is not known is empty; the language is that
 * of the head and of the names. Pure.
 */
export function reportCsv(result: ResultMessage, language: LanguageCode = 'en'): string {
  const { words } = new Wording(language);
  const lines = resultValues(result).map((value) => lineOf({ ...value, name: nameOf(value, words) }, result));
  const head = CSV_COLUMNS.map((column) => words.columns[column]);
  return [head, ...lines.map((line) => CSV_COLUMNS.map((column) => line[column]))]
    .map((fields) => `${fields.map(csvField).join(',')}\r\n`)
    .join('');
}

function nameOf({ analyte }: ResultValue, words: ReportWords): string {
  return analyte === 'cells_counted' ? words.whiteCellsCounted : words.analytes[analyte];
}

function lineOf(value: ResultValue, { id, status, session, signed, classSet = 'all' }: ResultMessage): Line {
  return {
    accession: session.accession,
    report: id,
    status,
    counted_at: session.endedAt,
    signed_by: signed?.by,
    signed_at: signed?.at,
    analyte: value.analyte,
    name: value.name,
    measure: value.measure,
    value: value.value,
    unit: value.unit,
    ci95_low: value.ci95?.[0],
    ci95_high: value.ci95?.[1],
    range_low: value.range?.low,
    range_high: value.range?.high,
    interpretation: value.interpretation,
    cells: value.cells,
    loinc: value.code,
    class_set: [classSet].flat().join(' '),
  };
}

function csvField(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
