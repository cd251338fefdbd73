import { messageOf } from '../core/errors.ts';
import type { OutboxRow } from '../store/records.ts';
import { brokerFault, codeOf } from './broker-address.ts';
import { type Destination, PoisonMessage } from './courier.ts';
import { jsonContent } from './json-content.ts';
import type { MqttConnection } from './mqtt-connection.ts';
import { REASON } from './reason-codes.ts';
import { MQTT_LINE, type Topics } from './topics.ts';

/** A message over which so many connections broke one after the other is what breaks them. */
const MOST_BREAKS = 10;

/** The broker, over any number of connections. */
export class MqttDestination {
  readonly #topics: Topics;
  readonly #qos: 1 | 2;
  readonly #broke = { over: 0, times: 0 };

  constructor(topics: Topics, qos: 1 | 2) {
    this.#topics = topics;
    this.#qos = qos;
  }

  /** The broker at the other end of this connection, for as long as it lasts. */
  over(connection: MqttConnection): Destination {
    return { name: MQTT_LINE, deliver: (row) => this.#deliver(connection, row) };
  }

  async #deliver(connection: MqttConnection, row: OutboxRow): Promise<void> {
    const { topic, payload, id, seq } = row;
    const properties = jsonContent({ user: { id, seq: String(seq) } });
    try {
      await connection.publish(this.#topics.below(topic), payload, { qos: this.#qos, properties });
    } catch (fault) {
      const reason = messageOf(fault);
      if (isOfMessage(fault)) throw new PoisonMessage(reason, { cause: fault });
      if (connection.ended.aborted && this.#breaksOver(row) >= MOST_BREAKS)
        throw new PoisonMessage(`${MOST_BREAKS} connections broke over it, the last one so: ${reason}`);
      throw brokerFault(this.#topics.below('session'), fault);
    }
  }

  #breaksOver({ number }: OutboxRow): number {
    this.#broke.times = this.#broke.over === number ? this.#broke.times + 1 : 1;
    this.#broke.over = number;
    return this.#broke.times;
  }
}

/** Not "not now" or "not you", but "not this": in the acknowledgement, or as the reason of hanging up. */
function isOfMessage(fault: unknown): boolean {
  const code = codeOf(fault);
  return typeof code === 'number' && REASON.refusedMessage.includes(code);
}
