import { describe, expect, it, onTestFinished } from 'vitest';
import { lookAtClock } from '../../src/care/clock-watch.ts';
import { Notices } from '../../src/notices.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { runCommand } from '../support/daemon.ts';
import { SILENT } from '../support/silent-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A start of the instrument at a time: what it writes down, and what it thinks of the clock. */
function start(directory: string, at: string, isSetByNetwork = false): { isBelieved: boolean; store: Store } {
  const now = () => new Date(at);
  const store = openStore({ directory, now });
  onTestFinished(() => store.close());
  store.keeping.noteSelfTest({ passed: true });
  const notices = new Notices();
  lookAtClock({ store, notices, log: SILENT, now: now(), isSetByNetwork });
  return { isBelieved: !notices.has('clock-implausible'), store };
}

/** Several starts, one after the other. */
function starts(...times: readonly (readonly [at: string, isSetByNetwork?: boolean])[]): readonly boolean[] {
  const directory = temporaryFolder();
  return times.map(([at, isSetByNetwork]) => {
    const { store, isBelieved } = start(directory, at, isSetByNetwork);
    store.close();
    return isBelieved;
  });
}

describe('a clock that is wrong', () => {
  it('is not believed at the second start either, nor at the third', () => {
    const wrong = '2026-02-01T00:00:00Z';
    expect(starts(['2026-06-01T00:00:00Z'], [wrong], [wrong], [wrong], ['2026-06-02T00:00:00Z'])).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('that was ahead is believed again once the network has set it, and stays so', () => {
    const right = '2026-06-01T00:00:00Z';
    expect(starts(['2031-01-01T00:00:00Z'], [right], [right, true], [right])).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('in 1970 is not believed, whoever set it', () => {
    expect(starts(['1970-01-01T00:00:07Z', true])).toEqual([false]);
  });

  it('that was ahead is believed once a person at the console says so, who is noted', async () => {
    const directory = temporaryFolder();
    start(directory, '2099-01-01T00:00:00Z').store.close();
    const ask = (...args: string[]) => runCommand(['clock', ...args, '--data', directory]);
    expect(await ask()).toMatchObject({ code: 69, stdout: expect.stringContaining('written down at 2099') });
    expect((await ask('confirm')).code).toBe(0);
    expect((await ask()).code).toBe(0);
    const { store, isBelieved } = start(directory, new Date().toISOString());
    expect(isBelieved).toBe(true);
    expect(store.access.audit.newestOf('clock-vouched')).toMatchObject({
      actor: expect.stringMatching(/^console:/),
      details: { by: 'console' },
    });
    expect(store.access.audit.verify()).toMatchObject({ ok: true });
  });
});
