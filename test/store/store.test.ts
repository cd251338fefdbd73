import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_CELL_CLASSES, type CellClass } from '../../src/core/cells.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { someCell, someResult } from './some-facts.ts';
import { someSignedResult } from './some-signed-result.ts';

const NOON = new Date('2026-03-01T12:00:00.000Z');

function withStore(work: (store: Store, directory: string) => void): void {
  const directory = temporaryFolder();
  const store = openStore({ directory, now: () => NOON });
  try {
    work(store, directory);
  } finally {
    store.close();
  }
}

function change(id: string, name: Parameters<typeof someCell>[1] = 'lymphocyte') {
  return { cell: someCell(id, name), cropJpeg: null };
}

describe('a session', () => {
  it('starts at revision 0, is the current one, and only one counts at a time', () =>
    withStore((store) => {
      expect(store.currentSession()).toBeNull();
      const session = store.startSession({ accession: 'A-17' });
      expect(session).toMatchObject({ accession: 'A-17', status: 'counting', revision: 0, endedAt: null });
      expect(session.startedAt).toBe('2026-03-01T12:00:00.000Z');
      expect(session.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      expect(store.currentSession()).toEqual(session);
      expect(() => store.startSession({ accession: null })).toThrow(
        expect.objectContaining({ code: 'session-running' }),
      );
    }));

  it('counts cells by class, each once, and moves a cell that was named anew', () =>
    withStore((store) => {
      const { id } = store.startSession({ accession: null });
      expect(store.recordCells(id, [change('c1'), change('c2', 'monocyte')])).toMatchObject({
        revision: 1,
        tally: { lymphocyte: 1, monocyte: 1, platelet: 0, unclassified: 0 },
      });
      expect(store.recordCells(id, [change('c1', 'basophil')])).toMatchObject({
        revision: 2,
        tally: { lymphocyte: 0, monocyte: 1, basophil: 1 },
      });
      expect(store.recordCells(id, []).revision).toBe(2);
      expect(store.session(id)?.revision).toBe(2);
      expect(store.auditTrail(id).map((entry) => entry.what)).toEqual([
        'session-started',
        'cell-counted',
        'cell-counted',
        'cell-revised',
      ]);
      expect(store.auditTrail(id)[3]?.details).toMatchObject({
        cell: 'c1',
        before: 'lymphocyte',
        class: 'basophil',
        revision: 2,
      });
    }));

  it('gives cells back as they were, in counting order, with their crops', () =>
    withStore((store) => {
      const { id } = store.startSession({ accession: null });
      const jpeg = Uint8Array.of(0xff, 0xd8, 1, 2, 0xff, 0xd9);
      store.recordCells(id, [{ cell: someCell('c1'), cropJpeg: jpeg }, change('c2'), change('c3')]);
      store.recordCells(id, [change('c1', 'monocyte')]);
      expect(store.cells(id, { limit: 10 })[1]).toEqual({
        ...someCell('c2'),
        session: id,
        countedAt: NOON.toISOString(),
        decided: null,
        crop: null,
      });
      expect(store.cells(id, { limit: 2 }).map((cell) => cell.id)).toEqual(['c1', 'c2']);
      expect(store.cells(id, { limit: 2, newest: true }).map((cell) => cell.id)).toEqual(['c2', 'c3']);
      expect(store.crop('c1')).toEqual(jpeg);
      expect(store.crop('c2')).toBeNull();
    }));

  it('ends with its result in the outbox, once', () =>
    withStore((store) => {
      const { id } = store.startSession({ accession: null });
      store.recordCells(id, [change('c1')]);
      const ended = store.endSession(id, someResult);
      expect(ended).toMatchObject({ status: 'ended', revision: 2, endedAt: NOON.toISOString() });
      expect(store.endSession(id, someResult)).toEqual(ended);
      expect(store.outbox.pending('mqtt', 10)).toMatchObject([
        { seq: 1, topic: `session/${id}/result`, at: NOON.toISOString() },
      ]);
      expect(JSON.parse(store.outbox.pending('mqtt', 1)[0]?.payload ?? '')).toMatchObject({
        seq: 1,
        tally: { lymphocyte: 1 },
      });
      expect(store.currentSession()).toBeNull();
      expect(() => store.recordCells(id, [change('late')])).toThrow(/has ended/);
    }));

  it('goes on counting when its result cannot be composed, and no number is used up', () =>
    withStore((store) => {
      const { id } = store.startSession({ accession: null });
      const faulty = () => {
        throw new RangeError('no interval for this');
      };
      expect(() => store.endSession(id, faulty)).toThrow(RangeError);
      expect(store.currentSession()).toMatchObject({ id, status: 'counting', revision: 0 });
      expect(store.outbox.count('mqtt')).toBe(0);
      store.endSession(id, someResult);
      expect(store.outbox.pending('mqtt', 1)[0]?.seq).toBe(1);
    }));

  it('refuses what it does not know', () =>
    withStore((store) => {
      const missing = expect.objectContaining({ code: 'session-missing' });
      expect(() => store.recordCells('nobody', [change('c1')])).toThrow(missing);
      expect(() => store.endSession('nobody', someResult)).toThrow(missing);
      expect(store.session('nobody')).toBeNull();
      expect(store.crop('nobody')).toBeNull();
    }));

  it('takes a batch whole or not at all', () =>
    withStore((store) => {
      const first = store.startSession({ accession: null });
      store.recordCells(first.id, [change('c1')]);
      store.endSession(first.id, someResult);
      const second = store.startSession({ accession: null });
      expect(() => store.recordCells(second.id, [change('c2'), change('c1')])).toThrow(/belongs to session/);
      expect(store.session(second.id)?.revision).toBe(0);
      expect(store.cells(second.id, { limit: 10 })).toEqual([]);
      expect(store.recordCells(second.id, [change('c2')])).toMatchObject({
        revision: 1,
        tally: { lymphocyte: 1 },
      });
      expect(store.sessions(10).map((session) => session.id)).toEqual([second.id, first.id]);
    }));

  it('keeps what was known of the specimen and what became known, with both in the audit trail', () =>
    withStore((store) => {
      const order = {
        accession: 'A-17',
        age: { value: 6, unit: 'months' },
        sex: 'female',
        wbcCount: 17.4,
        wbcIsCorrected: true,
        target: 400,
      } as const;
      const { id } = store.startSession(order);
      expect(store.currentSession()).toMatchObject(order);
      const changed = store.changeOrder(id, { wbcCount: 12.1, target: null });
      expect(changed).toMatchObject({ ...order, wbcCount: 12.1, target: null, revision: 1 });
      expect(store.auditTrail(id).at(-1)).toMatchObject({
        what: 'order-changed',
        details: { before: { wbcCount: 17.4, target: 400 }, change: { wbcCount: 12.1, target: null } },
      });
      // The analyser may be slower than the microscope.
      store.endSession(id, someResult);
      expect(store.changeOrder(id, { wbcCount: 9.8 })).toMatchObject({ wbcCount: 9.8, revision: 3 });
      store.review.sign(id, 3, someSignedResult);
      expect(() => store.changeOrder(id, { wbcCount: 7 })).toThrow(
        expect.objectContaining({ code: 'session-signed' }),
      );
      store.review.amend(id, 'the wrong analyser');
      expect(store.changeOrder(id, { wbcCount: 7 })).toMatchObject({ wbcCount: 7, state: 'amending' });
    }));

  it('is still counting after the program starts again', () => {
    const directory = temporaryFolder();
    const before = openStore({ directory });
    const { id } = before.startSession({ accession: 'A-1' });
    before.recordCells(id, [change('c1')]);
    before.close();
    before.close();
    const after = openStore({ directory });
    expect(after.currentSession()).toMatchObject({ id, accession: 'A-1', revision: 1 });
    expect(after.recordCells(id, [change('c2')])).toMatchObject({ revision: 2, tally: { lymphocyte: 2 } });
    after.close();
  });
});

describe('the tally', () => {
  it('is what a plain list of the cells would give, whatever was counted and named anew', () =>
    withStore((store) => {
      const batches = fc.array(
        fc.array(fc.tuple(fc.nat(12), fc.constantFrom(...ALL_CELL_CLASSES)), { minLength: 1, maxLength: 6 }),
        {
          maxLength: 6,
        },
      );
      let run = 0;
      fc.assert(
        fc.property(batches, (counted) => {
          run += 1;
          const { id } = store.startSession({ accession: null });
          const names = new Map<string, CellClass>();
          for (const [index, batch] of counted.entries()) {
            const changes = batch.map(([cell, name]) => change(`${run}-${cell}`, name));
            for (const { cell } of changes) names.set(cell.id, cell.class);
            const { revision, tally } = store.recordCells(id, changes);
            expect(revision).toBe(index + 1);
            for (const name of ALL_CELL_CLASSES) {
              expect(tally[name]).toBe([...names.values()].filter((other) => other === name).length);
            }
          }
          expect(store.cells(id, { limit: 100 }).map((cell) => cell.id)).toEqual([...names.keys()]);
          store.endSession(id, someResult);
        }),
        { numRuns: 15 },
      );
    }));
});

describe('the outbox', () => {
  it('keeps the order, forgets what was acknowledged, and never uses a number twice', () => {
    const directory = temporaryFolder();
    const store = openStore({ directory });
    const endOne = (target: Store) =>
      target.endSession(target.startSession({ accession: null }).id, someResult);
    for (let count = 0; count < 3; count += 1) endOne(store);
    const [first, second] = store.outbox.pending('mqtt', 2);
    expect([first?.seq, second?.seq]).toEqual([1, 2]);
    store.outbox.markSent(first?.number ?? 0);
    store.outbox.markSent(first?.number ?? 0);
    expect(store.outbox.count('mqtt')).toBe(2);
    expect(store.outbox.pending('mqtt', 10).map((row) => row.seq)).toEqual([2, 3]);
    for (const row of store.outbox.pending('mqtt', 10)) store.outbox.markSent(row.number);
    store.close();
    const reopened = openStore({ directory });
    expect(reopened.outbox.count('mqtt')).toBe(0);
    endOne(reopened);
    expect(reopened.outbox.pending('mqtt', 1)[0]?.seq).toBe(4);
    reopened.close();
  });
});
