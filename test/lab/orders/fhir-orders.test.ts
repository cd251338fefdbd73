import { describe, expect, it } from 'vitest';
import { readFhirOrders } from '../../../src/lab/orders/fhir-orders.ts';
import { fhirOrder, PLANTED } from './order-messages.ts';

const NOON = new Date('2026-03-20T12:00:00Z');
const read = (json: unknown) => readFhirOrders(json, NOON);

describe('orders by FHIR', () => {
  it('gives accession, age on the day of the order, sex, test and priority; nothing else of the patient', () => {
    const orders = read(fhirOrder('26-04711'));
    expect(orders).toMatchObject([
      {
        accession: '26-04711',
        age: { value: 43, unit: 'years' },
        sex: 'male',
        tests: ['24318-8'],
        priority: 'urgent',
      },
    ]);
    for (const planted of PLANTED) expect(JSON.stringify(orders)).not.toContain(planted);
  });

  it('follows references in a bundle: specimen, patient, white-cell count', () => {
    const request = {
      ...fhirOrder('unused', { contained: [], subject: { reference: 'Patient/7' } }),
      specimen: [{ reference: 'urn:uuid:s' }],
      supportingInfo: [{ reference: 'Observation/w' }],
    };
    const entry = [
      { resource: request },
      { resource: { resourceType: 'Patient', id: '7', birthDate: '2026-01-02', gender: 'female' } },
      {
        fullUrl: 'urn:uuid:s',
        resource: { resourceType: 'Specimen', accessionIdentifier: { value: '26-99' } },
      },
      {
        resource: {
          resourceType: 'Observation',
          id: 'w',
          code: { coding: [{ system: 'http://loinc.org', code: '6690-2' }] },
          valueQuantity: { value: 11.5, unit: 'x10^9/L', code: '10*9/L' },
        },
      },
      { resource: { resourceType: 'Practitioner', name: 'anything' } },
    ];
    expect(read({ resourceType: 'Bundle', type: 'collection', entry })).toMatchObject([
      { accession: '26-99', age: { value: 2, unit: 'months' }, sex: 'female', wbcCount: 11.5 },
    ]);
  });

  it.each(['revoked', 'entered-in-error'])('takes back what is %s', (status) => {
    expect(read(fhirOrder('26-1', { status }))).toMatchObject([{ accession: '26-1', cancel: true }]);
  });

  it.each([
    ['another resource', { resourceType: 'Patient', id: 'x' }, '102'],
    ['a bundle without a request', { resourceType: 'Bundle', entry: [] }, '101'],
    ['a draft', fhirOrder('26-1', { status: 'draft' }), '103'],
    ['no accession', fhirOrder('26-1', { identifier: [] }), '101'],
    [
      'a patient that is none',
      fhirOrder('26-1', { contained: [{ resourceType: 'Patient', id: 'p', birthDate: 7 }] }),
      '102',
    ],
  ])('refuses %s', (_, json, code) => {
    expect(() => read(json)).toThrow(expect.objectContaining({ name: 'OrderRefused', code }));
  });
});
