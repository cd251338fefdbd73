import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actingAs } from '../../src/core/acting-as.ts';
import { ALL_CELL_CLASSES, type CellClass } from '../../src/core/cells.ts';
import type { Decision, Reading } from '../../src/core/wire/review.ts';
import type { SignedResult, SigningFacts } from '../../src/store/review-store.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { someCell, someResult } from './some-facts.ts';
import { someSignedResult } from './some-signed-result.ts';

const NOON = new Date('2026-03-01T12:00:00.000Z');
const CELLS = ['c1', 'c2', 'c3', 'c4'];

function withStore(work: (store: Store, session: string) => void): void {
  const store = openStore({ directory: temporaryFolder(), now: () => NOON });
  try {
    work(store, countFour(store, CELLS));
  } finally {
    store.close();
  }
}

function decide(store: Store, session: string, name: CellClass | null, over: DecideOptions = {}) {
  const { by = 'person:grace', reading = 'first', cells = ['c1'] } = over;
  const decisions = cells.map((cell) => ({ cell, class: name }));
  return actingAs(by, () => store.readings.decide(session, { reading, decisions }));
}

/** Counts four lymphocytes in a new session. */
function countFour(store: Store, ids: readonly string[]): string {
  const { id } = store.startSession({ accession: 'A-17' }, { kind: 'scan', micronsPerPixel: 0.08 });
  const cropJpeg = Uint8Array.of(0xff, 0xd8);
  const cells = ids.map((cell) => someCell(cell));
  store.recordCells(
    id,
    cells.map((cell) => ({ cell, cropJpeg, crop: { sideUm: 24, box: [5, 5, 20, 20] } })),
  );
  return id;
}

interface DecideOptions {
  readonly by?: string;
  readonly reading?: Reading;
  readonly cells?: readonly string[];
}

function end(store: Store, session: string): void {
  store.endSession(session, someResult);
}

function sign(
  store: Store,
  session: string,
  compose: (facts: SigningFacts) => SignedResult = someSignedResult,
) {
  return actingAs('person:ada', () =>
    store.review.sign(session, store.session(session)?.revision ?? -1, compose),
  );
}

describe('decisions', () => {
  it('are kept with who, when, before and after, and with their audit entry', () =>
    withStore((store, session) => {
      const { revision } = decide(store, session, 'blast');
      decide(store, session, 'monocyte', { by: 'person:ada' });
      expect(revision).toBe(2);
      const common = { cell: 'c1', reading: 'first', at: NOON.toISOString() };
      expect(store.readings.decisions.ofCell('c1')).toEqual([
        { number: 1, ...common, by: 'person:grace', before: 'lymphocyte', after: 'blast' },
        { number: 2, ...common, by: 'person:ada', before: 'blast', after: 'monocyte' },
      ]);
      expect(store.auditTrail(session).at(-1)).toMatchObject({
        actor: 'person:ada',
        what: 'cell-decided',
        details: {
          reading: 'first',
          revision: 3,
          decisions: [{ number: 2, cell: 'c1', before: 'blast', after: 'monocyte' }],
        },
      });
      expect(store.access.audit.verify()).toMatchObject({ ok: true });
    }));

  it('outlive what the classifier says of a better look', () =>
    withStore((store, session) => {
      decide(store, session, 'blast');
      const { tally } = store.recordCells(session, [{ cell: someCell('c1', 'basophil'), cropJpeg: null }]);
      expect(tally).toMatchObject({ blast: 1, basophil: 0, lymphocyte: 3 });
      expect(store.cell('c1')).toMatchObject({ class: 'basophil', decided: 'blast' });
    }));

  it('can be taken back: the cell is again what the classifier says', () =>
    withStore((store, session) => {
      decide(store, session, 'blast');
      decide(store, session, null);
      expect(store.tally(session)).toMatchObject({ blast: 0, lymphocyte: 4 });
      expect(store.readings.decisions.latest(session).first.size).toBe(0);
      expect(store.readings.decisions.ofCell('c1').map(({ after }) => after)).toEqual(['blast', null]);
    }));

  it('are refused for cells of other sessions, all of the act together', () =>
    withStore((store, session) => {
      expect(() => decide(store, session, 'blast', { cells: ['c1', 'elsewhere'] })).toThrow(
        expect.objectContaining({ code: 'cell-missing' }),
      );
      expect(store.tally(session)).toMatchObject({ blast: 0 });
      expect(store.session(session)?.revision).toBe(1);
    }));

  it('make the tally that replaying them makes, whatever people do in whatever order', () => {
    const act = fc.record({
      cell: fc.integer({ min: 0, max: 3 }),
      reading: fc.constantFrom<Reading>('first', 'adjudication'),
      name: fc.option(fc.constantFrom(...ALL_CELL_CLASSES)),
    });
    let runs = 0;
    withStore((store, unused) => {
      end(store, unused);
      fc.assert(
        fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
          const cells = CELLS.map((id) => `${id}-${runs}`);
          runs += 1;
          const session = countFour(store, cells);
          end(store, session);
          actingAs('person:ada', () => store.readings.openSecond(session));
          const decideIn = (wanted: Reading) => {
            for (const { cell, reading, name } of acts)
              if (reading === wanted)
                decide(store, session, name, { reading, cells: [cells[cell] as string] });
          };
          decideIn('first');
          store.readings.closeSecond(session);
          decideIn('adjudication');
          expect(store.tally(session)).toEqual(replayed(cells, store.readings.decisions.ofSession(session)));
        }),
        { numRuns: 25 },
      );
    });
  });

  /** What four lymphocytes count as after these decisions, worked out anew. */
  function replayed(cells: readonly string[], decisions: readonly Decision[]) {
    const tally = Object.fromEntries(ALL_CELL_CLASSES.map((name) => [name, 0])) as Record<CellClass, number>;
    for (const cell of cells) {
      const last = (reading: Reading) =>
        decisions.findLast((decision) => decision.cell === cell && decision.reading === reading)?.after;
      tally[last('adjudication') ?? last('first') ?? 'lymphocyte'] += 1;
    }
    return tally;
  }
});

