import { connect, type IClientOptions } from 'mqtt';
import { type BrokerAddress, brokerFault, codeOf } from './broker-address.ts';
import { jsonContent } from './json-content.ts';
import { MqttConnection } from './mqtt-connection.ts';
import { REASON } from './reason-codes.ts';
import { readTlsFiles, type TlsFiles } from './tls-files.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const KEEPALIVE_S = 20;
/** Commands are small; a larger message is refused by the broker before it costs us memory. */
const MAX_INCOMING_BYTES = 256 * 1024;
const UNSUPPORTED_PROTOCOL: readonly unknown[] = REASON.unsupportedProtocol;
/** So long a broker of MQTT 5 keeps what hemocytometers send while the instrument is away: a shift. */
const SESSION_EXPIRY_S = 8 * 3600;

export interface ConnectOptions {
  readonly address: BrokerAddress;
  readonly clientId: string;
  /** Published by the broker, retained, when the connection ends without good-bye; null: nothing. */
  readonly will: { readonly topic: string; readonly payload: string; readonly delayS: number } | null;
  readonly tls: TlsFiles;
  /** Of results. With 2 the broker must forget an earlier connection: its packet ids are not ours any more. */
  readonly qos: 1 | 2;
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
  const connection = new MqttConnection(client, { version, answerWithinMs: options.answerWithinMs });
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
      resolve(connection);
    };
    signal.addEventListener('abort', abort, { once: true });
    client.on('error', fail).on('close', hungUp).on('connect', connected);
  });
}

function clientOptions(options: ConnectOptions, version: 4 | 5): IClientOptions {
  const { address, clientId, tls, will, qos } = options;
  const modern = version === 5;
  return {
    clientId,
    protocolVersion: version,
    clean: !modern || qos === 2,
    // Every connection is a new client: what was on its way is in the outbox, not in a second queue here.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepalive: KEEPALIVE_S,
    ...readTlsFiles(tls),
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
    ...(will && {
      will: {
        ...{ topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
        ...(modern ? { properties: { ...jsonContent(), willDelayInterval: will.delayS } } : {}),
      },
    }),
    ...(modern
      ? { properties: { sessionExpiryInterval: SESSION_EXPIRY_S, maximumPacketSize: MAX_INCOMING_BYTES } }
      : {}),
  };
}
