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
import { LiveTopics } from './live-topics.ts';
import { JSON_CONTENT, type MqttConnection } from './mqtt-connection.ts';
import { ResultCourier } from './result-courier.ts';
import { type Topics, topicsOf } from './topics.ts';

/** A broker that takes longer to acknowledge a message is given up and connected to anew. */
const ANSWER_WITHIN_MS = 15_000;
/** How long a shutdown waits for the broker to acknowledge what is on its way. */
const GOODBYE_MS = 2000;

export interface BrokerLinkOptions {
  /** mqtt://, mqtts://, ws:// or wss://. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
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
export class BrokerLink {
  readonly #options: BrokerLinkOptions;
  readonly #topics: Topics;
  readonly #desk: CommandDesk;
  readonly #live: LiveTopics;
  readonly #courier: ResultCourier;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #connection: MqttConnection | undefined;
  #greeted = false;
  #problem: HematovisionError | null = null;

  constructor(options: BrokerLinkOptions) {
    this.#options = options;
    const { site, device, outbox, commands, log, backoff = DEFAULT_BACKOFF } = options;
    this.#topics = topicsOf(site, device);
    this.#desk = new CommandDesk(this.#topics, commands, log);
    this.#live = new LiveTopics(this.#topics, device, log);
    this.#courier = new ResultCourier({ outbox, topics: this.#topics, log, backoff });
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

  /** Why there is no connection, and what to do; null while there is one. */
  get problem(): HematovisionError | null {
    return this.#problem;
  }

  /** Messages that wait for the broker. */
  get waiting(): number {
    return this.#options.outbox.count();
  }

  /** Retained; the newest state goes out every five seconds, and at once on each new connection. */
  publishHealth(facts: HealthFacts): void {
    this.#live.health(facts);
  }

  /** At most one a second; the newest replaces those that waited. */
  publishProgress(snapshot: DifferentialSnapshot): void {
    this.#live.progress(snapshot);
  }

  /** Call it when the outbox has a new message. */
  resultAdded(): void {
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
    const { site, device, answerWithinMs = ANSWER_WITHIN_MS } = this.#options;
    const address = this.#address();
    const clientId = `hematovision-${site}-${device}`;
    const will = { topic: this.#topics.status, payload: statusPayload('offline') };
    const connection = await connectMqtt({ address, clientId, will, answerWithinMs }, stop);
    this.#connection = connection;
    try {
      // Commands first, so that whoever reads `online` is heard.
      await this.#desk.serve(connection);
      await this.#publishStatus(connection, 'online');
      this.#open(connection);
      await this.#courier.serve(connection, AbortSignal.any([stop, connection.ended]));
      if (!stop.aborted) throw brokerFault(address.url, connection.ended.reason);
      this.#live.silence();
      await this.#publishStatus(connection, 'stopped');
    } finally {
      this.#live.silence();
      this.#greeted = false;
      this.#connection = undefined;
      await connection.end();
    }
  }

  /** Online has been said: from here on all else may be. */
  #open(connection: MqttConnection): void {
    this.#greeted = true;
    this.#problem = null;
    this.#options.log.info({ broker: this.url, mqtt: connection.protocol }, 'broker connected');
    if (connection.protocol !== '5') {
      this.#options.log.info('this broker speaks MQTT 3.1.1 only: commands are answered on answer/{verb}');
    }
    this.#live.speakOver(connection);
  }

  #publishStatus(connection: MqttConnection, state: StatusMessage['state']): Promise<void> {
    const properties = { ...JSON_CONTENT, userProperties: { version: this.#options.version } };
    return connection.publish(this.#topics.status, statusPayload(state), {
      qos: 1,
      retain: true,
      properties,
    });
  }

  #address(): BrokerAddress {
    return brokerAddress(this.#options.url, this.#options);
  }

  /** The first time aloud; a broker that stays away fills no log. */
  #report(reason: unknown, delayMs: number): void {
    const problem = reason instanceof HematovisionError ? reason : brokerFault(this.url ?? 'broker', reason);
    const level = problem.message === this.#problem?.message ? 'debug' : 'warn';
    this.#problem = problem;
    this.#options.log[level]({ hint: problem.hint, retryInMs: Math.round(delayMs) }, problem.message);
  }
}

function statusPayload(state: StatusMessage['state']): string {
  return JSON.stringify({ state } satisfies StatusMessage);
}
