import type {
  Device,
  Observation,
  ObservationReferenceRange,
  Practitioner,
  Quantity,
  Reference,
  Specimen,
} from '@medplum/fhirtypes';
import type { ResultValue } from '../core/result-values.ts';
import type { ResultMessage } from '../core/wire/mqtt.ts';
import { codingOf } from './codes.ts';

const UCUM = 'http://unitsofmeasure.org';
const AGE_UNIT = { days: 'd', months: 'mo', years: 'a' } as const;
/** What people read beside the UCUM code. */
const UNIT_IN_WORDS = {
  '%': '%',
  '10*9/L': '10*9/L',
  '/100{WBCs}': 'per 100 white cells',
  '{cells}': 'cells',
} as const satisfies Record<ResultValue['unit'], string>;

/** What a report and its observations have in common. */
export interface About {
  readonly specimen: Reference<Specimen>;
  readonly device: Reference<Device>;
  /** Null: nobody has signed. */
  readonly signer: Reference<Practitioner> | null;
}

interface Context {
  readonly id: string;
  readonly result: ResultMessage;
  readonly about: About;
}

/** One number of a result as a FHIR observation. Pure. */
export function observationOf(
  value: ResultValue,
  { id, result, about }: Context,
): Observation & { id: string } {
  const { session, signed } = result;
  const { name, fhir } = codingOf(value);
  return {
    resourceType: 'Observation',
    id,
    status: result.status,
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
        ],
      },
    ],
    code: { coding: [fhir], text: name },
    effectiveDateTime: session.endedAt,
    issued: signed?.at ?? result.at,
    ...(about.signer && { performer: [about.signer] }),
    ...measured(value),
    ...(value.interpretation && { interpretation: [interpretationOf(value.interpretation)] }),
    ...(value.range && { referenceRange: [rangeOf(value, result)] }),
    ...notesOf(value),
    method: { text: methodOf(value, result) },
    specimen: about.specimen,
    device: about.device,
  };
}

function measured({ value, unit }: ResultValue): Pick<Observation, 'valueQuantity' | 'dataAbsentReason'> {
  if (value !== null) return { valueQuantity: quantity(value, unit) };
  const system = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
  return {
    dataAbsentReason: {
      coding: [{ system, code: 'not-performed' }],
      text: 'No white cell was counted',
    },
  };
}

function quantity(value: number, code: ResultValue['unit']): Quantity {
  return { value, unit: UNIT_IN_WORDS[code], system: UCUM, code };
}

function interpretationOf(code: NonNullable<ResultValue['interpretation']>) {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
  return { coding: [{ system, code }] };
}

/** Of the patient's age and sex: the range of another age may differ. */
function rangeOf({ range, unit }: ResultValue, { patient }: ResultMessage): ObservationReferenceRange {
  const { age, sex, ageIsAssumed } = patient;
  const years = age && { value: age.value, unit: age.unit, system: UCUM, code: AGE_UNIT[age.unit] };
  return {
    ...(range && { low: quantity(range.low, unit), high: quantity(range.high, unit) }),
    ...(sex && {
      appliesTo: [{ coding: [{ system: 'http://hl7.org/fhir/administrative-gender', code: sex }] }],
    }),
    ...(years && { age: { low: years, high: years } }),
    ...(ageIsAssumed && { text: "No age was given: the range is that of the laboratory's assumption" }),
  };
}

function notesOf({ ci95, cells, unit }: ResultValue): Pick<Observation, 'note'> {
  if (ci95 === null) return {};
  const [low, high] = ci95;
  const text = `95 % interval ${low} to ${high} ${UNIT_IN_WORDS[unit]}${cells === null ? '' : `; ${cells} cells`}`;
  return { note: [{ text }] };
}

function methodOf({ cells }: ResultValue, { signed }: ResultMessage): string {
  if (cells === null) return 'As ordered: not measured by this device';
  return signed
    ? 'Microscopy of a stained smear, cells named by a neural network and verified by a person'
    : 'Microscopy of a stained smear, cells named by a neural network and not verified';
}
