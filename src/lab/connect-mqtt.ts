import { connect, type IClientOptions } from 'mqtt';
import { type BrokerAddress, brokerFault, codeOf } from './broker-address.ts';
import { JSON_CONTENT, MqttConnection } from './mqtt-connection.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const KEEPALIVE_S = 20;
/** Commands are small; a larger message is refused by the broker before it costs us memory. */
const MAX_INCOMING_BYTES = 256 * 1024;
const UNSUPPORTED_PROTOCOL: readonly unknown[] = [1, 0x84];

export interface ConnectOptions {
  readonly address: BrokerAddress;
  readonly clientId: string;
  /** Published by the broker, retained, when the connection ends without good-bye. */
  readonly will: { readonly topic: string; readonly payload: string };
  readonly answerWithinMs: number;
}

/**
 * Connects with MQTT 5, or with 3.1.1 where the broker knows no better. Throws `broker-unreachable`, with the
 * broker's reason, and whatever the signal was aborted with.
 */
export async function connectMqtt(options: ConnectOptions, signal: AbortSignal): Promise<MqttConnection> {
  try {
    return await openConnection(options, 5, signal).catch((fault) => {
      signal.throwIfAborted();
      if (!mayNeedOlderProtocol(fault)) throw fault;
      return openConnection(options, 4, signal);
    });
  } catch (fault) {
    signal.throwIfAborted();
    throw brokerFault(options.address.url, fault);
  }
}

/** A broker of 3.1.1 answers CONNECT of MQTT 5 with "unsupported protocol", or just hangs up. */
function mayNeedOlderProtocol(fault: unknown): boolean {
  return fault instanceof HungUp || UNSUPPORTED_PROTOCOL.includes(codeOf(fault));
}

class HungUp extends Error {
  override readonly name = 'HungUp';
}

function openConnection(
  options: ConnectOptions,
  version: 4 | 5,
  signal: AbortSignal,
): Promise<MqttConnection> {
  const client = connect(options.address.url, clientOptions(options, version));
  return new Promise((resolve, reject) => {
    const settle = () => {
      signal.removeEventListener('abort', abort);
      client.off('error', fail).off('close', hungUp).off('connect', connected);
    };
    const fail = (reason: unknown) => {
      settle();
      client.end(true);
      reject(reason);
    };
    const abort = () => fail(signal.reason);
    const hungUp = () => fail(new HungUp('The broker closed the connection without an answer'));
    const connected = () => {
      settle();
      resolve(new MqttConnection(client, { version, answerWithinMs: options.answerWithinMs }));
    };
    signal.addEventListener('abort', abort, { once: true });
    client.on('error', fail).on('close', hungUp).on('connect', connected);
  });
}

function clientOptions({ address, clientId, will }: ConnectOptions, version: 4 | 5): IClientOptions {
  const modern = version === 5;
  return {
    clientId,
    protocolVersion: version,
    clean: true,
    // Every connection is a new client: what was on its way is in the outbox, not in a second queue here.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepalive: KEEPALIVE_S,
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
    will: { ...will, qos: 1, retain: true, ...(modern ? { properties: JSON_CONTENT } : {}) },
    ...(modern ? { properties: { sessionExpiryInterval: 0, maximumPacketSize: MAX_INCOMING_BYTES } } : {}),
  };
}