describe('a second reading', () => {
  it('is another person’s, once, of an ended session', () =>
    withStore((store, session) => {
      const open = (by: string) => actingAs(by, () => store.readings.openSecond(session));
      const refused = expect.objectContaining({ code: 'reading-refused' });
      expect(() => open('person:ada')).toThrow(refused);
      end(store, session);
      decide(store, session, 'blast');
      expect(() => open('person:grace')).toThrow(refused);
      open('person:ada');
      expect(() => open('person:mary')).toThrow(refused);
      expect(() => decide(store, session, 'blast', { by: 'person:mary', reading: 'second' })).toThrow(
        refused,
      );
      expect(() => decide(store, session, 'blast', { by: 'person:ada' })).toThrow(refused);
      expect(() => decide(store, session, 'blast', { reading: 'adjudication' })).toThrow(refused);
      store.readings.closeSecond(session);
      // Both readings stay as they were; what is said now is agreed between the readers.
      for (const by of ['person:grace', 'person:ada'])
        for (const reading of ['first', 'second'] as const)
          expect(() => decide(store, session, 'blast', { by, reading })).toThrow(refused);
      expect(decide(store, session, 'monocyte', { reading: 'adjudication' }).decisions).toHaveLength(1);
    }));

  it('changes no count and begins with nothing', () =>
    withStore((store, session) => {
      end(store, session);
      actingAs('person:ada', () => store.readings.openSecond(session));
      const before = store.session(session)?.revision;
      const { decisions, revision } = decide(store, session, 'blast', {
        by: 'person:ada',
        reading: 'second',
      });
      expect(decisions[0]).toMatchObject({ before: null, after: 'blast' });
      expect(revision).toBe(before);
      expect(store.tally(session)).toMatchObject({ blast: 0, lymphocyte: 4 });
    }));
});

