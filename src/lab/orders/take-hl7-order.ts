import { messageOf } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { HL7_APPLICATION } from '../hl7-result.ts';
import { type Hl7Segment, hl7Segment, hl7Time, parseHl7 } from '../hl7-text.ts';
import { hl7Orders } from './hl7-orders.ts';
import { type Hl7ErrorCode, OrderRefused, refusalOf } from './order-refused.ts';
import type { TakeOrders } from './take-orders.ts';

/** What answers an order by the book; without what is optional there, it is an acknowledgement. */
const ANSWER_TYPE: Readonly<Record<string, readonly string[]>> = {
  O01: ['ORR', 'O02', 'ORR_O02'],
  O21: ['ORL', 'O22', 'ORL_O22'],
};
/** What is wrong with the envelope is rejected (AR), what is wrong with the order is an error (AE). */
const REJECTED: readonly Hl7ErrorCode[] = ['200', '202', '207'];

export interface OrderDoor {
  readonly take: TakeOrders;
  readonly log: Log;
  readonly now: () => Date;
  /** UUID. */
  readonly newId: () => string;
}

/** Takes the orders of one HL7 message and gives the message that answers it; null for what is no HL7 at all. */
export function takeHl7Order(message: string, door: OrderDoor): string | null {
  const segments = parseHl7(message);
  if (segments === null) {
    door.log.warn('what came in for orders was no HL7 message');
    return null;
  }
  try {
    door.take(hl7Orders(segments, door.now()), 'hl7');
    return answer(segments, door, null);
  } catch (fault) {
    const refusal = refusalOf(fault);
    if (refusal) {
      door.log.warn({ reason: refusal.message }, 'an HL7 order was refused');
      return answer(segments, door, refusal);
    }
    door.log.error({ reason: messageOf(fault) }, 'an HL7 order could not be taken');
    return answer(segments, door, new OrderRefused('207', 'it could not be written down; send it again'));
  }
}

function answer(segments: readonly Hl7Segment[], door: OrderDoor, refused: OrderRefused | null): string {
  const [header] = segments;
  const text = (field: number, component = 1) => header?.text(field, component) ?? '';
  const code = refused === null ? 'AA' : REJECTED.includes(refused.code) ? 'AR' : 'AE';
  const written = [
    hl7Segment('MSH', [
      ...[HL7_APPLICATION, text(6), text(3), text(4)],
      hl7Time(door.now().toISOString()),
      null,
      ANSWER_TYPE[text(9, 2)] ?? 'ACK',
      door.newId().replaceAll('-', '').slice(-20),
      ...[text(11) || 'P', text(12) || '2.5.1'],
      ...[null, null, null, null, null],
      'UNICODE UTF-8',
    ]),
    hl7Segment('MSA', [code, text(10)]),
    ...(refused === null
      ? []
      : [hl7Segment('ERR', [null, null, refused.code, 'E', null, null, null, refused.message])]),
  ];
  return `${written.join('\r')}\r`;
}
