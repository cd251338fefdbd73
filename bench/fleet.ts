/**
 * Many appliances on a real cluster of RabbitMQ, with the consumer of deploy/fleet and a real PostgreSQL:
 *
 *   node bench/fleet.ts [--appliances 100] [--slides 45] [--pace-ms 1500] [--nodes 3] [--calm-s 20]
 *
 * Each appliance counts a slide every `--pace-ms`, signs some and corrects some. After `--calm-s` the broker that leads
 * the queue is killed, the consumer at work is killed, and PostgreSQL crashes; then every outbox is compared with the
 * table. `--nodes 2` shows why there are three. At last one consumer empties a queue that filled up while it was away.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectAsync } from 'mqtt';
import { v7 as newId } from 'uuid';
import { resultsOf } from '../test/fleet/appliance.ts';
import { FLEET_ACCOUNT, Fleet, SITE } from '../test/fleet/fleet.ts';
import { addCosts, costOf } from '../test/fleet/process-cost.ts';
import { madeResult } from '../test/support/signed-result.ts';
import { waitUntil } from '../test/support/wait-until.ts';

const { values } = parseArgs({
  options: {
    appliances: { type: 'string', default: '100' },
    slides: { type: 'string', default: '45' },
    'pace-ms': { type: 'string', default: '1500' },
    nodes: { type: 'string', default: '3' },
    'calm-s': { type: 'string', default: '20' },
  },
});
const appliances = Number(values.appliances);
const PER_PROCESS = 25;
const QUEUED = 10_000;
const GROUP = fileURLToPath(new URL('../test/fleet/appliance-group.ts', import.meta.url));

const fleet = await Fleet.open(Number(values.nodes));
const groups: Group[] = [];
try {
  await compare(await run());
  await drain();
} finally {
  for (const { child } of groups) child.kill('SIGKILL');
  await fleet.close();
}

/** Gives when the calm ended. */
async function run(): Promise<Date> {
  fleet.cluster.addAppliance(SITE, 'scope-[0-9]+', FLEET_ACCOUNT.password);
  const [active] = [await fleet.startConsumer(), await fleet.startConsumer()];
  const alone = brokerCost();
  for (let first = 1; first <= appliances; first += PER_PROCESS) groups.push(startGroup(first));
  await Promise.all(groups.map(({ told }) => told('ready')));
  console.log(
    `${appliances} appliances connected to ${values.nodes} brokers: ${mebibytes(alone.residentBytes)} MiB before, ` +
      `${kibibytes((brokerCost().residentBytes - alone.residentBytes) / appliances)} KiB more for each`,
  );
  const done = Promise.all(groups.map(({ told }) => told('done')));
  for (const { child } of groups) child.stdin?.write('go\n');
  const startedMs = performance.now();
  const calmEnd = await calm(active.pid);
  const say = (what: string) =>
    console.log(`  ${((performance.now() - startedMs) / 1000).toFixed(0)} s: ${what}`);

  const queues = fleet.cluster.run('rabbitmqctl', ['list_queues', '--silent', 'name', 'leader']);
  const leader = /^hematovision\.results\t(\S+)/m.exec(queues)?.[1];
  const node = fleet.cluster.nodes.find(({ name }) => name === leader);
  await node?.kill();
  say(`${leader}, which led the queue, was killed`);
  await sleep(8000);
  await active.end('SIGKILL');
  say('the consumer at work was killed');
  await sleep(4000);
  await fleet.database.crash();
  say('PostgreSQL crashed');
  await sleep(3000);
  await fleet.database.start();
  say('PostgreSQL is back');
  const returned = node?.start().then(() => say(`${leader} is back`));
  await done;
  say('the brokers have acknowledged everything');
  await returned;
  return calmEnd;
}

/** Waits, and prints what the results of this time cost; gives its end. */
async function calm(consumer: number): Promise<Date> {
  const look = async () => ({
    ...{ brokers: brokerCost(), consumer: costOf(consumer), database: costOf(fleet.database.pid) },
    ...(await measured()),
  });
  const before = await look();
  await sleep(Number(values['calm-s']) * 1000);
  const after = await look();
  const end = new Date();
  const results = after.results - before.results;
  const each = (name: 'brokers' | 'consumer' | 'database') =>
    `${((1000 * (after[name].cpuSeconds - before[name].cpuSeconds)) / results).toFixed(2)} ms (${name})`;
  console.log(
    `calm, ${(results / Number(values['calm-s'])).toFixed(0)} results/s: ${await delays('at < $1', [end])}`,
  );
  console.log(`  processor, each result: ${each('brokers')}, ${each('consumer')}, ${each('database')}`);
  console.log(
    `  each result: ${Math.round((after.wire - before.wire) / results)} bytes on the wire to and from the appliance, ` +
      `${Math.round((after.disk - before.disk) / results)} in the table with its indexes, ` +
      `${Math.round((after.log - before.log) / results)} of PostgreSQL's log`,
  );
  console.log(
    `  memory: brokers ${mebibytes(after.brokers.residentBytes)} MiB, consumer ` +
      `${mebibytes(after.consumer.residentBytes)} MiB, PostgreSQL ${mebibytes(after.database.residentBytes)} MiB`,
  );
  return end;
}