describe('signing', () => {
  it('keeps the whole result, tells the laboratory and closes the session, in one', () =>
    withStore((store, session) => {
      end(store, session);
      decide(store, session, 'blast');
      const report = sign(store, session);
      expect(report).toMatchObject({ version: 1, status: 'final', signedBy: 'person:ada', supersedes: null });
      expect(store.review.reports.get(session, 1)?.result).toMatchObject({ id: report.id, n: 4 });
      expect(store.session(session)?.state).toBe('signed');
      expect(store.outbox.pending('mqtt', 9).map(({ id }) => id)).toContain(report.id);
      expect(store.auditTrail(session).map(({ what }) => what)).toEqual(
        expect.arrayContaining(['session-signed', 'result-queued']),
      );
      expect(() => decide(store, session, 'monocyte')).toThrow(
        expect.objectContaining({ code: 'session-signed' }),
      );
      expect(() => sign(store, session)).toThrow(expect.objectContaining({ code: 'session-signed' }));
    }));

  it('leaves nothing behind when the result cannot be made, or the session changed', () =>
    withStore((store, session) => {
      end(store, session);
      const waiting = store.outbox.count('mqtt');
      const fail = () => {
        throw new Error('no codes');
      };
      expect(() => sign(store, session, fail)).toThrow('no codes');
      const stale = () => store.review.sign(session, 0, someSignedResult);
      expect(stale).toThrow(expect.objectContaining({ code: 'revision-changed' }));
      expect(store.session(session)?.state).toBe('ended');
      expect(store.review.reports.heads(session)).toEqual([]);
      expect(store.outbox.count('mqtt')).toBe(waiting);
    }));

  it('after an amendment makes a report that names the one it replaces and why', () =>
    withStore((store, session) => {
      end(store, session);
      expect(() => store.review.amend(session, 'too early')).toThrow(
        expect.objectContaining({ code: 'session-unsigned' }),
      );
      const first = sign(store, session);
      store.review.amend(session, 'one blast overlooked');
      expect(store.session(session)?.state).toBe('amending');
      decide(store, session, 'blast');
      const second = sign(store, session);
      expect(second).toMatchObject({
        version: 2,
        status: 'corrected',
        supersedes: first.id,
        reason: 'one blast overlooked',
      });
      expect(second.result).toMatchObject({ status: 'corrected', supersedes: first.id });
      expect(second.lastDecision).toBeGreaterThan(first.lastDecision);
      expect(store.session(session)).toMatchObject({ state: 'signed', amendReason: null });
    }));
});

describe('taking a session away', () => {
  const request = { reason: 'asked for by the laboratory', reports: false };

  it('leaves nothing but the audit trail, which says why', () =>
    withStore((store, session) => {
      expect(() => store.review.erase(session, request)).toThrow(
        expect.objectContaining({ code: 'session-running' }),
      );
      end(store, session);
      decide(store, session, 'blast');
      store.review.addNote(session, { cell: 'c1', text: 'a blast?' });
      store.review.erase(session, request);
      expect(store.session(session)).toBeNull();
      expect(store.sessions(9)).toEqual([]);
      expect(store.review.search.find({}, { before: null, limit: 9 })).toEqual([]);
      expect(store.cells(session, { limit: 9 })).toEqual([]);
      expect(store.crop('c1')).toBeNull();
      expect(store.review.notes.ofSession(session)).toEqual([]);
      expect(store.auditTrail(session).at(-1)).toMatchObject({
        what: 'session-deleted',
        details: { reason: request.reason },
      });
    }));

  it('leaves what was signed, unless it is named too', () =>
    withStore((store, session) => {
      end(store, session);
      sign(store, session);
      store.review.amend(session, 'signed too early');
      sign(store, session);
      store.review.erase(session, request);
      expect(store.crop('c1')).toBeNull();
      expect(store.session(session)?.state).toBe('signed');
      expect(store.review.reports.heads(session)).toHaveLength(2);
      expect(store.cells(session, { limit: 9 })).toHaveLength(CELLS.length);
      store.review.erase(session, { ...request, reports: true });
      expect(store.session(session)).toBeNull();
      expect(store.review.reports.heads(session)).toEqual([]);
    }));
});

describe('what was decided and signed', () => {
  it('is never changed, not even by SQL', async () => {
    const { StoreDatabase } = await import('../../src/store/store-database.ts');
    const directory = temporaryFolder();
    const store = openStore({ directory });
    const { id } = store.startSession();
    store.recordCells(id, [{ cell: someCell('c1'), cropJpeg: null }]);
    decide(store, id, 'blast');
    end(store, id);
    sign(store, id);
    store.close();
    const database = new StoreDatabase(`${directory}/hematovision.db`);
    for (const sql of ["UPDATE decisions SET after = 'monocyte'", "UPDATE reports SET signed_by = 'x'"])
      expect(() => database.prepare(sql).run()).toThrow(/followed|superseded/);
    database.close();
  });
});
