import { describe, expect, it, onTestFinished } from 'vitest';
import { Courier } from '../../src/lab/courier.ts';
import { HL7_LINE, hl7Destination } from '../../src/lab/hl7-destination.ts';
import { hl7Result } from '../../src/lab/hl7-result.ts';
import type { Envelope, OutboxMessage } from '../../src/store/records.ts';
import type { Store } from '../../src/store/store.ts';
import { madeResult } from '../support/signed-result.ts';
import { waitUntil } from '../support/wait-until.ts';
import { readableLog } from './facts.ts';
import { acknowledgement, controlIdOf, startHl7Receiver, startScriptedReceiver } from './hl7-receiver.ts';
import { openTestStore } from './line.ts';
import { freePort } from './mosquitto-process.ts';

const BACKOFF = { firstDelayMs: 5, maxDelayMs: 20, resetAfterMs: 1000 };

/** Ends a session whose result goes to the receiver of HL7; gives the control id of its message. */
function queueOne(store: Store): string {
  let controlId = '';
  const tell = (envelope: Envelope): OutboxMessage => {
    const payload = hl7Result({ ...madeResult(), id: envelope.id });
    controlId = controlIdOf(payload);
    return { destination: HL7_LINE, topic: 'result', payload };
  };
  store.endSession(store.startSession().id, (_session, _tally, envelope) => [tell(envelope)]);
  return controlId;
}

function serve(store: Store, port: number, answerWithinMs = 5000) {
  const stop = new AbortController();
  const { log, lines } = readableLog();
  const courier = new Courier({ outbox: store.outbox, log, backoff: BACKOFF });
  const running = courier.serve(hl7Destination({ host: '127.0.0.1', port, answerWithinMs }), stop.signal);
  const close = async () => {
    stop.abort();
    await running;
  };
  onTestFinished(close);
  return { courier, lines, close };
}

const emptied = (store: Store) => waitUntil('the line is empty', () => store.outbox.count(HL7_LINE) === 0);
const setAside = (store: Store) =>
  store.outbox.lines().find(({ destination }) => destination === HL7_LINE)?.setAside ?? 0;

describe('sending HL7', () => {
  it('reaches a receiver of others, in order, each once', async () => {
    const store = openTestStore();
    const { port, taken } = await startHl7Receiver();
    const ids = Array.from({ length: 5 }, () => queueOne(store));
    serve(store, port);
    await emptied(store);
    expect(taken.map(controlIdOf)).toEqual(ids);
    expect(taken[0]).toContain('26508-2^Band neutrophils/100 leukocytes^LN');
  });

  it('has one message on its way at a time', async () => {
    const store = openTestStore();
    let open = 0;
    let most = 0;
    const receiver = await startScriptedReceiver((message, socket) => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => {
        open -= 1;
        socket.write(`\u000b${acknowledgement('AA', controlIdOf(message))}\u001c\r`);
      });
      return null;
    });
    for (let count = 0; count < 20; count += 1) queueOne(store);
    serve(store, receiver.port);
    await emptied(store);
    expect([most, receiver.received.length]).toEqual([1, 20]);
  });

  it('waits for a receiver that is away, and says so once', async () => {
    const store = openTestStore();
    const port = await freePort();
    queueOne(store);
    const { courier, lines } = serve(store, port);
    await waitUntil('it has a problem', () => courier.problem !== null);
    expect(courier.problem?.message).toContain('ECONNREFUSED');
    const receiver = await startScriptedReceiver(
      (message) => acknowledgement('AA', controlIdOf(message)),
      port,
    );
    await emptied(store);
    expect(receiver.received).toHaveLength(1);
    expect(lines().match(/"level":50/g)).toHaveLength(1);
  });

  it('sends the very same message again when no answer comes, and when the receiver hangs up on it', async () => {
    const store = openTestStore();
    const id = queueOne(store);
    let tries = 0;
    const receiver = await startScriptedReceiver((message, socket) => {
      tries += 1;
      if (tries === 1) return null;
      if (tries === 2) {
        socket.destroy();
        return null;
      }
      return acknowledgement('AA', controlIdOf(message));
    });
    serve(store, receiver.port, 150);
    await emptied(store);
    expect(new Set(receiver.received).size).toBe(1);
    expect(receiver.received.map(controlIdOf)).toEqual([id, id, id]);
  });

  it('takes no answer to another message for its own', async () => {
    const store = openTestStore();
    queueOne(store);
    const receiver = await startScriptedReceiver((message, socket) => {
      const late = acknowledgement('AE', 'another');
      socket.write(`\u000b${late}\u001c\r`);
      return acknowledgement('AA', controlIdOf(message));
    });
    serve(store, receiver.port);
    await emptied(store);
    expect([receiver.received.length, setAside(store)]).toEqual([1, 0]);
  });

  it('sets a message aside that lies in error, with the reason, and goes on with the next', async () => {
    const store = openTestStore();
    const bad = queueOne(store);
    const good = queueOne(store);
    const receiver = await startScriptedReceiver((message) => {
      const id = controlIdOf(message);
      return id === bad ? acknowledgement('AE', id, ['204', 'no such specimen']) : acknowledgement('AA', id);
    });
    const { lines } = serve(store, receiver.port);
    await emptied(store);
    expect(receiver.received.map(controlIdOf)).toEqual([bad, good]);
    expect(setAside(store)).toBe(1);
    expect(lines()).toContain('AE 204 no such specimen');
  });

  it('sets a message aside at once that is never taken there', async () => {
    const store = openTestStore();
    queueOne(store);
    const receiver = await startScriptedReceiver((message) =>
      acknowledgement('AR', controlIdOf(message), ['203', 'version']),
    );
    serve(store, receiver.port);
    await emptied(store);
    expect([receiver.received.length, setAside(store)]).toEqual([1, 1]);
  });

  it('tries a rejected message some times, for the fault may be the receiver’s', async () => {
    const store = openTestStore();
    queueOne(store);
    let tries = 0;
    const busy = await startScriptedReceiver((message) => {
      tries += 1;
      return acknowledgement(tries < 4 ? 'AR' : 'AA', controlIdOf(message), ['207', 'queue full']);
    });
    serve(store, busy.port);
    await emptied(store);
    expect([tries, setAside(store)]).toEqual([4, 0]);
  });

  it('gives up a message that stays rejected', async () => {
    const store = openTestStore();
    queueOne(store);
    const receiver = await startScriptedReceiver((message) => acknowledgement('AR', controlIdOf(message)));
    serve(store, receiver.port);
    await emptied(store);
    expect([receiver.received.length, setAside(store)]).toEqual([5, 1]);
  });

  it('ends at once while it waits for an answer, and the message is still there', async () => {
    const store = openTestStore();
    queueOne(store);
    const receiver = await startScriptedReceiver(() => null);
    const { close } = serve(store, receiver.port, 60_000);
    await waitUntil('it was sent', () => receiver.received.length === 1);
    const startedAtMs = performance.now();
    await close();
    expect(performance.now() - startedAtMs).toBeLessThan(1000);
    expect(store.outbox.count(HL7_LINE)).toBe(1);
  });
});
