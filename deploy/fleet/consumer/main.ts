// Takes the results of many appliances from a RabbitMQ queue into PostgreSQL, each exactly once.
// Exit codes: 0 after SIGTERM or SIGINT, 78 settings, 70 a fault of the program.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { messageOf } from '../../../src/core/errors.ts';
import { createLog } from '../../../src/core/log.ts';
import { supervise } from '../../../src/core/supervise.ts';
import { type Delivery, drainQueue } from './drain-queue.ts';
import { Health } from './health.ts';
import { BACKOFF, persist } from './persist.ts';
import { ResultTable } from './result-table.ts';
import { type Settings, SettingsFault, settingsOf } from './settings.ts';

const EXIT = { software: 70, config: 78 };
const log = createLog('info');

try {
  await consume(settingsOf(process.env));
} catch (fault) {
  log.fatal(messageOf(fault));
  process.exit(fault instanceof SettingsFault ? EXIT.config : EXIT.software);
}

async function consume(settings: Settings): Promise<void> {
  const stopping = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stopping.abort());
  const health = new Health();
  const server = health.serve(settings.healthPort);
  await once(server, 'listening');
  log.info({ healthPort: (server.address() as AddressInfo).port }, 'consumer started');
  const table = new ResultTable(settings.database);
  await drainAll({ settings, health, table }, stopping.signal).catch((fault) => {
    if (!stopping.signal.aborted) throw fault;
  });
  server.close();
  await table.close();
  log.info({ results: health.results, repeats: health.repeats, refused: health.refused }, 'consumer stopped');
}

interface Parts {
  readonly settings: Settings;
  readonly health: Health;
  readonly table: ResultTable;
}

/** From whichever broker answers, one after the other, until the signal aborts. */
async function drainAll({ settings, health, table }: Parts, signal: AbortSignal): Promise<void> {
  const { brokers, queue, prefetch } = settings;
  const onDatabaseFault = (reason: unknown) => {
    const fault = messageOf(reason);
    if (health.databaseFault !== fault) log.error(`the database takes nothing, results wait: ${fault}`);
    health.databaseFault = fault;
  };
  const keep = async (deliveries: readonly Delivery[]) => {
    const { results, repeats, refusals } = await persist(
      () => table.keep(deliveries),
      signal,
      onDatabaseFault,
    );
    for (const refusal of refusals) log.warn(`set aside in table refused: ${refusal}`);
    health.databaseFault = null;
    health.results += results;
    health.repeats += repeats;
    health.refused += refusals.length;
    if (results > 0) health.lastResultAt = new Date().toISOString();
  };
  await persist(() => table.prepare(), signal, onDatabaseFault);
  health.databaseFault = null;

  let turn = 0;
  const drain = async () => {
    const url = brokers[turn % brokers.length] ?? '';
    const onConnected = () => {
      health.broker = 'connected';
      log.info({ broker: new URL(url).host }, 'broker connected');
    };
    await drainQueue({ url, queue, prefetch, keep, onConnected }, signal);
  };
  await supervise(drain, signal, {
    backoff: BACKOFF,
    onEnd: (reason) => {
      health.broker = 'connecting';
      turn += 1;
      log.warn(`the broker delivers nothing: ${messageOf(reason)}`);
    },
  });
}
