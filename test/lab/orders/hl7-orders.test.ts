import { describe, expect, it } from 'vitest';
import { parseHl7 } from '../../../src/lab/hl7-text.ts';
import { hl7Orders } from '../../../src/lab/orders/hl7-orders.ts';
import { hl7Order, PLANTED } from './order-messages.ts';

const NOON = new Date('2026-03-20T12:00:00Z');
const read = (message: string) => hl7Orders(parseHl7(message) ?? [], NOON);

describe('orders by HL7', () => {
  it('gives accession, age on the day of the order, sex, test and priority; nothing else of the patient', () => {
    const orders = read(hl7Order({ accession: '26-04711' }));
    expect(orders).toEqual([
      {
        accession: '26-04711',
        age: { value: 43, unit: 'years' },
        sex: 'male',
        wbcCount: null,
        wbcIsCorrected: false,
        target: null,
        tests: ['24318-8'],
        priority: 'stat',
        cancel: false,
      },
    ]);
    for (const planted of PLANTED) expect(JSON.stringify(orders)).not.toContain(planted);
  });

  it('reads OML^O21, the number on the tube before all others, and priority of the timing', () => {
    const more = ['TQ1|1||||||||A', 'SPM|1|TUBE-1&HOSP^X||BLD'];
    const type = 'OML^O21^OML_O21';
    expect(read(hl7Order({ accession: '26-1', type, more }))).toMatchObject([
      { accession: 'TUBE-1', priority: 'urgent' },
    ]);
  });

  it.each([
    ['6690-2', '10*3/uL', { wbcCount: 14.2, wbcIsCorrected: false }],
    ['26464-8', '10\\S\\9/L', { wbcCount: 14.2, wbcIsCorrected: false }],
    ['26464-8', '10^9/L', { wbcCount: 14.2, wbcIsCorrected: false }],
    ['12227-5', '10*9/L', { wbcCount: 14.2, wbcIsCorrected: true }],
    ['718-7', 'g/dL', { wbcCount: null }],
  ])('takes the white-cell count that comes along: %s in %s', (code, unit, expected) => {
    const more = [`OBX|1|NM|${code}^x^LN||14.2|${unit}|||||F`];
    expect(read(hl7Order({ accession: '26-1', more }))).toMatchObject([expected]);
  });

  it('puts tests of one accession together', () => {
    const more = [
      'ORC|NW|PL-10|26-1',
      'OBR|2|PL-10|26-1|57023-4^Auto^LN',
      'ORC|NW|PL-11|26-2',
      'OBR|3||26-2|x',
    ];
    const orders = read(hl7Order({ accession: '26-1', more }));
    expect(orders.map(({ accession, tests }) => [accession, tests])).toEqual([
      ['26-1', ['24318-8', '57023-4']],
      ['26-2', ['x']],
    ]);
  });

  it('reads a cancellation', () => {
    expect(read(hl7Order({ accession: '26-1', control: 'CA' }))).toMatchObject([
      { accession: '26-1', cancel: true },
    ]);
  });

  it.each([
    ['a result', hl7Order({ accession: 'A', type: 'ORU^R01' }), '200'],
    ['a test message', hl7Order({ accession: 'A' }).replace('|P|2.5.1', '|T|2.5.1'), '202'],
    ['no order', hl7Order({ accession: 'A' }).replace(/\rORC.*/s, ''), '100'],
    ['no accession', hl7Order({ accession: '' }).replaceAll('PL-9', ''), '101'],
    ['a strange accession', hl7Order({ accession: 'Featherstonehaugh, Marmaduke' }), '102'],
    ['an unknown wish', hl7Order({ accession: 'A', control: 'ZZ' }), '103'],
    ['a white-cell count in g/L', hl7Order({ accession: 'A', more: ['OBX|1|NM|6690-2||7|g/L'] }), '103'],
    [
      'a white-cell count that is none',
      hl7Order({ accession: 'A', more: ['OBX|1|NM|6690-2||high|10*9/L'] }),
      '102',
    ],
  ])('refuses %s, and repeats nothing of it', (_, message, code) => {
    expect(() => read(message)).toThrow(expect.objectContaining({ name: 'OrderRefused', code }));
    try {
      read(message);
    } catch (refused) {
      for (const planted of PLANTED) expect(String(refused)).not.toContain(planted);
    }
  });
});
