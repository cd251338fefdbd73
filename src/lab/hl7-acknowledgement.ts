import { parseHl7 } from './hl7-text.ts';

/** HL7 table 0008; C… are those of the enhanced mode. */
const CODES = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'] as const;
type Code = (typeof CODES)[number];

export interface Hl7Acknowledgement {
  readonly code: Code;
  /** HL7 table 0357, '' where the receiver gave none. */
  readonly error: string;
  /** In the receiver's words. */
  readonly text: string;
}

/** What a message acknowledges; null when it is no acknowledgement of the message with this control id. */
export function hl7Acknowledgement(message: string, controlId: string): Hl7Acknowledgement | null {
  const segments = parseHl7(message);
  const msa = segments?.find(({ name }) => name === 'MSA');
  const code = CODES.find((known) => known === msa?.text(1));
  if (!msa || !code || msa.text(2) !== controlId) return null;
  const err = segments?.find(({ name }) => name === 'ERR');
  return { code, error: err?.text(3) ?? '', text: err?.text(8) || msa.text(3) || err?.text(3, 2) || '' };
}
