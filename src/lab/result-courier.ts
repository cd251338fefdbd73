import { Latest } from '../core/latest.ts';
import type { Log } from '../core/log.ts';
import { type Backoff, supervise } from '../core/supervise.ts';
import type { Outbox } from '../store/outbox.ts';
import { brokerFault } from './broker-address.ts';
import { JSON_CONTENT, type MqttConnection } from './mqtt-connection.ts';
import type { Topics } from './topics.ts';

const BATCH = 100;

export interface ResultCourierOptions {
  readonly outbox: Outbox;
  readonly topics: Topics;
  readonly log: Log;
  readonly backoff: Backoff;
}

/** Carries the outbox to the broker: in order, one at a time, marked only when acknowledged. */
export class ResultCourier {
  readonly #options: ResultCourierOptions;
  #added: Latest<void> | undefined;

  constructor(options: ResultCourierOptions) {
    this.#options = options;
  }

  /** The outbox has a new message. */
  added(): void {
    this.#added?.put();
  }

  /**
   * Sends what waits and what is added, until `done`; never in the middle of a message. A message that is
   * refused stays first in line and is tried again, and the connection stays.
   */
  async serve(connection: MqttConnection, done: AbortSignal): Promise<void> {
    const { topics, log, backoff } = this.#options;
    await supervise((signal) => this.#sendUntil(connection, signal), done, {
      backoff,
      onEnd: (reason, delayMs) => {
        const { message, hint } = brokerFault(topics.below('session'), reason);
        log.error(
          { hint, retryInMs: Math.round(delayMs) },
          `a result could not be sent, it waits: ${message}`,
        );
      },
    });
  }

  async #sendUntil(connection: MqttConnection, done: AbortSignal): Promise<void> {
    const added = new Latest<void>(() => undefined);
    const finish = () => added.close();
    done.addEventListener('abort', finish, { once: true });
    this.#added = added;
    try {
      // What waits from before needs no one to announce it.
      added.put();
      for await (const _ of added) await this.#sendWaiting(connection, done);
    } finally {
      done.removeEventListener('abort', finish);
    }
  }

  async #sendWaiting(connection: MqttConnection, done: AbortSignal): Promise<void> {
    const { outbox, topics } = this.#options;
    for (let rows = outbox.pending(BATCH); rows.length > 0; rows = outbox.pending(BATCH)) {
      for (const { id, topic, payload } of rows) {
        if (done.aborted) return;
        await connection.publish(topics.below(topic), payload, { qos: 1, properties: JSON_CONTENT });
        outbox.markSent(id);
      }
    }
  }
}
