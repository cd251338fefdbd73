import type { ResultValue } from '../core/result-values.ts';
import type { RangePosition } from '../core/types.ts';

/** HL7 table 0078, as HL7 and FHIR write where a value lies. LOINC codes are the laboratory's: deploy/laboratory.yaml. */
export const INTERPRETATION = {
  'critical-low': 'LL',
  low: 'L',
  normal: 'N',
  high: 'H',
  'critical-high': 'HH',
} as const satisfies Readonly<Record<RangePosition, string>>;

/** The panel that a differential answers, and the age it was judged by; not a laboratory's choice. */
export const PANEL_CODE = { loinc: '24318-8', name: 'White cell differential, blood' } as const;
export const AGE_CODE = { loinc: '30525-0', name: 'Age' } as const;

/** Names of our own for what LOINC has no code for, or the laboratory none. */
const OWN_CODES = { fhir: 'urn:hematovision:observation', hl7: '99HVE' } as const;

/** What a value is called in messages: by its LOINC code, else by a name of ours. */
export function codingOf(value: ResultValue): {
  readonly name: string;
  readonly hl7: readonly string[];
  readonly fhir: { readonly system: string; readonly code: string };
} {
  const name = `${value.name}${OF[value.measure]}`;
  const own = `${value.analyte}.${value.measure}`;
  return value.code === null
    ? { name, hl7: [own, name, OWN_CODES.hl7], fhir: { system: OWN_CODES.fhir, code: own } }
    : { name, hl7: [value.code, name, 'LN'], fhir: { system: 'http://loinc.org', code: value.code } };
}

const OF: Readonly<Record<ResultValue['measure'], string>> = {
  percent: '/100 leukocytes',
  absolute: '',
  per100: '/100 leukocytes',
  count: '',
};
