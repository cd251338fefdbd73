import type { ResultMessage } from '../core/wire/mqtt.ts';
import { fhirBundle } from './fhir-bundle.ts';
import { type DropFormat, dropLine, dropName } from './file-drop.ts';
import { HL7_LINE } from './hl7-destination.ts';
import { type Hl7Receiver, hl7Result } from './hl7-result.ts';
import type { TellResult } from './tell-result.ts';
import { resultTopic } from './topics.ts';

/** What takes signed results only, by the settings: a machine's count must not stand in a patient's record. */
export interface SignedLines {
  /** Null: no receiver of HL7. */
  readonly hl7: Hl7Receiver | null;
  readonly drop: readonly DropFormat[];
}

/** Puts a signed result into the words of each line, at the moment of signing: what was signed is what is sent. Pure. */
export function tellSigned({ hl7, drop }: SignedLines): readonly TellResult[] {
  const receiver = hl7;
  const lines = [
    ...(receiver ? [tellAsHl7(receiver)] : []),
    ...drop.map((format) => tellAsFile(format, receiver)),
  ];
  return lines.map((tell) => (result) => (result.status === 'preliminary' ? null : tell(result)));
}

function tellAsHl7(receiver: Hl7Receiver): TellResult {
  return (result) => ({
    destination: HL7_LINE,
    topic: resultTopic(result.session.id),
    payload: hl7Result(result, receiver),
  });
}

function tellAsFile(format: DropFormat, receiver: Hl7Receiver | null): TellResult {
  return (result) => ({
    destination: dropLine(format),
    topic: `drop/${dropName(result, format)}`,
    payload: textOf(result, format, receiver),
  });
}

function textOf(result: ResultMessage, format: DropFormat, receiver: Hl7Receiver | null): string {
  switch (format) {
    case 'hl7':
      return hl7Result(result, receiver ?? undefined);
    case 'fhir':
      return JSON.stringify(fhirBundle(result), null, 2);
    case 'pdf':
      // Drawn when it is written: its pictures are in the store already.
      return JSON.stringify(result);
  }
}
