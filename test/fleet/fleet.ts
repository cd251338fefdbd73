import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsumerProcess } from './consumer-process.ts';
import { PostgresProcess } from './postgres-process.ts';
import { RabbitCluster } from './rabbitmq-cluster.ts';

export const SITE = 'ward-3';
/** One account for many appliances: each of its own would be made like this, and take a second. */
export const FLEET_ACCOUNT = { username: `${SITE}.scope-[0-9]+`, password: 'pa55-w0rd' };
const CONSUMER_PASSWORD = 'drinks from the queue';

/** Everything but the appliances: brokers, database, and as many consumers as are started. */
export class Fleet {
  /** For whatever else is kept; gone with the fleet. */
  readonly folder: string;
  readonly cluster: RabbitCluster;
  readonly database: PostgresProcess;
  readonly #consumers: ConsumerProcess[] = [];

  static async open(nodes: number): Promise<Fleet> {
    const folder = mkdtempSync(join(tmpdir(), 'hematovision-fleet-'));
    const cluster = await RabbitCluster.make(folder, nodes);
    const fleet = new Fleet(folder, cluster, await PostgresProcess.start());
    try {
      await cluster.start();
      cluster.setUp(CONSUMER_PASSWORD);
    } catch (fault) {
      await fleet.close();
      throw fault;
    }
    return fleet;
  }

  private constructor(folder: string, cluster: RabbitCluster, database: PostgresProcess) {
    this.folder = folder;
    this.cluster = cluster;
    this.database = database;
  }

  /** What a consumer is told. */
  get variables(): Readonly<Record<string, string>> {
    const passwordFile = join(this.folder, 'consumer-password');
    writeFileSync(passwordFile, `${CONSUMER_PASSWORD}\n`);
    return {
      CONSUMER_BROKERS: this.cluster.nodes
        .map(({ amqpUrl }) => amqpUrl.replace('//', '//consumer@'))
        .join(' '),
      CONSUMER_BROKER_PASSWORD_FILE: passwordFile,
      CONSUMER_DATABASE: this.database.url,
    };
  }

  /** Resolves when it is connected to broker and database. */
  async startConsumer(more: Readonly<Record<string, string>> = {}): Promise<ConsumerProcess> {
    const consumer = new ConsumerProcess({ ...this.variables, ...more });
    this.#consumers.push(consumer);
    await consumer.ready();
    return consumer;
  }

  async endConsumers(): Promise<void> {
    for (const consumer of this.#consumers.splice(0)) await consumer.end('SIGKILL');
  }

  async close(): Promise<void> {
    await this.endConsumers();
    await this.cluster.close();
    await this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
