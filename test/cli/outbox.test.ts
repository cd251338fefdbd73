import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { someResult } from '../store/some-facts.ts';
import { runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('hematovision outbox', () => {
  it('lists, retries and drops while the instrument holds the folder, and the audit trail knows who', async () => {
    const data = temporaryFolder();
    // Open as a running instrument has it: its lock keeps other instruments out, not the console.
    const store = openStore({ directory: data });
    for (let count = 0; count < 3; count += 1) store.endSession(store.startSession().id, someResult);
    store.outbox.setAside(1, 'packet too large');
    const outbox = (...args: string[]) => runCommand(['outbox', ...args, '--data', data]);

    const listed = await outbox('list', '--json');
    const entries = listed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries).toMatchObject([
      { number: 1, destination: 'mqtt', state: 'set-aside', reason: 'packet too large', seq: 1 },
      { number: 2, state: 'waiting', reason: null },
      { number: 3, state: 'waiting' },
    ]);
    expect((await outbox('list')).stdout.split('\n')[0]).toMatch(
      /^1 {2}mqtt {2}set-aside .* packet too large$/,
    );

    expect(await outbox('retry', '--all')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('1 back in line'),
    });
    expect(await outbox('drop', '2', '3')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('2 dropped'),
    });
    expect(store.outbox.pending('mqtt', 10).map(({ number }) => number)).toEqual([1]);
    const noted = store.access.audit.newest(3);
    expect(noted.map(({ what }) => what)).toEqual(['message-retried', 'message-dropped', 'message-dropped']);
    expect(noted.every(({ actor }) => actor.startsWith('console:'))).toBe(true);
    store.close();
    expect((await outbox('list', '--all')).stdout.trim().split('\n')).toHaveLength(3);
  });

  it.each([
    { args: ['retry'], code: 64, says: 'usage' },
    { args: ['retry', '1', '--all'], code: 64, says: 'usage' },
    { args: ['drop', 'one'], code: 64, says: 'no number of a message' },
    { args: ['list', '--data', '/nowhere/at/all'], code: 66, says: 'holds no results' },
  ])('refuses $args', async ({ args, code, says }) => {
    expect(await runCommand(['outbox', ...args])).toMatchObject({
      code,
      stderr: expect.stringContaining(says),
    });
  });
});
