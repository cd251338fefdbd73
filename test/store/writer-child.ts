// Counts cells until it is killed, and says on stdout what is committed: `node writer-child.ts FOLDER`.
// Each line is JSON, written after the commit it tells of.
import { writeSync } from 'node:fs';
import { v7 as newId } from 'uuid';
import { HematovisionError } from '../../src/core/errors.ts';
import { openStore } from '../../src/store/store.ts';
import { CELLS_A_BATCH, someCell, someResult } from './some-facts.ts';

const BATCHES_A_SESSION = 5;
const JPEG = new Uint8Array(4000).fill(0xd8);

const [directory = ''] = process.argv.slice(2);
const say = (fact: object) => writeSync(1, `${JSON.stringify(fact)}\n`);

const store = openStore({ directory });
try {
  for (;;) {
    const session = store.currentSession() ?? store.startSession({ accession: null });
    for (let revision = session.revision; revision < BATCHES_A_SESSION; revision += 1) {
      const cells = Array.from({ length: CELLS_A_BATCH }, () => ({
        cell: someCell(newId()),
        cropJpeg: JPEG,
      }));
      const recorded = store.recordCells(session.id, cells);
      say({ session: session.id, revision: recorded.revision, cells: cells.map(({ cell }) => cell.id) });
    }
    say({ session: session.id, revision: store.endSession(session.id, someResult).revision, ended: true });
  }
} catch (fault) {
  if (!(fault instanceof HematovisionError)) throw fault;
  say({ fault: fault.code, message: fault.message, hint: fault.hint });
}
