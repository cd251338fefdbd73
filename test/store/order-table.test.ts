import { describe, expect, it, onTestFinished } from 'vitest';
import { BLANK_ORDER } from '../../src/core/session-order.ts';
import { type OrderRequest, orderRequest, type UnknownAccessions } from '../../src/core/wire/order.ts';
import { openStore } from '../../src/store/store.ts';
import { BASIS } from '../support/laboratory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { someResult } from './some-facts.ts';

function openWorkList(unknownAccessions: UnknownAccessions = 'allow') {
  let minute = 0;
  const now = () => new Date(Date.UTC(2026, 2, 14, 8, minute++));
  const store = openStore({ directory: temporaryFolder(), now, unknownAccessions });
  onTestFinished(() => store.close());
  const take = (accession: string, more: Partial<OrderRequest> = {}) =>
    store.orders.take([orderRequest.parse({ accession, ...more })], 'hl7')[0];
  const waiting = () => store.orders.list(['waiting']).map(({ accession }) => accession);
  return { store, take, waiting };
}

describe('the work list', () => {
  it('shows the most urgent first, then the oldest', () => {
    const { take, waiting } = openWorkList();
    take('A');
    take('B', { priority: 'stat' });
    take('C', { priority: 'urgent' });
    take('D');
    expect(waiting()).toEqual(['B', 'C', 'A', 'D']);
  });

  it('gives back what was ordered', () => {
    const { take } = openWorkList();
    const asked: Partial<OrderRequest> = {
      ...{ age: { value: 3, unit: 'months' }, sex: 'male', wbcCount: 7.25, wbcIsCorrected: true },
      ...{ target: 400, tests: ['24318-8'], priority: 'urgent' },
    };
    const order = take('A', asked);
    expect(order).toMatchObject({ accession: 'A', source: 'hl7', state: 'waiting', ...asked });
  });

  it('keeps the place of an order that is repeated or changed', () => {
    const { store, take, waiting } = openWorkList();
    const first = take('A');
    take('B');
    const repeated = take('A');
    take('A', { sex: 'female' });
    expect(waiting()).toEqual(['A', 'B']);
    expect(repeated).toEqual(first);
    expect(store.orders.get('A')?.sex).toBe('female');
    const noted = store.access.audit.newest(100).filter(({ what }) => what === 'order-received');
    expect(noted).toHaveLength(3);
  });

  it('follows the sessions of the accession: running, done, and waiting again for another one', () => {
    const { store, take, waiting } = openWorkList();
    take('A');
    const { id } = store.startSession({ accession: 'A' });
    expect(store.orders.get('A')?.state).toBe('running');
    store.endSession(id, someResult);
    expect(store.orders.get('A')?.state).toBe('done');
    expect(waiting()).toEqual([]);
    store.endSession(store.startSession({ accession: 'B' }).id, someResult);
    take('B');
    expect(waiting(), 'ordered after an earlier count').toEqual(['B']);
  });

  it('takes orders back, and one that comes again stands behind those that wait', () => {
    const { store, take, waiting } = openWorkList();
    take('A');
    take('B');
    expect(take('A', { cancel: true })?.state).toBe('cancelled');
    expect(waiting()).toEqual(['B']);
    take('A');
    expect(waiting()).toEqual(['B', 'A']);
    expect(() => take('Z', { cancel: true })).toThrow(expect.objectContaining({ code: 'order-missing' }));
    expect(store.orders.get('Z')).toBeNull();
  });

  it('takes all orders of a message or none', () => {
    const { store, waiting } = openWorkList();
    const requests = [{ accession: 'A' }, { accession: 'Z', cancel: true }].map((one) =>
      orderRequest.parse(one),
    );
    expect(() => store.orders.take(requests, 'hl7')).toThrow();
    expect(waiting()).toEqual([]);
  });

  it('gives a session what it leaves open, and nothing it says itself', () => {
    const { store, take } = openWorkList();
    take('A', { age: { value: 43, unit: 'years' }, sex: 'female', wbcCount: 9, wbcIsCorrected: true });
    expect(store.startSession({ accession: 'A', sex: 'male' })).toMatchObject({
      age: { value: 43, unit: 'years' },
      sex: 'male',
      wbcCount: 9,
      wbcIsCorrected: true,
    });
  });
});

describe('an accession that nobody ordered', () => {
  const unknown = { ...BLANK_ORDER, accession: 'A' };

  it('is counted where the laboratory allows it', () => {
    const { store } = openWorkList('allow');
    expect(store.orders.forSession(unknown)).toEqual(unknown);
    expect(store.orders.warnsOf('A')).toBe(false);
  });

  it('is warned of where the laboratory wants that, until it is ordered', () => {
    const { store, take } = openWorkList('warn');
    store.startSession({ accession: 'A' });
    expect(store.orders.warnsOf('A')).toBe(true);
    expect(store.orders.warnsOf(null), 'no accession at all').toBe(false);
    take('A');
    expect(store.orders.warnsOf('A')).toBe(false);
  });

  it('is refused where the laboratory wants that, and so is one whose order was taken back', () => {
    const { store, take } = openWorkList('refuse');
    const start = () => store.startSession({ accession: 'A' });
    expect(start).toThrow(expect.objectContaining({ code: 'accession-unknown' }));
    take('A');
    take('A', { cancel: true });
    expect(start).toThrow(expect.objectContaining({ code: 'accession-unknown' }));
    take('A');
    expect(start().accession).toBe('A');
  });

  it('is refused from uploaded pictures too', () => {
    const { store } = openWorkList('refuse');
    const add = () =>
      store.addEndedSession({
        ...{ order: unknown, kind: 'upload', micronsPerPixel: 0.1, basis: BASIS, cells: [] },
        startedAt: '2026-03-14T08:00:00.000Z',
      });
    expect(add).toThrow(expect.objectContaining({ code: 'accession-unknown' }));
    expect(store.sessions(5)).toEqual([]);
  });
});
