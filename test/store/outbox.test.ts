import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { openAccess } from '../../src/store/open-access.ts';
import { DATABASE_FILE, openStore, type Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { someResult } from './some-facts.ts';

/** Ends a session that is told to these destinations. */
function tell(store: Store, destinations: readonly string[]): void {
  store.endSession(store.startSession().id, (...facts) => {
    const [message] = someResult(...facts);
    return message ? destinations.map((destination) => ({ ...message, destination })) : [];
  });
}

describe('the lines of the outbox', () => {
  it('keep their order each for itself, whatever is told to whom and acknowledged when', () => {
    const store = openStore({ directory: temporaryFolder() });
    const names = ['mqtt', 'hl7', 'webhook:ward'];
    const step = fc.oneof(
      fc.subarray(names).map((destinations) => ({ tell: destinations })),
      fc.constantFrom(...names).map((destination) => ({ take: destination })),
    );
    const told = new Map(names.map((name) => [name, [] as number[]]));
    let seq = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        for (const one of steps) {
          if ('tell' in one) {
            tell(store, one.tell);
            seq += 1;
            for (const name of one.tell) told.get(name)?.push(seq);
          } else {
            const [first] = store.outbox.pending(one.take, 1);
            expect(first?.seq).toBe(told.get(one.take)?.shift());
            if (first) store.outbox.markSent(first.number);
          }
        }
        for (const name of names) {
          expect(store.outbox.pending(name, 1000).map((row) => row.seq)).toEqual(told.get(name));
          expect(store.outbox.count(name)).toBe(told.get(name)?.length);
        }
      }),
      { numRuns: 25 },
    );
    store.close();
  });

  it('carry one id for one fact, and note in the audit trail who is told', () => {
    const store = openStore({ directory: temporaryFolder() });
    tell(store, ['mqtt', 'hl7']);
    const [toMqtt] = store.outbox.pending('mqtt', 1);
    const [toHl7] = store.outbox.pending('hl7', 1);
    expect(toHl7).toMatchObject({ id: toMqtt?.id, seq: 1 });
    expect(store.access.audit.newestOf('result-queued')?.details).toMatchObject({
      message: toMqtt?.id,
      destinations: ['mqtt', 'hl7'],
    });
    store.close();
  });

  it('note nothing where nobody is told', () => {
    const store = openStore({ directory: temporaryFolder() });
    tell(store, []);
    expect(store.outbox.lines()).toEqual([]);
    expect(store.access.audit.newestOf('result-queued')).toBeNull();
    store.close();
  });
});

describe('a message', () => {
  function withMessage(
    test: (store: Store, outbox: ReturnType<typeof openAccess>['outbox'], number: number) => void,
  ) {
    const directory = temporaryFolder();
    const store = openStore({ directory });
    tell(store, ['mqtt']);
    const console = openAccess({ directory, create: false });
    test(store, console.outbox, store.outbox.pending('mqtt', 1)[0]?.number ?? 0);
    console.close();
    store.close();
  }

  it('that is set aside waits no longer, and does again once somebody retries it', () =>
    withMessage((store, outbox, number) => {
      store.outbox.setAside(number, 'x'.repeat(1000));
      expect(store.outbox.pending('mqtt', 1)).toEqual([]);
      const [entry] = outbox.entries(['set-aside']);
      expect(entry).toMatchObject({ number, state: 'set-aside', reason: 'x'.repeat(200) });
      expect(entry).not.toHaveProperty('payload');
      expect(outbox.retry(number)).toBe(true);
      expect(outbox.retry(number)).toBe(false);
      expect(store.outbox.pending('mqtt', 1)).toHaveLength(1);
      expect(outbox.entries(['waiting'])).toMatchObject([{ number, reason: null }]);
    }));

  it('that is dropped stays as a row, can be taken back, and both are in the audit trail', () =>
    withMessage((store, outbox, number) => {
      expect(outbox.drop(number)).toBe(true);
      expect(outbox.drop(number)).toBe(false);
      expect(store.outbox.lines()).toEqual([]);
      expect(outbox.entries(['dropped'])).toMatchObject([{ number }]);
      expect(outbox.retry(number)).toBe(true);
      expect(store.outbox.count('mqtt')).toBe(1);
      expect(store.access.audit.newest(2).map(({ what }) => what)).toEqual([
        'message-dropped',
        'message-retried',
      ]);
      expect(store.access.audit.verify()).toMatchObject({ ok: true });
    }));

  it('that was delivered is neither dropped nor sent again', () =>
    withMessage((store, outbox, number) => {
      store.outbox.markSent(number);
      expect(outbox.drop(number)).toBe(false);
      expect(outbox.retry(number)).toBe(false);
      store.outbox.setAside(number, 'too late');
      expect(outbox.entries(['sent'])).toMatchObject([{ number, reason: null }]);
    }));

  it('that does not exist is said so', () =>
    withMessage((_, outbox) => {
      expect(() => outbox.retry(4711)).toThrow(expect.objectContaining({ code: 'message-missing' }));
    }));
});

describe('an outbox of the time before there were lines', () => {
  it('is one line to the broker, with what was sent and what waits', () => {
    const directory = temporaryFolder();
    const before = MIGRATIONS.findIndex((sql) => sql.includes('outbox_before'));
    const raw = new DatabaseSync(join(directory, DATABASE_FILE));
    raw.function('audit_hash', { varargs: true }, () => '');
    for (const sql of MIGRATIONS.slice(0, before)) raw.exec(sql);
    raw.exec(`PRAGMA user_version = ${before};
      UPDATE outbox_counter SET last_seq = 3;
      INSERT INTO outbox VALUES (1, 'a', 'session/1/result', '{}', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z'),
        (2, 'b', 'session/2/result', '{"n":2}', '2026-01-02T00:00:00Z', NULL),
        (3, 'c', 'session/3/result', '{}', '2026-01-03T00:00:00Z', NULL);`);
    raw.close();
    const store = openStore({ directory });
    expect(store.outbox.pending('mqtt', 10)).toMatchObject([
      { seq: 2, id: 'b', topic: 'session/2/result', payload: '{"n":2}', at: '2026-01-02T00:00:00Z' },
      { seq: 3, id: 'c' },
    ]);
    tell(store, ['mqtt']);
    expect(store.outbox.pending('mqtt', 10).at(-1)).toMatchObject({ seq: 4 });
    store.close();
  });
});
