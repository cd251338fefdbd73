import type { IClientPublishOptions } from 'mqtt';
import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { DifferentialSnapshot } from '../core/types.ts';
import type { HealthFacts } from '../core/wire/mqtt.ts';
import { jsonContent } from './json-content.ts';
import type { MqttConnection } from './mqtt-connection.ts';
import { NewestAtMostEvery } from './newest-at-most-every.ts';
import { healthMessage, progressMessage } from './state-messages.ts';
import type { Topics } from './topics.ts';

const PROGRESS_INTERVAL_MS = 1000;
const HEALTH_INTERVAL_MS = 5000;
/** Older progress tells nobody anything; health may be looked up for a while after the instrument was switched off. */
const PROGRESS_EXPIRY_S = 60;
const HEALTH_EXPIRY_S = 3600;

/** Health and progress: what the next message replaces. While nobody is connected only the newest is kept. */
export class LiveTopics {
  readonly #topics: Topics;
  readonly #log: Log;
  readonly #progress;
  readonly #health;
  #newestProgress: DifferentialSnapshot | undefined;
  #newestHealth: HealthFacts | undefined;
  #connection: MqttConnection | undefined;

  constructor(topics: Topics, device: string, log: Log) {
    this.#topics = topics;
    this.#log = log;
    this.#progress = new NewestAtMostEvery<DifferentialSnapshot>(PROGRESS_INTERVAL_MS, (snapshot) => {
      const message = progressMessage(snapshot, device, new Date());
      const properties = jsonContent({ expiryS: PROGRESS_EXPIRY_S });
      this.#tell(this.#topics.progress(snapshot.session), message, { qos: 0, properties });
    });
    this.#health = new NewestAtMostEvery<HealthFacts>(HEALTH_INTERVAL_MS, (facts) => {
      const vitals = {
        at: new Date(),
        uptimeSeconds: process.uptime(),
        residentBytes: process.memoryUsage.rss(),
      };
      const properties = jsonContent({ expiryS: HEALTH_EXPIRY_S });
      this.#tell(this.#topics.health, healthMessage(facts, vitals), { qos: 1, retain: true, properties });
    });
  }

  health(facts: HealthFacts): void {
    this.#newestHealth = facts;
    if (this.#connection) this.#health.put(facts);
  }

  progress(snapshot: DifferentialSnapshot): void {
    this.#newestProgress = snapshot;
    if (this.#connection) this.#progress.put(snapshot);
  }

  /** Speaks over this connection from now on, the newest of each first. */
  speakOver(connection: MqttConnection): void {
    this.#connection = connection;
    if (this.#newestHealth) this.#health.put(this.#newestHealth);
    if (this.#newestProgress) this.#progress.put(this.#newestProgress);
  }

  silence(): void {
    this.#connection = undefined;
    this.#health.reset();
    this.#progress.reset();
  }

  /** A failure needs no more than a line in the log: the next message says it anew. */
  #tell(topic: string, payload: object, options: IClientPublishOptions): void {
    this.#connection
      ?.publish(topic, JSON.stringify(payload), options)
      .catch((fault) => this.#log.debug({ topic, reason: messageOf(fault) }, 'not published'));
  }
}
