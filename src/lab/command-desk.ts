import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { brokerFault } from './broker-address.ts';
import { answerCommand, type CommandHandlers } from './commands.ts';
import { type IncomingMessage, JSON_CONTENT, type MqttConnection } from './mqtt-connection.ts';
import type { Topics } from './topics.ts';

const MAX_WAITING = 32;

/** Takes commands in, carries them out one after the other, and answers each. */
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

  /** Hears the commands of this connection. A broker that does not let us listen still gets its results. */
  async serve(connection: MqttConnection): Promise<void> {
    try {
      await connection.subscribe(this.#topics.commands, (message) => this.#take(connection, message));
    } catch (fault) {
      connection.ended.throwIfAborted();
      const { message, hint } = brokerFault(this.#topics.commands, fault);
      this.#log.warn({ hint }, `no commands will be heard: ${message}`);
    }
  }

  #take(connection: MqttConnection, message: IncomingMessage): void {
    const verb = this.#topics.verbOf(message.topic);
    if (verb === null) return;
    if (this.#waiting >= MAX_WAITING) {
      this.#log.warn({ topic: message.topic }, 'too many commands wait; this one was dropped');
      return;
    }
    this.#waiting += 1;
    this.#last = this.#last
      .then(() => this.#carryOut(connection, verb, message))
      .catch((fault) => this.#log.warn({ reason: messageOf(fault) }, 'a command could not be answered'))
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  async #carryOut(connection: MqttConnection, verb: string, message: IncomingMessage): Promise<void> {
    const { payload, responseTopic, correlationData } = message;
    const command = { verb, payload: payload.toString('utf8') };
    const response = await answerCommand(command, this.#handlers, (fault) => {
      this.#log.error({ err: fault, verb }, 'a command failed');
    });
    const properties = { ...JSON_CONTENT, ...(correlationData ? { correlationData } : {}) };
    await connection.publish(this.#answerTopic(responseTopic, verb), JSON.stringify(response), {
      qos: 1,
      properties,
    });
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
