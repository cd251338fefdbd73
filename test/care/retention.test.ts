import { describe, expect, it, onTestFinished } from 'vitest';
import { Retention, type RetentionOptions } from '../../src/care/retention.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { someCell, someResult } from '../store/some-facts.ts';
import { SILENT } from '../support/silent-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DAY_MS = 24 * 3_600_000;
const TODAY = new Date('2026-11-21T08:00:00Z');
const CROP_BYTES = 10_000;

/** Sessions that ended so many days ago, each with two cells and their pictures; and one that is counting. */
function storeWith(daysAgo: readonly number[]): { store: Store; sessions: string[]; running: string } {
  let now = TODAY;
  const store = openStore({ directory: temporaryFolder(), now: () => now });
  const session = (index: number) => {
    const { id } = store.startSession({});
    const cells = [`${index}-a`, `${index}-b`];
    store.recordCells(
      id,
      cells.map((cell) => ({ cell: someCell(cell), cropJpeg: new Uint8Array(CROP_BYTES) })),
    );
    return id;
  };
  const sessions = daysAgo.map((days, index) => {
    now = new Date(TODAY.getTime() - days * DAY_MS);
    const id = session(index);
    store.endSession(id, someResult);
    return id;
  });
  now = TODAY;
  return { store, sessions, running: session(99) };
}

async function sweep(store: Store, over: Partial<RetentionOptions>): Promise<void> {
  const options = { store, mostPictureBytes: 1e9, log: SILENT, now: () => TODAY };
  const retention = new Retention({ ...options, ...over });
  await retention.sweep();
  await retention.close();
}

const pictured = (store: Store, session: string) =>
  store.cells(session, { limit: 9 }).filter(({ id }) => store.crop(id) !== null).length;

describe('what was kept long enough', () => {
  it('goes by kind: pictures, then the whole session; the audit trail tells of both', async () => {
    const { store, sessions, running } = storeWith([400, 100, 31, 29, 0]);
    onTestFinished(() => store.close());
    await sweep(store, { picturesDays: 30, resultsDays: 365 });
    expect(sessions.map((id) => store.session(id) !== null)).toEqual([false, true, true, true, true]);
    expect(sessions.map((id) => pictured(store, id))).toEqual([0, 0, 0, 2, 2]);
    expect(pictured(store, running)).toBe(2);
    // Its cells and its result are still what was counted.
    expect(store.cells(sessions[1] ?? '', { limit: 9 })).toHaveLength(2);
    expect(store.auditTrail(sessions[1] ?? '').at(-1)).toMatchObject({
      what: 'pictures-erased',
      actor: 'retention',
      details: { why: 'age' },
    });
    expect(store.auditTrail(sessions[0] ?? '').at(-1)).toMatchObject({
      what: 'session-deleted',
      actor: 'retention',
    });
    expect(store.access.audit.verify()).toMatchObject({ ok: true });
  });

  it('makes room for new pictures, oldest first, and never from the session that is counting', async () => {
    const { store, sessions, running } = storeWith([3, 2, 1]);
    onTestFinished(() => store.close());
    await sweep(store, { mostPictureBytes: 4 * CROP_BYTES });
    expect(sessions.map((id) => pictured(store, id))).toEqual([0, 0, 2]);
    await sweep(store, { mostPictureBytes: 1 });
    expect(sessions.map((id) => pictured(store, id))).toEqual([0, 0, 0]);
    expect(pictured(store, running)).toBe(2);
  });

  it('stays where nothing is set', async () => {
    const { store, sessions } = storeWith([4000]);
    onTestFinished(() => store.close());
    await sweep(store, {});
    expect(sessions.map((id) => pictured(store, id))).toEqual([2]);
  });
});
