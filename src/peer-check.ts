import type { Config } from './config.ts';
import { messageOf } from './core/errors.ts';
import type { ResultMessage } from './core/wire/mqtt.ts';
import { brokerAddress } from './lab/broker-address.ts';
import { connectMqtt } from './lab/connect-mqtt.ts';
import type { Destination } from './lab/courier.ts';
import { MqttDestination } from './lab/mqtt-destination.ts';
import { tellAsJson } from './lab/tell-result.ts';
import { MQTT_LINE, topicsOf } from './lab/topics.ts';
import { brokerPassword, resultDestinations, resultTellers } from './laboratory.ts';
import { reportPdf } from './report/report-pdf.ts';
import type { OutboxMessage, OutboxRow } from './store/records.ts';

/** Where test results go over MQTT: nobody takes them for a patient's there. */
const TEST_TOPIC = 'test/result';
const ANSWER_WITHIN_MS = 10_000;

/** One step on the way to a peer. */
export interface Hop {
  /** Its line of the outbox; of several brokers, its address too. */
  readonly peer: string;
  readonly hop: 'connect' | 'deliver';
  readonly ok: boolean;
  readonly ms: number;
  /** What went wrong; null when nothing did. */
  readonly fault: string | null;
}

/** Sends a result to every peer of the settings, one after the other, as the instrument would, and times each step. */
export async function* checkPeers(config: Config, result: ResultMessage): AsyncGenerator<Hop> {
  yield* checkBrokers(config, result);
  const drawReport = (drawn: ResultMessage) =>
    reportPdf({
      result: drawn,
      cells: [],
      laboratory: config.lab.name ?? null,
      language: config.lab.reportLanguage,
    });
  const messages = resultTellers(config).flatMap((tell) => tell(result) ?? []);
  for (const destination of resultDestinations(config, drawReport)) {
    const message = messages.find(({ destination: line }) => line === destination.name);
    if (message) yield* checkDestination(destination, message, result);
  }
}

async function* checkDestination(
  destination: Destination,
  message: OutboxMessage,
  result: ResultMessage,
): AsyncGenerator<Hop> {
  const stop = new AbortController();
  try {
    const { name: peer, reach } = destination;
    if (reach) {
      const hop = await timed(peer, 'connect', () => reach(stop.signal));
      yield hop;
      if (!hop.ok) return;
    }
    yield await timed(peer, 'deliver', () => destination.deliver(rowOf(message, result), stop.signal));
  } finally {
    stop.abort();
  }
}

async function* checkBrokers(config: Config, result: ResultMessage): AsyncGenerator<Hop> {
  const { broker, embeddedPort, username, tls, qos } = config.lab;
  if (broker === 'off') return;
  const urls = broker === 'embedded' ? [`mqtt://127.0.0.1:${embeddedPort}`] : [broker].flat();
  const topics = topicsOf(config.site, config.device);
  const message = { ...tellAsJson(MQTT_LINE)(result), topic: TEST_TOPIC };
  for (const url of urls) {
    const address = brokerAddress(url, { username, password: brokerPassword(config) });
    const peer = urls.length === 1 ? MQTT_LINE : `${MQTT_LINE} ${address.url}`;
    // Under another name: the broker would hang up on the instrument, which may run meanwhile.
    const clientId = `hematovision-${config.site}-${config.device}-test`;
    const options = { address, clientId, will: null, tls, qos, answerWithinMs: ANSWER_WITHIN_MS };
    let connection: Awaited<ReturnType<typeof connectMqtt>> | undefined;
    const connect = async () => {
      connection = await connectMqtt(options, AbortSignal.timeout(ANSWER_WITHIN_MS));
    };
    yield await timed(peer, 'connect', connect);
    if (!connection) continue;
    const destination = new MqttDestination(topics, qos).over(connection);
    yield await timed(peer, 'deliver', () =>
      destination.deliver(rowOf(message, result), AbortSignal.abort()),
    );
    await connection.end();
  }
}

function rowOf(message: OutboxMessage, { id, seq, at }: ResultMessage): OutboxRow {
  return { ...message, id, seq, at, number: 1 };
}

async function timed(peer: string, hop: Hop['hop'], step: () => Promise<void>): Promise<Hop> {
  const startedAtMs = performance.now();
  let fault: string | null = null;
  try {
    await step();
  } catch (thrown) {
    fault = messageOf(thrown);
  }
  const ms = Math.round((performance.now() - startedAtMs) * 10) / 10;
  return { peer, hop, ok: fault === null, ms, fault };
}
