import { describe, expect, it, onTestFinished } from 'vitest';
import { clockFault } from '../../src/core/clock-fault.ts';
import { openStore } from '../../src/store/store.ts';
import { someCell, someResult } from '../store/some-facts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a clock', () => {
  it.each([
    ['of a box without a battery', '1970-01-01T00:00:07Z', null, /before this program was made/],
    ['that was set back since', '2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z', /written down at 2026-06-01/],
  ])('%s cannot be right', (_which, now, newest, fault) => {
    expect(clockFault(new Date(now), newest)).toMatch(fault);
  });

  it.each([
    ['at the first start', '2026-06-01T00:00:00Z', null],
    ['that the network set back by a little', '2026-06-01T00:00:00Z', '2026-06-01T00:04:59Z'],
    ['that went on', '2026-06-02T00:00:00Z', '2026-06-01T00:00:00Z'],
  ])('%s can be right', (_which, now, newest) => {
    expect(clockFault(new Date(now), newest)).toBeNull();
  });

  it('that jumps to and fro does not change the order of facts, nor the chain of the audit trail', () => {
    const clocks = [
      '1970-01-01T00:00:00Z',
      '2026-06-01T12:00:00Z',
      '2026-06-01T09:00:00Z',
      '2031-01-01T00:00:00Z',
    ];
    let tick = 0;
    const now = () => new Date(clocks[tick++ % clocks.length] ?? '');
    const store = openStore({ directory: temporaryFolder(), now });
    onTestFinished(() => store.close());
    const ids = Array.from({ length: 6 }, (_, index) => {
      const { id } = store.startSession({ accession: `S-${index}` });
      store.recordCells(id, [{ cell: someCell(`c${index}`), cropJpeg: null }]);
      store.endSession(id, someResult);
      return id;
    });
    expect(store.sessions(9).map(({ id }) => id)).toEqual(ids.toReversed());
    expect(store.outbox.pending('mqtt', 9).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(store.access.audit.verify()).toMatchObject({ ok: true });
  });
});
