import { describe, expect, it, onTestFinished } from 'vitest';
import { openPointsOf, readSession } from '../../src/review/reading.ts';
import type { ReviewParts } from '../../src/review/review-parts.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { countedSession } from '../server/counted-session.ts';
import { someResult } from '../store/some-facts.ts';
import { RULES } from '../support/laboratory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What signing a session that ended at noon on the first of June waits for, at another time. */
function openAt(store: Store, session: string, time: string) {
  const parts: ReviewParts = { store, rules: RULES, micronsPerPixel: 0.08, now: () => new Date(time) };
  const record = store.session(session);
  if (!record) throw new Error('no session');
  return openPointsOf(parts, readSession(parts, record)).map(({ why }) => why);
}

describe('the clock', () => {
  it('keeps a session from being signed when it cannot be right', () => {
    const store = openStore({ directory: temporaryFolder(), now: () => new Date('2026-06-01T12:00:00Z') });
    onTestFinished(() => store.close());
    const { session } = countedSession(store, ['lymphocyte']);
    expect(openAt(store, session, '2026-06-01T12:01:00Z')).toEqual([]);
    // Set a little back by the network.
    expect(openAt(store, session, '2026-06-01T11:56:00Z')).toEqual([]);
    expect(openAt(store, session, '2026-06-01T11:50:00Z')).toEqual(['clock']);
    // A box without a battery.
    expect(openAt(store, session, '1970-01-01T00:10:00Z')).toEqual(['clock']);
    // Another session was counted since: no time before it can be now.
    const later = new Date('2026-07-01T12:00:00Z');
    store.access.audit.append({ at: later.toISOString(), session: null, what: 'head-changed', details: {} });
    expect(openAt(store, session, '2026-06-02T12:00:00Z')).toEqual(['clock']);
  });

  it('is not believed because the program has written since it started a day behind', () => {
    const directory = temporaryFolder();
    const before = openStore({ directory, now: () => new Date('2026-06-01T12:00:00Z') });
    before.startSession({});
    before.close();
    const store = openStore({ directory, now: () => new Date('2026-05-31T12:00:00Z') });
    onTestFinished(() => store.close());
    store.endSession(store.currentSession()?.id ?? '', someResult);
    const { session } = countedSession(store, ['lymphocyte']);
    expect(openAt(store, session, '2026-05-31T12:01:00Z')).toEqual(['clock']);
    expect(openAt(store, session, '2026-06-01T12:01:00Z')).toEqual([]);
  });
});
