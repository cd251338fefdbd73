import { HematovisionError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { type Backoff, DEFAULT_BACKOFF, supervise } from '../core/supervise.ts';
import type { DifferentialSnapshot } from '../core/types.ts';
import type { HealthFacts, StatusMessage } from '../core/wire/mqtt.ts';
import type { Outbox } from '../store/outbox.ts';
import { type BrokerAddress, brokerAddress, brokerFault } from './broker-address.ts';
import { CommandDesk } from './command-desk.ts';
import type { CommandHandlers } from './commands.ts';
import { connectMqtt } from './connect-mqtt.ts';
import { Courier } from './courier.ts';
import { HomeAssistantGreeter } from './home-assistant-greeter.ts';
import { jsonContent } from './json-content.ts';
import { LiveTopics } from './live-topics.ts';
import type { MqttConnection } from './mqtt-connection.ts';
import { MqttDestination } from './mqtt-destination.ts';
import type { Sender } from './senders.ts';
import type { TlsFiles } from './tls-files.ts';
import { MQTT_LINE, type Topics, topicsOf } from './topics.ts';

/** A broker that takes longer to acknowledge a message is given up and connected to anew. */
const ANSWER_WITHIN_MS = 15_000;
/** How long a shutdown waits for the broker to acknowledge what is on its way. */
const GOODBYE_MS = 2000;

export interface BrokerLinkOptions {
  /** mqtt://, mqtts://, ws:// or wss://; tried in turn, the first one first after each loss. */
  readonly brokers: readonly string[];
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls: TlsFiles;
  /** Of results. */
  readonly qos: 1 | 2;
  /** So long the broker waits before it says `offline`: a short break is no news. */
  readonly willDelayS: number;
  /** Whether Home Assistant is told what there is. */
  readonly homeAssistant: boolean;
  readonly site: string;
  readonly device: string;
  readonly version: string;
  readonly outbox: Outbox;
  readonly commands: CommandHandlers;
  readonly log: Log;
  readonly backoff?: Backoff;
  readonly answerWithinMs?: number;
}

/** Opens the laboratory's line. It never throws and never gives up: a broker that is away is tried again. */
export function openBrokerLink(options: BrokerLinkOptions): BrokerLink {
  return new BrokerLink(options);
}

/**
 * The instrument's line to the MQTT broker: birth and will, health, progress, results from the outbox, and
 * commands. It lives through any number of connections.
 */
export class BrokerLink implements Sender {
  readonly name = MQTT_LINE;
  readonly #options: BrokerLinkOptions;
  readonly #topics: Topics;
  readonly #desk: CommandDesk;
  readonly #live: LiveTopics;
  readonly #courier: Courier;
  readonly #destination: MqttDestination;
  readonly #homeAssistant: HomeAssistantGreeter | null;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #connection: MqttConnection | undefined;
  /** What was said aloud since there was a connection: brokers that stay away fill no log. */
  readonly #told = new Set<string>();
  /** Which of the brokers is meant. */
  #turn = 0;
  #greeted = false;
  #problem: HematovisionError | null = null;

  constructor(options: BrokerLinkOptions) {
    this.#options = options;
    const { site, device, version, outbox, commands, log, backoff = DEFAULT_BACKOFF } = options;
    const topics = topicsOf(site, device);
    this.#topics = topics;
    this.#desk = new CommandDesk(this.#topics, commands, log);
    this.#live = new LiveTopics(this.#topics, device, log);
    this.#destination = new MqttDestination(topics, options.qos);
    this.#courier = new Courier({ outbox, log, backoff });
    const discovered = { site, device, version, topics };
    this.#homeAssistant = options.homeAssistant ? new HomeAssistantGreeter(discovered, log) : null;
    this.#running = supervise((signal) => this.#connectAndServe(signal), this.#stop.signal, {
      backoff,
      onEnd: (reason, delayMs) => this.#report(reason, delayMs),
    });
  }

  get state(): 'connected' | 'connecting' | 'off' {
    if (this.#stop.signal.aborted) return 'off';
    return this.#greeted ? 'connected' : 'connecting';
  }

  /** Address of the broker, without any password; null when it cannot be read. */
  get url(): string | null {
    try {
      return this.#address().url;
    } catch {
      return null;
    }
  }

  /** Why there is no connection, or why it takes no result, and what to do; null while all is well. */
  get problem(): HematovisionError | null {
    return this.#problem ?? this.#courier.problem;
  }

  /** Messages that wait for the broker. */
  get waiting(): number {
    return this.#options.outbox.count(MQTT_LINE);
  }

  /** Retained; the newest state goes out every five seconds, and at once on each new connection. */
  publishHealth(facts: HealthFacts): void {
    this.#live.health(facts);
  }

  /** At most one a second; the newest replaces those that waited. */
  publishProgress(snapshot: DifferentialSnapshot): void {
    this.#live.progress(snapshot);
  }

  added(): void {
    this.#courier.added();
  }

  /** Lets the message on its way arrive, says `stopped`, and hangs up. Calling twice is harmless. */
  async close(): Promise<void> {
    this.#stop.abort();
    const patience = setTimeout(() => this.#connection?.destroy(), GOODBYE_MS);
    await this.#running;
    clearTimeout(patience);
  }

  async #connectAndServe(stop: AbortSignal): Promise<void> {
    const connection = await this.#connect(stop);
    this.#connection = connection;
    try {
      connection.hear((message) => {
        this.#desk.take(connection, message);
        this.#homeAssistant?.take(connection, message);
      });
      // Commands first, so that whoever reads `online` is heard.
      await this.#desk.subscribe(connection);
      await this.#publishStatus(connection, 'online');
      await this.#homeAssistant?.introduce(connection);
      this.#open(connection);
      const done = AbortSignal.any([stop, connection.ended]);
      await this.#courier.serve(this.#destination.over(connection), done);
      if (!stop.aborted) throw brokerFault(this.url ?? 'broker', connection.ended.reason);
      this.#live.silence();
      await this.#publishStatus(connection, 'stopped');
    } finally {
      this.#live.silence();
      this.#turn = this.#greeted ? 0 : this.#turn + 1;
      this.#greeted = false;
      this.#connection = undefined;
      await connection.end();
    }
  }

  async #connect(stop: AbortSignal): Promise<MqttConnection> {
    const { site, device, tls, qos, willDelayS, answerWithinMs = ANSWER_WITHIN_MS } = this.#options;
    const clientId = `hematovision-${site}-${device}`;
    const will = { topic: this.#topics.status, payload: statusPayload('offline'), delayS: willDelayS };
    try {
      return await connectMqtt({ address: this.#address(), clientId, will, tls, qos, answerWithinMs }, stop);
    } catch (fault) {
      this.#turn += 1;
      throw fault;
    }
  }

  /** Online has been said: from here on all else may be. */
  #open(connection: MqttConnection): void {
    this.#greeted = true;
    this.#problem = null;
    this.#told.clear();
    this.#options.log.info({ broker: this.url, mqtt: connection.protocol }, 'broker connected');
    if (connection.protocol !== '5') {
      this.#options.log.info('this broker speaks MQTT 3.1.1 only: commands are answered on answer/{verb}');
    }
    this.#live.speakOver(connection);
  }

  #publishStatus(connection: MqttConnection, state: StatusMessage['state']): Promise<void> {
    const properties = jsonContent({ user: { version: this.#options.version } });
    return connection.publish(this.#topics.status, statusPayload(state), {
      qos: 1,
      retain: true,
      properties,
    });
  }

  #address(): BrokerAddress {
    const { brokers } = this.#options;
    return brokerAddress(brokers[this.#turn % brokers.length] ?? '', this.#options);
  }

  #report(reason: unknown, delayMs: number): void {
    const problem = reason instanceof HematovisionError ? reason : brokerFault(this.url ?? 'broker', reason);
    const level = this.#told.has(problem.message) ? 'debug' : 'warn';
    this.#told.add(problem.message);
    this.#problem = problem;
    this.#options.log[level]({ hint: problem.hint, retryInMs: Math.round(delayMs) }, problem.message);
  }
}

function statusPayload(state: StatusMessage['state']): string {
  return JSON.stringify({ state } satisfies StatusMessage);
}
