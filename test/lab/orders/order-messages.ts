/** Names and birth dates that must appear nowhere once an order was taken. */
export const PLANTED = [
  'Featherstonehaugh',
  'Marmaduke',
  '19830117',
  '1983-01-17',
  'Nightingale Road',
] as const;

interface Order {
  readonly accession: string;
  readonly id?: string;
  readonly type?: string;
  readonly control?: string;
  readonly more?: readonly string[];
}

/** An order as laboratory systems send it, the patient in full. */
export function hl7Order({
  accession,
  id = 'M1',
  type = 'ORM^O01^ORM_O01',
  control = 'NW',
  more = [],
}: Order): string {
  return [
    `MSH|^~\\&|LIS|HOSP|HematoVision|ward-3|20260314080000||${type}|${id}|P|2.5.1`,
    'PID|1||MRN-778^^^HOSP^MR||Featherstonehaugh^Marmaduke^^^Mr||19830117|M|||12 Nightingale Road^^Bath',
    'PV1|1|I|W3^12^A',
    `ORC|${control}|PL-9|${accession}||||||20260314075500`,
    `OBR|1|PL-9|${accession}|24318-8^White cell differential^LN|S`,
    ...more,
    '',
  ].join('\r');
}

/** The same as a FHIR ServiceRequest with the patient inside. */
export function fhirOrder(accession: string, more: object = {}) {
  return {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    priority: 'asap',
    identifier: [{ type: { coding: [{ code: 'ACSN' }] }, value: accession }],
    code: { coding: [{ system: 'http://loinc.org', code: '24318-8' }] },
    authoredOn: '2026-03-14T07:55:00Z',
    subject: { reference: '#p' },
    contained: [
      {
        resourceType: 'Patient',
        id: 'p',
        name: [{ family: 'Featherstonehaugh', given: ['Marmaduke'] }],
        birthDate: '1983-01-17',
        gender: 'male',
        address: [{ line: ['12 Nightingale Road'] }],
      },
    ],
    ...more,
  };
}
