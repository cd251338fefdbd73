import { ANALYTE_NAME } from './analyte-names.ts';
import type { Analyte } from './analytes.ts';
import type { ResultMessage } from './wire/mqtt.ts';

/** UCUM. */
export type ResultUnit = '%' | '10*9/L' | '/100{WBCs}' | '{cells}';

/** One number of a result, as every message and table of it tells it. */
export interface ResultValue {
  readonly analyte: Analyte | 'cells_counted' | 'unclassified';
  /** `per100`: beside 100 white cells, for what is none. */
  readonly measure: 'percent' | 'absolute' | 'per100' | 'count';
  readonly name: string;
  /** LOINC; null where there is none. */
  readonly code: string | null;
  /** Null: it could not be assessed, which is not 0. */
  readonly value: number | null;
  readonly unit: ResultUnit;
  /** Cells it rests on; null for what was not counted here. */
  readonly cells: number | null;
  readonly ci95: readonly [number, number] | null;
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly interpretation: 'LL' | 'L' | 'N' | 'H' | 'HH' | null;
}

type Row = ResultMessage['differential'][number] | ResultMessage['totals'][number];

/** All numbers of a result in reporting order: white cells, the classes and their sums, what lies beside them. */
export function resultValues(result: ResultMessage): readonly ResultValue[] {
  return [
    ...whiteCells(result),
    counted('cells_counted', 'White cells counted', result.n),
    ...[...result.differential, ...result.totals].flatMap(shareAndAbsolute),
    ...(result.nrbc ? [beside('erythroblast', result.nrbc)] : []),
    ...result.beside.map((row) => beside(row.class, row)),
    ...(result.unclassified.n > 0
      ? [counted('unclassified', 'Unclassified white cells', result.unclassified.n)]
      : []),
  ];
}

const NOT_JUDGED = { ci95: null, range: null, interpretation: null } as const;

/** The range belongs to the count that all else rests on: the corrected one where there is one. */
function whiteCells({ wbc }: ResultMessage): readonly ResultValue[] {
  if (wbc === null) return [];
  const { range, interpretation, unit } = wbc;
  const given = { measure: 'absolute', unit, cells: null, ...NOT_JUDGED } as const;
  const rows: ResultValue[] = [
    { ...given, analyte: 'wbc', name: ANALYTE_NAME.wbc, code: wbc.code, value: wbc.value },
  ];
  if (wbc.corrected) {
    const { code, value } = wbc.corrected;
    rows.push({ ...given, analyte: 'wbc_corrected', name: ANALYTE_NAME.wbc_corrected, code, value });
  }
  return rows.map((row, place) => (place === rows.length - 1 ? { ...row, range, interpretation } : row));
}

function shareAndAbsolute({ class: analyte, absolute, ...row }: Row): readonly ResultValue[] {
  const name = ANALYTE_NAME[analyte];
  const { code, percent, ci95, range, interpretation } = row;
  const share: ResultValue = {
    ...{ analyte, name, code, ci95, range, interpretation },
    measure: 'percent',
    value: percent,
    unit: '%',
    cells: row.n,
  };
  return absolute ? [share, { ...absolute, analyte, name, measure: 'absolute', cells: row.n }] : [share];
}

function beside(
  analyte: Analyte,
  row: {
    readonly code: string | null;
    readonly n: number;
    readonly per100Wbc: number | null;
    readonly ci95?: readonly [number, number] | null;
  },
): ResultValue {
  return {
    ...NOT_JUDGED,
    analyte,
    measure: 'per100',
    name: ANALYTE_NAME[analyte],
    code: row.code,
    value: row.per100Wbc,
    unit: '/100{WBCs}',
    cells: row.n,
    ci95: row.ci95 ?? null,
  };
}

function counted(analyte: 'cells_counted' | 'unclassified', name: string, cells: number): ResultValue {
  return {
    ...NOT_JUDGED,
    ...{ analyte, name, cells },
    measure: 'count',
    code: null,
    value: cells,
    unit: '{cells}',
  };
}
