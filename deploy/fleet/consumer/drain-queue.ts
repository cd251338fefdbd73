import { type ConsumeMessage, connect } from 'amqplib';
import { Latest } from '../../../src/core/latest.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** A broker that is silent for two of these is given up. */
const HEARTBEAT_S = 5;

/** A message of the queue. */
export interface Delivery {
  /** Its MQTT topic, with a dot for each slash. */
  readonly topic: string;
  readonly content: Buffer;
}

export interface QueueOptions {
  readonly url: string;
  readonly queue: string;
  /** Most messages that are delivered and not acknowledged. */
  readonly prefetch: number;
  readonly onConnected: () => void;
  /** Resolves when these are kept; only then the broker forgets them. */
  readonly keep: (deliveries: readonly Delivery[]) => Promise<void>;
}

/**
 * Hands on what a queue delivers over one connection, in order: all that has come while the batch before was kept.
 * Returns when the signal aborts, after the batch in hand; throws when the connection ends.
 */
export async function drainQueue(options: QueueOptions, signal: AbortSignal): Promise<void> {
  const { url, queue, prefetch, onConnected, keep } = options;
  const address = new URL(url);
  address.searchParams.set('heartbeat', String(HEARTBEAT_S));
  const connection = await connect(address.href, { timeout: CONNECT_TIMEOUT_MS });
  const arrived = new Latest<void>(() => undefined);
  const end = (reason?: Error) => arrived.close(reason ?? new Error('The connection to the broker was lost'));
  const stop = () => arrived.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    connection.on('error', end).on('close', end);
    const channel = await connection.createChannel();
    channel.on('error', end).on('close', () => end());
    await channel.prefetch(prefetch);
    let waiting: ConsumeMessage[] = [];
    await channel.consume(queue, (message) => {
      if (!message) return end(new Error(`The broker takes ${queue} away`));
      waiting.push(message);
      arrived.put();
    });
    onConnected();
    if (signal.aborted) stop();
    for await (const _ of arrived) {
      const batch = waiting;
      waiting = [];
      await keep(batch.map(({ fields, content }) => ({ topic: fields.routingKey, content })));
      const last = batch.at(-1);
      if (last) channel.ack(last, true);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // What was delivered and not acknowledged goes to the next consumer.
    await connection.close().catch(() => undefined);
  }
}
