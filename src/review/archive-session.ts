import type { SessionRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { TarEntry } from './tar.ts';

/** Everything that is known of a session, one file after the other; pictures are read when their turn comes. */
export function* archiveSession(store: Store, session: SessionRecord): Generator<TarEntry, void> {
  const { readings, review } = store;
  const cells = store.cells(session.id, { limit: Number.MAX_SAFE_INTEGER });
  yield { name: 'session.json', content: `${JSON.stringify(session, null, 2)}\n` };
  yield { name: 'cells.jsonl', content: lines(cells) };
  yield { name: 'decisions.jsonl', content: lines(readings.decisions.ofSession(session.id)) };
  yield { name: 'notes.jsonl', content: lines(review.notes.ofSession(session.id)) };
  if (session.accession !== null) {
    const chambers = store.chamberReadings.newest(session.accession, Number.MAX_SAFE_INTEGER);
    yield { name: 'chamber-readings.jsonl', content: lines(chambers) };
  }
  yield { name: 'audit.jsonl', content: lines(store.auditTrail(session.id)) };
  for (const { version } of review.reports.heads(session.id)) {
    const report = review.reports.get(session.id, version);
    yield { name: `reports/${version}.json`, content: `${JSON.stringify(report?.result, null, 2)}\n` };
  }
  for (const { id } of cells) {
    const crop = store.crop(id);
    if (crop) yield { name: `crops/${id}.jpg`, content: crop };
    const field = store.field(id);
    if (field) yield { name: `fields/${id}.jpg`, content: field.jpeg };
  }
}

function lines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
