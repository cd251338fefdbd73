import { describe, expect, it, onTestFinished } from 'vitest';
import { Retention, type RetentionOptions } from '../../src/care/retention.ts';
import type { KeptChamberReading } from '../../src/core/wire/hemocytometer.ts';
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
  const options = { store, mostPictureBytes: 1e9, sentDays: 30, log: SILENT, now: () => TODAY };
  const retention = new Retention({ ...options, ...over });
  await retention.sweep();
  await retention.close();
}

const daysAgo = (days: number) => new Date(TODAY.getTime() - days * DAY_MS);

function endedSession(store: Store, accession: string): string {
  return store.endSession(store.startSession({ accession }).id, someResult).id;
}

function reading(
  id: string,
  { accession, receivedAt }: { accession: string | null; receivedAt: Date },
): KeptChamberReading {
  const at = receivedAt.toISOString();
  const counted = { perUl: 7000, ci95: null, count: 140, squares: 4, dilution: 20, chambers: null } as const;
  return {
    id,
    cell: 'wbc',
    ...counted,
    device: 'bench',
    takenAt: at,
    receivedAt: at,
    accession,
    doubts: [],
    refused: false,
  };
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

  it('goes with the last session of its specimen: a reading of a counting chamber', () => {
    const { store, running } = storeWith([]);
    onTestFinished(() => store.close());
    store.endSession(running, someResult);
    const [first, second] = [endedSession(store, 'A-17'), endedSession(store, 'A-17')];
    store.chamberReadings.add(reading('r-1', { accession: 'A-17', receivedAt: TODAY }));
    store.chamberReadings.add(reading('r-2', { accession: 'B-2', receivedAt: TODAY }));
    const left = () => store.chamberReadings.newest(null, 9).map(({ id }) => id);
    store.review.erase(first, { reason: 'asked for', reports: true });
    expect(left()).toEqual(['r-2', 'r-1']);
    store.review.erase(second, { reason: 'asked for', reports: true });
    expect(left()).toEqual(['r-2']);
  });

  it('goes by its own age too, for readings that belong to no session', async () => {
    const { store } = storeWith([]);
    onTestFinished(() => store.close());
    const old = new Date(TODAY.getTime() - 400 * DAY_MS);
    store.chamberReadings.add(reading('old', { accession: null, receivedAt: old }));
    store.chamberReadings.add(reading('new', { accession: null, receivedAt: TODAY }));
    await sweep(store, {});
    expect(store.chamberReadings.newest(null, 9)).toHaveLength(2);
    await sweep(store, { resultsDays: 365 });
    expect(store.chamberReadings.newest(null, 9).map(({ id }) => id)).toEqual(['new']);
    const [{ what, details } = {}] = store.access.audit.before(Number.MAX_SAFE_INTEGER, 1);
    expect([what, details]).toEqual([
      'chamber-readings-erased',
      { count: 1, before: daysAgo(365).toISOString() },
    ]);
  });

  it('leaves the outbox so long after it was delivered; what waits or was set aside never goes', async () => {
    let now = daysAgo(31);
    const store = openStore({ directory: temporaryFolder(), now: () => now });
    onTestFinished(() => store.close());
    for (const _ of Array.from({ length: 4 })) store.endSession(store.startSession({}).id, someResult);
    const [sent, aside, waiting, lately] = store.outbox.pending('mqtt', 9).map(({ number }) => number);
    store.outbox.markSent(sent ?? 0);
    store.outbox.setAside(aside ?? 0, 'not JSON');
    now = daysAgo(29);
    store.outbox.markSent(lately ?? 0);
    now = TODAY;
    await sweep(store, {});
    expect(store.access.audit.before(Number.MAX_SAFE_INTEGER, 1)[0]).toMatchObject({
      what: 'messages-cleared',
      details: { count: 1 },
    });
    expect(store.outbox.pending('mqtt', 9).map(({ number }) => number)).toEqual([waiting]);
    expect(store.outbox.lines()).toEqual([{ destination: 'mqtt', waiting: 1, setAside: 1 }]);
    // Neither place nor sequence number is ever given again, and a late mark finds nothing.
    store.outbox.markSent(sent ?? 0);
    store.endSession(store.startSession({}).id, someResult);
    const newest = store.outbox.pending('mqtt', 9).at(-1);
    expect([newest?.number, newest?.seq]).toEqual([(lately ?? 0) + 1, 5]);
    expect(store.access.audit.verify()).toMatchObject({ ok: true });
  });

  it('stays where nothing is set', async () => {
    const { store, sessions } = storeWith([4000]);
    onTestFinished(() => store.close());
    await sweep(store, {});
    expect(sessions.map((id) => pictured(store, id))).toEqual([2]);
  });
});
