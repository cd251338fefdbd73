import type { RangePosition } from '../core/types.ts';

/** HL7 table 0078, as HL7 and FHIR write where a value lies. LOINC codes are the laboratory's: deploy/laboratory.yaml. */
export const INTERPRETATION = {
  'critical-low': 'LL',
  low: 'L',
  normal: 'N',
  high: 'H',
  'critical-high': 'HH',
} as const satisfies Readonly<Record<RangePosition, string>>;
