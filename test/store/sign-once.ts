import type { ReportRecord } from '../../src/store/report-table.ts';
import type { Store } from '../../src/store/store.ts';
import { someCell, someResult } from './some-facts.ts';
import { someSignedResult } from './some-signed-result.ts';

/** Goes on with an open session or counts one, and signs it twice; each report once it is on the disk. */
export function* signOnce(store: Store, newId: () => string): Generator<ReportRecord> {
  const { id } = store.currentSession() ?? store.startSession();
  const cells = [newId(), newId(), newId()];
  store.recordCells(
    id,
    cells.map((cell) => ({ cell: someCell(cell), cropJpeg: null })),
  );
  store.endSession(id, someResult);
  const decide = (name: 'blast' | 'monocyte') =>
    store.readings.decide(id, {
      reading: 'first',
      decisions: cells.map((cell) => ({ cell, class: name })),
    }).revision;
  yield store.review.sign(id, decide('blast'), someSignedResult);
  store.review.amend(id, 'no blasts');
  yield store.review.sign(id, decide('monocyte'), someSignedResult);
}
