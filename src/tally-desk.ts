import { HematovisionError } from './core/errors.ts';
import { marksOf, tallyOf } from './core/key-tally.ts';
import type { LaboratoryRules } from './core/laboratory-rules.ts';
import { BLANK_ORDER, type SessionOrder } from './core/session-order.ts';
import type { DifferentialSnapshot, Tally } from './core/types.ts';
import type { KeptTally, ReaderCount, StartTallyRequest, TallyState } from './core/wire/tally.ts';
import { isBlinded } from './review/reading.ts';
import type { Tallies } from './server/tally-routes.ts';
import { compareCounts } from './slide/compare-counts.ts';
import { differential } from './slide/differential.ts';
import type { Store } from './store/store.ts';
import type { TallyRecord } from './store/tally-store.ts';

export interface TallyDeskParts {
  readonly store: Store;
  /** By which a count is judged. */
  readonly rules: LaboratoryRules;
  /** The session under the microscope. */
  readonly currentSession: () => string;
}

/** The manual counter: cells counted by keys, beside the machine's count or instead of it. */
export class TallyDesk implements Tallies {
  readonly #parts: TallyDeskParts;

  constructor(parts: TallyDeskParts) {
    this.#parts = parts;
  }

  current(): TallyState | null {
    const tally = this.#parts.store.tallies.current();
    return tally && this.#state(tally);
  }

  start({ accession, target, beside }: StartTallyRequest): TallyState {
    const { store, currentSession } = this.#parts;
    const session = beside ? currentSession() : null;
    const known = session === null ? accession : (store.session(session)?.accession ?? null);
    return this.#state(store.tallies.start({ accession: known, target, beside: session }));
  }

  press(id: string, { from, keys }: Parameters<Tallies['press']>[1]): TallyState {
    const { tallies } = this.#parts.store;
    tallies.press(id, from, keys);
    return this.#state(tallies.require(id));
  }

  keep(id: string): KeptTally {
    const { store } = this.#parts;
    const { session, isBeside } = store.tallies.keep(id);
    const comparison = isBeside ? (this.ofSession(session).find((count) => count.id === id) ?? null) : null;
    return { session, snapshot: comparison?.reader ?? this.#sessionSnapshot(session), comparison };
  }

  discard(id: string): void {
    this.#parts.store.tallies.discard(id);
  }

  /** The counts that readers kept of a session, beside what it counts as now; none to its blinded second reader. */
  ofSession(session: string): readonly ReaderCount[] {
    const { store } = this.#parts;
    if (isBlinded(this.#parts, session)) return [];
    const kept = store.tallies.ofSession(session).filter(({ beside }) => beside !== null);
    if (kept.length === 0) return [];
    const counted = this.#sessionSnapshot(session);
    const order = store.session(session) ?? BLANK_ORDER;
    return kept.map((tally) => {
      const reader = this.#judge(tally, { ...order, target: tally.target }, 'ended');
      const rows = compareCounts(reader, counted);
      return {
        id: tally.id,
        by: tally.by,
        at: tally.endedAt ?? tally.startedAt,
        reader,
        session: counted,
        rows,
      };
    });
  }

  #state(record: TallyRecord): TallyState {
    const { id, by, startedAt, accession, target, beside } = record;
    const { store } = this.#parts;
    const keys = store.tallies.keys(id);
    const specimen = beside === null ? store.orders.get(accession ?? '') : store.session(beside);
    const order = { ...BLANK_ORDER, ...specimen, accession, target };
    const snapshot = this.#judge(record, order, 'counting');
    return {
      id,
      by,
      startedAt,
      accession,
      target,
      beside,
      keys: keys.length,
      marks: marksOf(keys, target),
      snapshot,
    };
  }

  #judge(
    { id, target }: TallyRecord,
    order: SessionOrder,
    status: DifferentialSnapshot['status'],
  ): DifferentialSnapshot {
    const keys = this.#parts.store.tallies.keys(id);
    const tally: Tally = tallyOf(marksOf(keys, target));
    return differential({
      ...order,
      session: id,
      revision: keys.length,
      status,
      tally,
      rules: this.#parts.rules,
    });
  }

  #sessionSnapshot(session: string): DifferentialSnapshot {
    const { store, rules } = this.#parts;
    const record = store.session(session);
    if (!record) throw new HematovisionError('session-missing', `No session ${session}`);
    return differential({ ...record, session, tally: store.tally(session), rules });
  }
}
