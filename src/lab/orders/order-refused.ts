import { HematovisionError } from '../../core/errors.ts';

/** HL7 table 0357: what is wrong with a message. */
export type Hl7ErrorCode = '100' | '101' | '102' | '103' | '200' | '202' | '204' | '207';

/**
 * An order that cannot be taken as it stands. The message names what is wrong and never repeats what was sent: orders
 * carry names and birth dates, and this is written to the log.
 */
export class OrderRefused extends Error {
  override readonly name = 'OrderRefused';
  readonly code: Hl7ErrorCode;

  constructor(code: Hl7ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What is the sender's to mend; null for a fault of ours. */
export function refusalOf(fault: unknown): OrderRefused | null {
  if (fault instanceof OrderRefused) return fault;
  if (!(fault instanceof HematovisionError) || fault.code !== 'order-missing') return null;
  return new OrderRefused('204', 'there is no such order to cancel');
}
