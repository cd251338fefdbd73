import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGE_CODES } from '../../src/core/languages.ts';
import { reportCsv } from '../../src/report/report-csv.ts';
import { Wording } from '../../src/report/wording.ts';
import { CORRECTED, FIVE_PART, madeResult } from '../support/signed-result.ts';

/** A reader of RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(field)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push(row.splice(0));
  }
  row = [];
  return rows;
}

function linesOf(text: string): Record<string, string>[] {
  const [head = [], ...rows] = readCsv(text);
  return rows.map((row) => Object.fromEntries(head.map((name, place) => [name, row[place] ?? ''])));
}

describe('CSV of a result', () => {
  it('has a line for each number, with all that belongs to it', () => {
    const lines = linesOf(reportCsv(madeResult({ verified: CORRECTED })));
    expect(
      lines.find(({ analyte, measure }) => analyte === 'neutrophil_band' && measure === 'percent'),
    ).toEqual({
      accession: '26-04711',
      report: '01980000-0000-7000-8000-0000000000f2',
      status: 'corrected',
      counted_at: '2026-03-14T09:12:30.000Z',
      signed_by: 'grace',
      signed_at: '2026-03-14T09:20:00.000Z',
      analyte: 'neutrophil_band',
      name: 'Band neutrophils',
      measure: 'percent',
      value: '7',
      unit: '%',
      ci95_low: '3.9',
      ci95_high: '11.5',
      range_low: '0',
      range_high: '5',
      interpretation: 'H',
      cells: '14',
      loinc: '26508-2',
      class_set: 'all',
    });
    expect(lines.map(({ measure }) => measure)).toContain('absolute');
  });

  it('leaves empty what is not known: no share is 0 for want of cells', () => {
    const lines = linesOf(reportCsv(madeResult({ counts: {}, order: { wbcCount: null } })));
    const shares = lines.filter(({ measure }) => measure === 'percent');
    expect(new Set(shares.map(({ value }) => value))).toEqual(new Set(['']));
    expect(lines.every(({ measure }) => measure !== 'absolute')).toBe(true);
  });

  it('says which classes were told apart, and has no line for the others', () => {
    const lines = linesOf(reportCsv(madeResult({ counts: FIVE_PART, classSet: 'five-part' })));
    expect(new Set(lines.map(({ class_set }) => class_set))).toEqual(new Set(['five-part']));
    const analytes = new Set(lines.map(({ analyte }) => analyte));
    for (const absent of ['neutrophil_segmented', 'neutrophil_band', 'promyelocyte', 'erythroblast'])
      expect(analytes).not.toContain(absent);
    expect(analytes).toContain('neutrophil');
  });

  it.each(LANGUAGE_CODES)('has its head and its names in %s, one column for each', (language) => {
    const [head = [], first = []] = readCsv(reportCsv(madeResult(), language));
    expect(new Set(head).size).toBe(19);
    expect(first[7]).toBe(new Wording(language).words.analytes.wbc);
  });

  it('keeps its lines and columns whatever stands in a text', () => {
    const result = madeResult();
    const text = fc.string({ unit: fc.constantFrom(...'",\r\n;a é') });
    fc.assert(
      fc.property(text, (by) => {
        const signed = { ...result, signed: { by, at: '2026-03-14T09:20:00.000Z', comment: '' } };
        const lines = linesOf(reportCsv(signed));
        expect(lines).toHaveLength(linesOf(reportCsv(result)).length);
        expect(lines.every(({ signed_by }) => signed_by === by)).toBe(true);
      }),
    );
  });
});
