import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ResultMessage, resultMessage } from '../core/wire/mqtt.ts';
import type { Destination } from './courier.ts';

export const DROP_FORMATS = ['hl7', 'fhir', 'pdf'] as const;
export type DropFormat = (typeof DROP_FORMATS)[number];

const ENDING = { hl7: 'hl7', fhir: 'fhir.json', pdf: 'pdf' } as const satisfies Record<DropFormat, string>;

/** The line of the outbox that goes to the folder in this format. */
export function dropLine(format: DropFormat): string {
  return `drop:${format}`;
}

/**
 * A result's name in the folder: the same for every try, another for every version; sorted by name, results of one
 * specimen stand together in their order.
 */
export function dropName({ session, at, seq, test }: ResultMessage, format: DropFormat): string {
  const when = `${at.slice(0, 19).replace(/[-:]/g, '')}Z`;
  return `${test ? 'test-' : ''}${session.accession ?? session.id}_${when}_${seq}.${ENDING[format]}`;
}

export interface FileDrop {
  readonly folder: string;
  readonly format: DropFormat;
  /** The document, for a format whose bytes are not what stands in the outbox. */
  readonly render?: (result: ResultMessage) => Promise<Uint8Array>;
}

/** A folder that another program empties. A file appears whole or not at all; what begins with a dot is not ready. */
export function fileDropDestination({ folder, format, render }: FileDrop): Destination {
  return {
    name: dropLine(format),
    async deliver({ topic, payload }) {
      // Its topic names the file; a document is made from the very result that was signed.
      const name = topic.slice(topic.lastIndexOf('/') + 1);
      const bytes = render
        ? await render(resultMessage.parse(JSON.parse(payload)))
        : Buffer.from(payload, 'utf8');
      await writeWhole(folder, name, bytes);
    },
  };
}

async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  const partial = join(folder, `.${name}.${randomUUID()}.part`);
  try {
    const file = await open(partial, 'wx', 0o640);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, join(folder, name));
  } catch (fault) {
    await rm(partial, { force: true });
    throw fault;
  }
  // The name is on the disk too before the message counts as delivered.
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
