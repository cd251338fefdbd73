import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { brokerFault } from './broker-address.ts';
import { answerCommand, type CommandHandlers } from './commands.ts';
import { jsonContent } from './json-content.ts';
import type { IncomingMessage, MqttConnection } from './mqtt-connection.ts';
import type { Topics } from './topics.ts';

/** Readings that the broker kept while the instrument was away come in one rush. */
const MAX_WAITING = 1000;
/** Whoever asked has given up by then. */
const ANSWER_EXPIRY_S = 60;

/** Takes commands and readings in, carries them out one after the other, and answers each. */
export class CommandDesk {
  readonly #topics: Topics;
  readonly #handlers: CommandHandlers;
  readonly #log: Log;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(topics: Topics, handlers: CommandHandlers, log: Log) {
    this.#topics = topics;
    this.#handlers = handlers;
    this.#log = log;
  }

  /** Asks for commands and readings. A broker that does not let us listen still gets its results. */
  async subscribe(connection: MqttConnection): Promise<void> {
    // A command that was sent while nobody listened must not start or end a count later: the broker keeps none.
    await this.#ask(connection, this.#topics.commands, 0);
    await this.#ask(connection, this.#topics.hemocytometer, 1);
  }

  /** Whether the message was for this desk. */
  take(connection: MqttConnection, message: IncomingMessage): boolean {
    const verb = this.#topics.verbOf(message.topic);
    if (verb === null) return false;
    if (this.#waiting >= MAX_WAITING) {
      this.#log.warn({ topic: message.topic }, 'too many commands wait; this one was dropped');
      return true;
    }
    this.#waiting += 1;
    this.#last = this.#last
      .then(() => this.#carryOut(connection, verb, message))
      .finally(() => {
        this.#waiting -= 1;
      });
    return true;
  }

  async #ask(connection: MqttConnection, filter: string, qos: 0 | 1): Promise<void> {
    try {
      await connection.subscribe(filter, qos);
    } catch (fault) {
      connection.ended.throwIfAborted();
      const { message, hint } = brokerFault(filter, fault);
      this.#log.warn({ hint }, `nothing will be heard here: ${message}`);
    }
  }

  async #carryOut(connection: MqttConnection, verb: string, message: IncomingMessage): Promise<void> {
    const { payload, responseTopic, correlationData } = message;
    const command = { verb, payload: payload.toString('utf8') };
    const response = await answerCommand(command, this.#handlers, (fault) => {
      this.#log.error({ err: fault, verb }, 'a command failed');
    });
    const properties = {
      ...jsonContent({ expiryS: ANSWER_EXPIRY_S }),
      ...(correlationData ? { correlationData } : {}),
    };
    // The next one need not wait until the broker has this answer.
    connection
      .publish(this.#answerTopic(responseTopic, verb), JSON.stringify(response), { qos: 1, properties })
      .catch((fault) => this.#log.warn({ reason: messageOf(fault) }, 'a command could not be answered'));
  }

  /**
   * The asker's response topic, unless it could do harm: wildcards make the broker hang up on us, and our own
   * topics are ours to write.
   */
  #answerTopic(asked: string | undefined, verb: string): string {
    const usable =
      asked && !/[+#\0]/.test(asked) && !asked.startsWith('$') && !asked.startsWith(this.#topics.below(''));
    return usable ? asked : this.#topics.answer(verb);
  }
}
