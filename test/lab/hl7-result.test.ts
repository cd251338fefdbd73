import { Message } from 'node-hl7-client';
import { describe, expect, it } from 'vitest';
import { hl7Result } from '../../src/lab/hl7-result.ts';
import { parseHl7 } from '../../src/lab/hl7-text.ts';
import { CORRECTED, FIRST_REPORT, FIVE_PART, madeResult, SIGNED } from '../support/signed-result.ts';

const segmentsOf = (message: string, name: string) =>
  (parseHl7(message) ?? []).filter((segment) => segment.name === name);
const lineOf = (message: string, code: string) =>
  message.split('\r').find((line) => line.includes(`|${code}^`));

describe('HL7 ORU^R01 of a result', () => {
  it('has the segments in their order, and every observation once', () => {
    const names = hl7Result(madeResult())
      .split('\r')
      .map((line) => line.slice(0, 3));
    expect(names.join(' ')).toMatch(/^MSH PID ORC OBR (NTE )+(OBX (NTE )?)+SPM $/);
    const places = segmentsOf(hl7Result(madeResult()), 'OBX').map((segment) => segment.text(1));
    expect(places).toEqual(places.map((_, place) => String(place + 1)));
  });

  it('writes a value with code, unit, range, letter and status as the standard has it', () => {
    const message = hl7Result(madeResult());
    expect(lineOf(message, '26508-2')).toMatch(
      /^OBX\|\d+\|NM\|26508-2\^Band neutrophils\/100 leukocytes\^LN\|\|7\|%\|0-5\|H\|\|\|F\|/,
    );
    expect(lineOf(message, '26499-4')).toMatch(/\|\|7\.37\|10\*9\/L\|2-7\.5\|N\|\|\|F\|/);
    expect(lineOf(message, 'cells_counted.count')).toMatch(/\^99HVE\|\|200\|\{cells\}\|/);
    expect(lineOf(message, '30525-0')).toMatch(/\|\|43\|a\|/);
  });

  it('names specimen and sex, and nothing else of the patient', () => {
    const message = hl7Result(madeResult());
    expect(message.split('\r')[1]).toBe('PID|1||||^^^^^^U|||F');
    for (const [name, field] of [
      ['ORC', 3],
      ['OBR', 3],
      ['SPM', 2],
    ] as const)
      expect(segmentsOf(message, name)[0]?.text(field)).toBe('26-04711');
  });

  it.each([
    ['preliminary', null, 'P'],
    ['final', SIGNED, 'F'],
    ['corrected', CORRECTED, 'C'],
  ] as const)('tells a %s result in report and every observation', (_, verified, status) => {
    const message = hl7Result(madeResult({ verified }));
    expect(segmentsOf(message, 'OBR')[0]?.text(25)).toBe(status);
    expect(new Set(segmentsOf(message, 'OBX').map((segment) => segment.text(11)))).toEqual(new Set([status]));
  });

  it('sends every observation again when it corrects, and says what it replaces and why', () => {
    const [first, corrected] = [SIGNED, CORRECTED].map((verified) => hl7Result(madeResult({ verified })));
    const codes = (message = '') => segmentsOf(message, 'OBX').map((segment) => segment.text(3));
    expect(codes(corrected)).toEqual(codes(first));
    expect(segmentsOf(corrected ?? '', 'NTE')[0]?.text(3)).toContain(
      `replaces ${FIRST_REPORT}: Two blasts were variant lymphocytes | see ^smear`,
    );
  });

  it('tells what could not be assessed as not obtained, without a value', () => {
    const message = hl7Result(madeResult({ counts: {} }));
    const share = segmentsOf(message, 'OBX').find((segment) => segment.text(3) === '26478-8');
    expect([share?.text(2), share?.text(5), share?.text(11)]).toEqual(['', '', 'X']);
  });

  it('leaves out what was not told apart, and says so', () => {
    const message = hl7Result(madeResult({ counts: FIVE_PART, classSet: 'five-part' }));
    expect(lineOf(message, '26508-2')).toBeUndefined();
    expect(lineOf(message, '19048-8')).toBeUndefined();
    expect(lineOf(message, '26511-6')).toMatch(/\|\|60\|%\|/);
    expect(message).toContain('Not counted apart: Segmented neutrophils');
  });

  it('keeps its control id, which fits into 20 letters, and marks a test', () => {
    const [first, again, other, test] = [
      madeResult(),
      madeResult(),
      madeResult({ verified: CORRECTED }),
      { ...madeResult(), test: true as const },
    ].map((result) => segmentsOf(hl7Result(result), 'MSH')[0]);
    expect(first?.text(10)).toMatch(/^[0-9a-f]{20}$/);
    expect(again?.text(10)).toBe(first?.text(10));
    expect(other?.text(10)).not.toBe(first?.text(10));
    expect([first?.text(11), test?.text(11)]).toEqual(['P', 'T']);
  });

  it('calls the receiver as it wants to be called', () => {
    const [header] = parseHl7(hl7Result(madeResult(), { application: 'LIS|1', facility: 'St Mary' })) ?? [];
    expect([header?.text(5), header?.text(6)]).toEqual(['LIS|1', 'St Mary']);
  });

  it('is read alike by a parser of others', () => {
    const message = new Message({ text: hl7Result(madeResult()).trimEnd() });
    expect(message.get('MSH.9.1').toString()).toBe('ORU');
    expect(message.get('OBR.4.1').toString()).toBe('24318-8');
    expect(message.get('OBX').toArray()).toHaveLength(segmentsOf(hl7Result(madeResult()), 'OBX').length);
  });
});
