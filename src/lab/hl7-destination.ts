import type { OutboxRow } from '../store/records.ts';
import { type Destination, PoisonMessage } from './courier.ts';
import { type Hl7Acknowledgement, hl7Acknowledgement } from './hl7-acknowledgement.ts';
import { parseHl7 } from './hl7-text.ts';
import { askOverMllp, connectOverMllp, type MllpPeer } from './mllp-line.ts';

/** The line of the outbox that goes to the receiver of HL7. */
export const HL7_LINE = 'hl7';

/** Table 0357: this type, event, processing id or version is never taken there. */
const NEVER_TAKEN = ['200', '201', '202', '203'];
/** AR is "not now", also for things that never pass: so often one message is tried before the others may go on. */
const MOST_REJECTIONS = 5;

/**
 * The laboratory's receiver of HL7 v2 over MLLP. As HL7 has it: an error (AE) lies in the message, and the same one is
 * not sent again; a rejection (AR) may lie in the receiver, and is; without an answer the message goes out again with
 * its old control id, by which the receiver tells the repeat.
 */
export function hl7Destination(peer: MllpPeer): Destination {
  const rejections = { of: 0, times: 0 };
  return {
    name: HL7_LINE,
    async reach(signal) {
      (await connectOverMllp(peer, signal)).destroySoon();
    },
    async deliver(row, signal) {
      const controlId = controlIdOf(row);
      const answerOf = (text: string) => hl7Acknowledgement(text, controlId);
      const answer = await askOverMllp(peer, { message: row.payload, answerOf }, signal);
      if (answer.code === 'AA' || answer.code === 'CA') return;
      const told = inWords(answer);
      if (isFinal(answer)) throw new PoisonMessage(told);
      rejections.times = rejections.of === row.number ? rejections.times + 1 : 1;
      rejections.of = row.number;
      throw rejections.times >= MOST_REJECTIONS
        ? new PoisonMessage(`${told} (${MOST_REJECTIONS} times)`)
        : new Error(told);
    },
  };
}

function controlIdOf({ payload }: OutboxRow): string {
  return parseHl7(payload)?.[0]?.text(10) ?? '';
}

function isFinal({ code, error }: Hl7Acknowledgement): boolean {
  return code === 'AE' || code === 'CE' || NEVER_TAKEN.includes(error);
}

function inWords({ code, error, text }: Hl7Acknowledgement): string {
  return [code, error, text].filter((part) => part !== '').join(' ');
}
