import { type ResultValue, resultValues } from '../core/result-values.ts';
import type { ResultMessage } from '../core/wire/mqtt.ts';

const COLUMNS = [
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
] as const;
type Line = Readonly<Record<(typeof COLUMNS)[number], string | number | null | undefined>>;

/** The result as CSV (RFC 4180): a head, then a line for each number. What is not known is empty. Pure. */
export function reportCsv(result: ResultMessage): string {
  const lines = resultValues(result).map((value) => lineOf(value, result));
  return [COLUMNS, ...lines.map((line) => COLUMNS.map((column) => line[column]))]
    .map((fields) => `${fields.map(csvField).join(',')}\r\n`)
    .join('');
}

function lineOf(value: ResultValue, { id, status, session, signed }: ResultMessage): Line {
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
  };
}

function csvField(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
