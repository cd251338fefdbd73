import { afterEach, describe, expect, it } from 'vitest';
import { Courier, type Destination, PoisonMessage } from '../../src/lab/courier.ts';
import { openSender, outboxStanding, type Sender } from '../../src/lab/senders.ts';
import { openAccess } from '../../src/store/open-access.ts';
import type { OutboxRow } from '../../src/store/records.ts';
import type { Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { eventually } from './eventually.ts';
import { readableLog } from './facts.ts';
import { endOne, openTestStore } from './line.ts';

const LINE = 'somewhere';
const BACKOFF = { firstDelayMs: 2, maxDelayMs: 8, resetAfterMs: 1000 };

const senders: Sender[] = [];
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.close();
});

/** A receiver that answers each message as the test says, and writes down what it was given. */
function receiver(answer: (row: OutboxRow, attempt: number) => unknown = () => undefined) {
  const given: number[] = [];
  const deliver = async (row: OutboxRow) => {
    given.push(row.seq);
    const fault = await answer(row, given.filter((seq) => seq === row.seq).length);
    if (fault) throw fault;
  };
  return { destination: { name: LINE, deliver } satisfies Destination, given };
}

function send(destination: Destination, store: Store) {
  const { log, lines } = readableLog();
  const sender = openSender(destination, { outbox: store.outbox, log, backoff: BACKOFF });
  senders.push(sender);
  return { sender, lines };
}

const tell = (store: Store) => endOne(store, (message) => ({ ...message, destination: LINE }));

describe('a courier', () => {
  it('carries what waits and what is added, in order, and marks it', async () => {
    const store = openTestStore();
    for (let count = 0; count < 150; count += 1) tell(store);
    const { destination, given } = receiver();
    const { sender } = send(destination, store);
    tell(store);
    sender.added();
    await eventually(() => store.outbox.count(LINE)).toBe(0);
    expect(given).toEqual(Array.from({ length: 151 }, (_, index) => index + 1));
    expect(sender.problem).toBeNull();
  });

  it('leaves the lines of others alone', async () => {
    const store = openTestStore();
    endOne(store);
    tell(store);
    const { destination, given } = receiver();
    send(destination, store);
    await eventually(() => given).toEqual([2]);
    expect(store.outbox.count('mqtt')).toBe(1);
  });

  it('tries the first one again until it is taken, and the second one only then', async () => {
    const store = openTestStore();
    tell(store);
    tell(store);
    const { destination, given } = receiver(({ seq }, attempt) =>
      seq === 1 && attempt < 4 ? new Error('the line is down') : undefined,
    );
    const { sender, lines } = send(destination, store);
    await eventually(() => sender.problem?.message).toBe('somewhere: the line is down');
    await eventually(() => store.outbox.count(LINE)).toBe(0);
    expect(given).toEqual([1, 1, 1, 1, 2]);
    expect(sender.problem).toBeNull();
    // Aloud once, however often it was tried.
    expect(lines().match(/"level":50/g)).toHaveLength(1);
  });

  it('sets a poison message aside with its reason, an audit entry and a line in the log, and goes on', async () => {
    const store = openTestStore();
    tell(store);
    tell(store);
    const { destination, given } = receiver(({ seq }) =>
      seq === 1 ? new PoisonMessage('unknown code') : undefined,
    );
    const { sender, lines } = send(destination, store);
    await eventually(() => store.outbox.count(LINE)).toBe(0);
    expect(given).toEqual([1, 2]);
    expect(outboxStanding(store.outbox, senders)).toEqual([
      { destination: LINE, waiting: 0, setAside: 1, problem: null },
    ]);
    expect(store.access.audit.newestOf('message-set-aside')?.details).toMatchObject({
      destination: LINE,
      seq: 1,
      reason: 'unknown code',
    });
    expect(lines()).toMatch(/"level":50.*a message was set aside: unknown code/);
    expect(sender.problem).toBeNull();
  });

  it('sees within a second what somebody at the console put back in line', async () => {
    const directory = temporaryFolder();
    const store = openTestStore(directory);
    tell(store);
    let knows = false;
    const { destination, given } = receiver(() => (knows ? undefined : new PoisonMessage('unknown code')));
    send(destination, store);
    await eventually(() => store.outbox.lines()).toMatchObject([{ setAside: 1 }]);
    knows = true;
    const console = openAccess({ directory, create: false });
    const [entry] = console.outbox.entries(['set-aside']);
    console.outbox.retry(entry?.number ?? 0);
    console.close();
    await eventually(() => given).toEqual([1, 1]);
    expect(store.outbox.lines()).toEqual([]);
  });

  it('ends in the middle of a long wait, and the message still waits', async () => {
    const store = openTestStore();
    tell(store);
    const stop = new AbortController();
    const destination: Destination = {
      name: LINE,
      deliver: (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const running = new Courier({ outbox: store.outbox, log: readableLog().log }).serve(
      destination,
      stop.signal,
    );
    stop.abort();
    await running;
    expect(store.outbox.count(LINE)).toBe(1);
  });
});

describe('the standing of the outbox', () => {
  it('names every destination of the settings, and those that were taken out of them', () => {
    const store = openTestStore();
    tell(store);
    const sender = { name: 'mqtt', problem: null, added: () => undefined, close: async () => undefined };
    expect(outboxStanding(store.outbox, [sender])).toEqual([
      { destination: 'mqtt', waiting: 0, setAside: 0, problem: null },
      { destination: LINE, waiting: 1, setAside: 0, problem: 'not in the settings any more' },
    ]);
  });
});
