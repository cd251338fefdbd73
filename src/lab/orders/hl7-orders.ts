import { ageAt } from '../../core/age-at.ts';
import type { OrderRequest, Priority } from '../../core/wire/order.ts';
import type { Hl7Segment } from '../hl7-text.ts';
import { checkedOrder, mergedOrders, type SentMeasurement, whiteCellsOf } from './order-facts.ts';
import { OrderRefused } from './order-refused.ts';

/** HL7 table 0119. */
const PUT = ['NW', 'XO', 'RP', 'XX', 'SN', ''];
const CANCEL = ['CA', 'DC', 'OC'];
/** HL7 tables 0485 and 0027; all others are routine. */
const PRIORITY: Readonly<Record<string, Priority>> = { S: 'stat', A: 'urgent', P: 'urgent', T: 'urgent' };

/**
 * The orders of an ORM^O01 or OML^O21. The accession is the number on the tube (SPM-2), else that of the laboratory
 * (OBR-3, ORC-3), else the placer's (OBR-2, ORC-2). Of the patient, age on the day of the order and sex are taken.
 * Throws `OrderRefused`.
 */
export function hl7Orders(segments: readonly Hl7Segment[], now: Date): readonly OrderRequest[] {
  const [type, event] = [segments[0]?.text(9) ?? '', segments[0]?.text(9, 2) ?? ''];
  if (`${type}^${event}` !== 'ORM^O01' && `${type}^${event}` !== 'OML^O21')
    throw new OrderRefused('200', 'orders are ORM^O01 or OML^O21');
  if (segments[0]?.text(11) !== 'P')
    throw new OrderRefused('202', 'only processing id P (production) is taken');
  const firstOrder = segments.findIndex(({ name }) => name === 'ORC');
  if (firstOrder < 0) throw new OrderRefused('100', 'no ORC segment');
  const patient = segments.slice(0, firstOrder).find(({ name }) => name === 'PID');
  const sentAt = timeOf(segments[0]?.text(7) ?? '') ?? now;
  const groups = groupsOf(segments.slice(firstOrder));
  return mergedOrders(groups.map((group) => orderOf(group, { patient, sentAt })));
}

/** Each order begins with its ORC. */
function groupsOf(segments: readonly Hl7Segment[]): readonly (readonly Hl7Segment[])[] {
  const groups: Hl7Segment[][] = [];
  for (const segment of segments) {
    if (segment.name === 'ORC') groups.push([]);
    groups.at(-1)?.push(segment);
  }
  return groups;
}

interface Context {
  readonly patient: Hl7Segment | undefined;
  readonly sentAt: Date;
}

function orderOf(group: readonly Hl7Segment[], { patient, sentAt }: Context): OrderRequest {
  const text = (name: string, field: number, component = 1) =>
    group.find((segment) => segment.name === name)?.text(field, component) ?? '';
  const control = text('ORC', 1);
  const cancel = CANCEL.includes(control);
  if (!cancel && !PUT.includes(control)) throw new OrderRefused('103', 'ORC-1 asks for nothing known here');
  const accession = text('SPM', 2) || text('OBR', 3) || text('ORC', 3) || text('OBR', 2) || text('ORC', 2);
  if (cancel) return checkedOrder({ accession, cancel });
  const orderedAt = timeOf(text('ORC', 9)) ?? sentAt;
  return checkedOrder({
    accession,
    age: ageAt(dateOf(patient?.text(7) ?? ''), orderedAt),
    sex: sexOf(patient?.text(8) ?? ''),
    ...whiteCellsOf(measurements(group)),
    tests: [text('OBR', 4) || text('OBR', 4, 2)].filter((test) => test !== ''),
    priority: PRIORITY[text('TQ1', 9) || text('OBR', 5) || text('OBR', 27, 6)] ?? 'routine',
  });
}

function measurements(group: readonly Hl7Segment[]): readonly SentMeasurement[] {
  return group.flatMap((segment) => {
    const value = Number(segment.text(5));
    if (segment.name !== 'OBX' || segment.text(2) !== 'NM' || segment.text(5) === '') return [];
    if (Number.isNaN(value)) throw new OrderRefused('102', 'OBX-5 is no number');
    // Whoever forgets to escape the ^ of 10^9/L sends two components.
    const unit = segment.text(6) === '10' ? `10^${segment.text(6, 2)}` : segment.text(6);
    return [{ code: segment.text(3), value, unit }];
  });
}

function sexOf(code: string): OrderRequest['sex'] {
  if (code === 'F') return 'female';
  return code === 'M' ? 'male' : null;
}

/** YYYY[MM[DD…]] as FHIR and ISO write it; '' for anything else. */
function dateOf(text: string): string {
  const [, year, month, day] = /^(\d{4})(\d{2})?(\d{2})?/.exec(text) ?? [];
  return [year, month, day].filter((part) => part !== undefined).join('-');
}

/** The day is what an age needs; the zone does not change it by more than a day. */
function timeOf(text: string): Date | null {
  const day = dateOf(text);
  const time = day.length === 10 ? new Date(`${day}T12:00:00Z`) : null;
  return time && !Number.isNaN(time.getTime()) ? time : null;
}
