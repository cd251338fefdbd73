import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { type Discovered, homeAssistantDiscovery } from './home-assistant.ts';
import { jsonContent } from './json-content.ts';
import type { IncomingMessage, MqttConnection } from './mqtt-connection.ts';

/** Where Home Assistant says `online` when it has started and wants to hear everything again. */
export const HOME_ASSISTANT_BIRTH = 'homeassistant/status';

/** Tells Home Assistant what there is: on each connection, and whenever it starts anew. Nothing depends on it. */
export class HomeAssistantGreeter {
  readonly #discovery: { readonly topic: string; readonly payload: string };
  readonly #log: Log;

  constructor(discovered: Discovered, log: Log) {
    this.#discovery = homeAssistantDiscovery(discovered);
    this.#log = log;
  }

  async introduce(connection: MqttConnection): Promise<void> {
    await this.#greet(connection);
    await connection.subscribe(HOME_ASSISTANT_BIRTH, 0).catch((fault) => this.#shrug(connection, fault));
  }

  take(connection: MqttConnection, { topic, payload }: IncomingMessage): void {
    if (topic === HOME_ASSISTANT_BIRTH && payload.toString('utf8') === 'online') void this.#greet(connection);
  }

  async #greet(connection: MqttConnection): Promise<void> {
    const { topic, payload } = this.#discovery;
    const options = { qos: 1, retain: true, properties: jsonContent() } as const;
    await connection.publish(topic, payload, options).catch((fault) => this.#shrug(connection, fault));
  }

  /** A broker may keep these topics to itself. */
  #shrug(connection: MqttConnection, fault: unknown): void {
    if (connection.ended.aborted) return;
    this.#log.info({ reason: messageOf(fault) }, 'Home Assistant cannot be told over this broker');
  }
}
