import { classSetSentence } from '../core/class-set-sentence.ts';
import { flagSentence } from '../core/flag-sentence.ts';
import { type ResultValue, resultValues } from '../core/result-values.ts';
import type { ResultMessage } from '../core/wire/mqtt.ts';
import { AGE_CODE, codingOf, PANEL_CODE } from './codes.ts';
import { type Hl7Value, hl7Segment, hl7Time } from './hl7-text.ts';

/** Whom the message is for, as the receiver wants to be called; '' where it does not care. */
export interface Hl7Receiver {
  readonly application: string;
  readonly facility: string;
}

export const NO_RECEIVER: Hl7Receiver = { application: '', facility: '' };

export const HL7_APPLICATION = 'HematoVision';

const HL7_STATUS = { preliminary: 'P', final: 'F', corrected: 'C' } as const;
/** A result that could not be obtained. */
const NOT_OBTAINED = 'X';
const AGE_UNIT = { days: 'd', months: 'mo', years: 'a' } as const;
/** HL7 takes no longer control id. */
const CONTROL_ID_LENGTH = 20;

/**
 * The result as HL7 v2.5.1 ORU^R01, UTF-8. A corrected result sends every observation again, as corrected. The
 * patient is known by the specimen alone: no name, no birth date, no number of a patient. Pure.
 */
export function hl7Result(result: ResultMessage, receiver: Hl7Receiver = NO_RECEIVER): string {
  const specimen = result.session.accession ?? result.session.id;
  const segments = [
    header(result, receiver),
    patient(result),
    hl7Segment('ORC', ['RE', null, specimen]),
    request(result, specimen),
    ...remarks(result).map((text, place) => hl7Segment('NTE', [place + 1, 'L', text])),
    ...observations(result),
    hl7Segment('SPM', [1, specimen, null, ['BLD', 'Whole blood', 'HL70487']]),
  ];
  return `${segments.join('\r')}\r`;
}

/** The same for every try of a message: by it the receiver tells a repeat. */
export function hl7ControlId({ id }: ResultMessage): string {
  return id.replaceAll('-', '').slice(-CONTROL_ID_LENGTH);
}

function header(result: ResultMessage, { application, facility }: Hl7Receiver): string {
  return hl7Segment('MSH', [
    HL7_APPLICATION,
    result.site,
    application,
    facility,
    hl7Time(result.at),
    null,
    ['ORU', 'R01', 'ORU_R01'],
    hl7ControlId(result),
    result.test ? 'T' : 'P',
    '2.5.1',
    ...[null, null, null, null, null],
    'UNICODE UTF-8',
  ]);
}

/** A name of type U: not told. */
function patient({ patient: { sex } }: ResultMessage): string {
  const codes = { female: 'F', male: 'M' } as const;
  return hl7Segment('PID', [
    1,
    ...[null, null, null],
    ['', '', '', '', '', '', 'U'],
    ...[null, null],
    sex && codes[sex],
  ]);
}

function request(result: ResultMessage, specimen: string): string {
  const fields: Hl7Value[] = new Array(32).fill(null);
  const set = (number: number, value: Hl7Value) => {
    fields[number - 1] = value;
  };
  set(1, 1);
  set(3, specimen);
  set(4, [PANEL_CODE.loinc, PANEL_CODE.name, 'LN']);
  set(7, hl7Time(result.session.startedAt));
  set(8, hl7Time(result.session.endedAt));
  set(22, hl7Time(result.signed?.at ?? result.at));
  set(24, 'HM');
  set(25, HL7_STATUS[result.status]);
  set(32, result.signed?.by ?? null);
  return hl7Segment('OBR', fields);
}

function remarks(result: ResultMessage): readonly string[] {
  const { supersedes, reason, signed, patient } = result;
  return [
    ...(result.test ? ['Test of the connection: belongs to no patient.'] : []),
    `Result ${result.id}${supersedes ? ` replaces ${supersedes}: ${reason ?? ''}` : ''}`,
    ...(signed?.comment ? [signed.comment] : []),
    ...(patient.ageIsAssumed ? ["No age was given: ranges are those of the laboratory's assumption."] : []),
    ...result.flags.map(flagSentence),
    classSetSentence(result.classSet) ?? [],
    result.disclaimer,
  ].flat();
}

function observations(result: ResultMessage): readonly string[] {
  const { age } = result.patient;
  const segments = resultValues(result).flatMap((value, place) => [
    observation(value, place + 1, result),
    ...(value.ci95 ? [hl7Segment('NTE', [1, 'L', `95 % interval ${value.ci95.join(' to ')}`])] : []),
  ]);
  if (age === null) return segments;
  const place = segments.filter((segment) => segment.startsWith('OBX')).length + 1;
  const code = [AGE_CODE.loinc, AGE_CODE.name, 'LN'];
  const status = HL7_STATUS[result.status];
  const nothing = new Array<null>(4).fill(null);
  const fields = [place, 'NM', code, null, age.value, AGE_UNIT[age.unit], ...nothing, status];
  return [...segments, hl7Segment('OBX', fields)];
}

function observation(value: ResultValue, place: number, result: ResultMessage): string {
  const known = value.value !== null;
  const { range } = value;
  return hl7Segment('OBX', [
    place,
    known ? 'NM' : null,
    codingOf(value).hl7,
    null,
    value.value,
    value.unit,
    range && `${range.low}-${range.high}`,
    value.interpretation,
    ...[null, null],
    known ? HL7_STATUS[result.status] : NOT_OBTAINED,
    ...[null, null],
    hl7Time(result.session.endedAt),
    ...[null, null, null],
    [result.device, result.site],
  ]);
}