/** Compares what every outbox was given with what is in the table. */
async function compare(calmEnd: Date): Promise<void> {
  const devices = Array.from({ length: appliances }, (_, index) => `scope-${index + 1}`);
  const made = devices.flatMap((device) => resultsOf(join(fleet.folder, device)).map(({ id }) => id));
  const setAside = devices.flatMap((device) =>
    resultsOf(join(fleet.folder, device)).filter(({ state }) => state !== 'sent'),
  );
  await waitUntil('the consumer has caught up', async () => (await count('result')) >= made.length, 120_000);
  const arrived = await fleet.database.query<{ id: string }>('SELECT id FROM result');
  const known = new Set(arrived.map(({ id }) => id));
  const lost = made.filter((id) => !known.has(id)).length;
  const twice = await count('(SELECT FROM result GROUP BY site, device, seq HAVING count(*) > 1) AS t');
  const misplaced =
    await count(`(SELECT seq - lag(seq, 1, 0::bigint) OVER (PARTITION BY site, device ORDER BY arrival)
    AS step FROM result) AS t WHERE step <> 1`);
  const early = await count(`result AS new LEFT JOIN result AS old ON old.id = new.supersedes
    WHERE new.supersedes IS NOT NULL AND (old.id IS NULL OR old.arrival > new.arrival)`);
  const [gap] = await fleet.database.query<{ s: number }>(`SELECT extract(epoch FROM max(step))::float AS s
    FROM (SELECT arrived_at - lag(arrived_at) OVER (ORDER BY arrived_at) AS step FROM result) AS t`);
  console.log(
    `${made.length} results in ${appliances} outboxes, ${arrived.length} in the table: ${lost} lost, ${twice} twice, ` +
      `${misplaced} out of order, ${early} corrections before what they correct, ` +
      `${await count('refused')} refused, ${setAside.length} not sent`,
  );
  console.log(`all: ${await delays('true', [])}; after the calm: ${await delays('at >= $1', [calmEnd])}`);
  console.log(`longest time without any result in the table: ${gap?.s.toFixed(1)} s`);
  if (lost + twice + misplaced + early + setAside.length > 0 || arrived.length !== made.length)
    process.exitCode = 1;
}

/** How fast one consumer empties a queue. */
async function drain(): Promise<void> {
  const ended = groups.map(({ child }) => once(child, 'exit'));
  for (const { child } of groups) child.stdin?.end();
  await Promise.all(ended);
  await fleet.endConsumers();
  const url = fleet.cluster.nodes[0]?.mqttUrl ?? '';
  const client = await connectAsync(url, { ...FLEET_ACCOUNT, protocolVersion: 4 });
  const result = { ...madeResult(), site: SITE, device: 'scope-0' };
  const topic = `hematovision/v1/${SITE}/scope-0/session/${result.session.id}/result`;
  const publish = () => client.publishAsync(topic, JSON.stringify({ ...result, id: newId() }), { qos: 1 });
  for (let sent = 0; sent < QUEUED; sent += 100) await Promise.all(Array.from({ length: 100 }, publish));
  await client.endAsync();
  const before = await count('result');
  const startedMs = performance.now();
  const consumer = await fleet.startConsumer();
  await waitUntil('the queue is empty', async () => (await count('result')) >= before + QUEUED, 120_000);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `one consumer took ${QUEUED} results of ${JSON.stringify(result).length} bytes in ${seconds.toFixed(1)} s ` +
      `(${Math.round(QUEUED / seconds)} a second, with its start; ${costOf(consumer.pid).cpuSeconds.toFixed(1)} s of processor)`,
  );
}

/** A process with some of the appliances. */
interface Group {
  readonly child: ChildProcess;
  /** Resolves once it has said the word. */
  readonly told: (word: string) => Promise<void>;
}

function startGroup(first: number): Group {
  const urls = fleet.cluster.nodes.map(({ mqttUrl }) => mqttUrl).join(' ');
  const size = Math.min(PER_PROCESS, appliances - first + 1);
  const args = [GROUP, urls, fleet.folder, String(first), String(size), values.slides, values['pace-ms']];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const told = async (word: string) => {
    await waitUntil(
      `appliances from ${first} say ${word}`,
      () => said.includes(word) || child.exitCode !== null,
      300_000,
    );
    if (!said.includes(word)) throw new Error(`appliances from ${first} ended with ${child.exitCode}`);
  };
  return { child, told };
}

function brokerCost() {
  return fleet.cluster.nodes.map(({ pid }) => costOf(pid)).reduce(addCosts);
}

/** How much there is, and how much has moved. */
async function measured() {
  const [row] = await fleet.database.query<{ results: number; disk: number; log: number }>(
    `SELECT count(*)::int AS results, pg_total_relation_size('result')::float AS disk,
     (pg_current_wal_lsn() - '0/0')::float AS log FROM result`,
  );
  const ports = fleet.cluster.nodes.map(({ mqttUrl }) => `dport = :${new URL(mqttUrl).port}`);
  const sockets = spawnSync('ss', ['-Htin', ports.join(' or ')], { encoding: 'utf8' }).stdout;
  const moved = [...sockets.matchAll(/bytes_(?:sent|received):(\d+)/g)];
  const wire = moved.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  return { results: row?.results ?? 0, disk: row?.disk ?? 0, log: row?.log ?? 0, wire };
}

async function count(from: string): Promise<number> {
  const [row] = await fleet.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
  return row?.n ?? 0;
}

/** From the end or the signature of a count to its row. */
async function delays(where: string, parameters: readonly unknown[]): Promise<string> {
  const [row] = await fleet.database.query<{ ms: readonly number[] }>(
    `SELECT percentile_cont(ARRAY[0.5, 0.95, 1]) WITHIN GROUP (ORDER BY 1000 * extract(epoch FROM arrived_at - at)) AS ms
     FROM result WHERE ${where}`,
    parameters,
  );
  const [p50, p95, most] = row?.ms.map(Math.round) ?? [];
  return `delay p50 ${p50}, p95 ${p95}, most ${most} ms`;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

function kibibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 10);
}
