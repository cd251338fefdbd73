import { HematovisionError, messageOf } from '../core/errors.ts';
import { Latest } from '../core/latest.ts';
import type { Log } from '../core/log.ts';
import { type Backoff, DEFAULT_BACKOFF, supervise } from '../core/supervise.ts';
import type { Outbox } from '../store/outbox.ts';
import type { OutboxRow } from '../store/records.ts';

/** So soon a message is seen that somebody at the console put back in line. */
const LOOK_EVERY_MS = 1000;

/** Where one line of the outbox leads. */
export interface Destination {
  /** The line's name in the outbox: what `OutboxMessage.destination` says. */
  readonly name: string;
  /** Connects without sending anything, where there is a connection: for whoever asks whether it would work. */
  reach?(signal: AbortSignal): Promise<void>;
  /**
   * Resolves when the receiver has acknowledged the message, which may come twice: receivers drop repeats by its
   * id. Throws `PoisonMessage` when it will never take this one; after any other fault the message stays first in
   * its line and is tried again. The signal ends the wait at shutdown; how long an answer may take is the
   * destination's own to say.
   */
  deliver(row: OutboxRow, signal: AbortSignal): Promise<void>;
}

/** The receiver will never take this message, however often it is tried; the ones behind it shall not wait. */
export class PoisonMessage extends Error {
  override readonly name = 'PoisonMessage';
}

export interface CourierOptions {
  readonly outbox: Outbox;
  readonly log: Log;
  readonly backoff?: Backoff;
}

/**
 * Carries one line of the outbox to its destination: in order, one at a time, marked only when acknowledged. A
 * destination that is there all the time is served from start to end, one with connections for as long as each:
 *
 *     const courier = new Courier({ outbox: store.outbox, log });
 *     const running = courier.serve(destination, stopping.signal);   // ends with the signal, never throws
 *     courier.added();                                               // a message was put in line
 */
export class Courier {
  readonly #options: CourierOptions;
  #added: Latest<void> | undefined;
  #problem: HematovisionError | null = null;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Why the first message in line waits, and what to do; null when none was refused since the last one arrived. */
  get problem(): HematovisionError | null {
    return this.#problem;
  }

  /** The outbox has a new message. */
  added(): void {
    this.#added?.put();
  }

  /** Sends what waits and what is added, until `done`; never in the middle of a message. */
  async serve(destination: Destination, done: AbortSignal): Promise<void> {
    const { backoff = DEFAULT_BACKOFF } = this.#options;
    await supervise((signal) => this.#sendUntil(destination, signal), done, {
      backoff,
      onEnd: (reason, delayMs) => this.#report(destination, reason, delayMs),
    });
  }

  async #sendUntil(destination: Destination, done: AbortSignal): Promise<void> {
    const added = new Latest<void>(() => undefined);
    const finish = () => added.close();
    done.addEventListener('abort', finish, { once: true });
    this.#added = added;
    const looking = setInterval(() => added.put(), LOOK_EVERY_MS);
    try {
      // What waits from before needs no one to announce it.
      added.put();
      for await (const _ of added) await this.#sendWaiting(destination, done);
    } finally {
      clearInterval(looking);
      done.removeEventListener('abort', finish);
    }
  }

  async #sendWaiting(destination: Destination, done: AbortSignal): Promise<void> {
    // One at a time from the disk too: somebody at the console may have dropped the next one meanwhile.
    const first = () => this.#options.outbox.pending(destination.name, 1)[0];
    for (let row = first(); row && !done.aborted; row = first()) await this.#send(destination, row, done);
  }

  async #send(destination: Destination, row: OutboxRow, done: AbortSignal): Promise<void> {
    const { outbox, log } = this.#options;
    try {
      await destination.deliver(row, done);
      outbox.markSent(row.number);
    } catch (fault) {
      if (!(fault instanceof PoisonMessage)) throw fault;
      outbox.setAside(row.number, fault.message);
      const facts = { destination: destination.name, message: row.id, hint: SET_ASIDE_HINT };
      log.error(facts, `a message was set aside: ${fault.message}`);
    }
    this.#problem = null;
  }

  /** The first time aloud; a receiver that stays away fills no log. */
  #report({ name }: Destination, reason: unknown, delayMs: number): void {
    const problem = problemOf(name, reason);
    const level = problem.message === this.#problem?.message ? 'debug' : 'error';
    this.#problem = problem;
    const facts = { destination: name, hint: problem.hint, retryInMs: Math.round(delayMs) };
    this.#options.log[level](facts, `a message could not be sent, it waits: ${problem.message}`);
  }
}

const SET_ASIDE_HINT = '`hematovision outbox list` shows it; retry or drop it there.';

function problemOf(destination: string, reason: unknown): HematovisionError {
  if (reason instanceof HematovisionError) return reason;
  return new HematovisionError('delivery-failed', `${destination}: ${messageOf(reason)}`, { cause: reason });
}
