import { Socket } from 'node:net';
import { connectAsync, type IPublishPacket, type MqttClient } from 'mqtt';
import { afterEach, vi } from 'vitest';

export interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly packet: IPublishPacket;
}

/** The other end of the line: a plain MQTT client that writes down what it hears. */
export interface Listener {
  readonly client: MqttClient;
  readonly heard: readonly Heard[];
  /** The texts heard on one topic so far, in order. */
  texts(topic: string): readonly string[];
  /** Waits until the topic has been heard so often; resolves with all its texts. */
  until(topic: string, count?: number): Promise<readonly string[]>;
}

const clients = new Set<MqttClient>();
afterEach(async () => {
  for (const client of clients) await client.endAsync(true);
  clients.clear();
});

export async function listenTo(
  url: string,
  options: {
    filter?: string;
    qos?: 1 | 2;
    protocolVersion?: 4 | 5;
    username?: string;
    password?: string;
  } = {},
): Promise<Listener> {
  const { filter = 'hematovision/#', qos = 1, ...rest } = options;
  const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 25, ...rest });
  clients.add(client);
  if (client.stream instanceof Socket) client.stream.setNoDelay(true);
  const heard: Heard[] = [];
  client.on('message', (topic, payload, packet) => heard.push({ topic, text: payload.toString(), packet }));
  await client.subscribeAsync(filter, { qos });
  const texts = (topic: string) => heard.filter((one) => one.topic === topic).map((one) => one.text);
  return {
    client,
    heard,
    texts,
    until: (topic, count = 1) =>
      vi.waitFor(
        () => {
          const found = texts(topic);
          if (found.length < count)
            throw new Error(`${topic}: heard ${found.length} of ${count}: ${heard.map((one) => one.topic)}`);
          return found;
        },
        { timeout: 15_000, interval: 5 },
      ),
  };
}
