import { readFileSync } from 'node:fs';
import { connect } from 'amqplib';
import { connectAsync } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settingsOf } from '../../deploy/fleet/consumer/settings.ts';
import type { ResultMessage } from '../../src/core/wire/mqtt.ts';
import { madeResult } from '../support/signed-result.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { Appliance, resultsOf } from './appliance.ts';
import { ConsumerProcess } from './consumer-process.ts';
import { Fleet } from './fleet.ts';

const README = new URL('../../deploy/fleet/README.md', import.meta.url);
const SITE = 'ward-3';
const DEVICE = 'scope-1';
const PASSWORD = 'pa55-w0rd';
const CREDENTIALS = { username: `${SITE}.${DEVICE}`, password: PASSWORD };

let fleet: Fleet;
beforeAll(async () => {
  fleet = await Fleet.open(1);
  fleet.cluster.addAppliance(SITE, DEVICE, PASSWORD);
}, 240_000);
afterAll(() => fleet?.close());

afterEach(() => fleet.endConsumers());

function brokerUrl(): string {
  return fleet.cluster.nodes[0]?.mqttUrl ?? '';
}

/** What came, in the order in which it came. */
function arrived() {
  return fleet.database.query<{ id: string; seq: number; status: ResultMessage['status'] }>(
    'SELECT id, seq::int, status FROM result ORDER BY arrival',
  );
}

/** How many results the broker has not delivered. */
async function queued(): Promise<number> {
  const [url = ''] = settingsOf(fleet.variables).brokers;
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const { messageCount } = await channel.checkQueue('hematovision.results');
  await connection.close();
  return messageCount;
}

/** Publishes to the appliance's own topic of a session, whatever it is; resolves when the broker has it. */
async function publish(...payloads: readonly (string | Buffer)[]): Promise<void> {
  const client = await connectAsync(brokerUrl(), { protocolVersion: 4, ...CREDENTIALS });
  const topic = `hematovision/v1/${SITE}/${DEVICE}/session/${madeResult().session.id}/result`;
  for (const payload of payloads) await client.publishAsync(topic, payload, { qos: 1 });
  await client.endAsync();
}

describe('results of an appliance', () => {
  it('are in the database once and in order though consumer, database and broker crash on the way', {
    timeout: 120_000,
  }, async () => {
    const [first, second] = [await fleet.startConsumer(), await fleet.startConsumer()];
    const directory = temporaryFolder();
    const place = { site: SITE, device: DEVICE, directory, brokers: [brokerUrl()] };
    const appliance = new Appliance({ ...place, ...CREDENTIALS });
    const countFive = () => {
      for (let count = 0; count < 5; count += 1) {
        const session = appliance.count();
        appliance.sign(session);
        appliance.correct(session);
      }
    };
    countFive();
    await first.end('SIGKILL');
    countFive();
    await fleet.database.crash();
    countFive();
    const [node] = fleet.cluster.nodes;
    await node?.kill();
    countFive();
    await Promise.all([fleet.database.start(), node?.start()]);
    countFive();
    await waitUntil('all is sent', () => appliance.link.waiting === 0, 60_000);
    await appliance.close();

    const made = resultsOf(directory);
    expect(made).toHaveLength(75);
    await waitUntil('all has arrived', async () => (await arrived()).length >= made.length, 30_000);
    const rows = await arrived();
    expect(rows.map(({ id, seq }) => ({ id, seq }))).toEqual(made.map(({ id, seq }) => ({ id, seq })));
    const versions = rows.map(({ status }) => status);
    expect(versions).toEqual(
      Array.from({ length: 25 }, () => ['preliminary', 'final', 'corrected'] as const).flat(),
    );
    const current = await fleet.database.query<{ status: string }>('SELECT status FROM current_result');
    expect(current.map(({ status }) => status)).toEqual(Array.from({ length: 25 }, () => 'corrected'));
    const [statement = ''] = /```sql\n(.*?)```/s.exec(readFileSync(README, 'utf8'))?.slice(1) ?? [];
    const answers = await Promise.all(
      statement
        .split(';')
        .filter((text) => text.includes('SELECT'))
        .map((text) => fleet.database.query(text.replace('26-04711', 'A-17'))),
    );
    // The current word on each slide; no number missing; nothing refused.
    expect(answers.map(({ length }) => length)).toEqual([25, 0, 0]);
    expect(await second.end('SIGTERM')).toBe(0);
  });
});

describe('the consumer', () => {
  beforeEach(() => fleet.database.query('TRUNCATE result, refused'));

  it('keeps a repeat once, and sets aside with its reason what is no result, each once', async () => {
    const consumer = await fleet.startConsumer();
    const good = madeResult();
    const { differential: _, ...without } = good;
    // Valid by every schema, and nothing that PostgreSQL can store.
    const unstorable = { ...good, session: { ...good.session, accession: 'A\u0000' } };
    const strays: readonly (string | Buffer)[] = [
      'nonsense',
      Buffer.from([0x22, 0xff, 0x22]),
      JSON.stringify(without),
      JSON.stringify({ ...good, device: 'scope-2' }),
      JSON.stringify({ ...unstorable, id: '01980000-0000-7000-8000-0000000000f9' }),
    ];
    await publish(JSON.stringify(good), ...strays, ...strays, JSON.stringify(good));
    await waitUntil('the repeat has come', async () => (await consumer.health())?.body.repeats === 1);

    expect(await arrived()).toEqual([{ id: good.id, seq: 17, status: 'final' }]);
    const refused = await fleet.database.query<{ topic: string; reason: string; payload: Buffer }>(
      'SELECT topic, reason, payload FROM refused ORDER BY id',
    );
    expect(refused.map(({ payload }) => payload.toString('latin1')).sort()).toEqual(
      strays.map((stray) => Buffer.from(stray).toString('latin1')).sort(),
    );
    const reasons = refused.map(({ reason }) => reason).join('\n');
    for (const reason of ['not JSON in UTF-8', 'differential', 'it says it belongs to', 'Unicode escape'])
      expect(reasons).toContain(reason);
  });

  it('takes no more than it may hold while the database is away, says so, and goes on when it is back', async () => {
    const consumer = await fleet.startConsumer({ CONSUMER_PREFETCH: '2' });
    await fleet.database.crash();
    const ids = ['fa', 'fb', 'fc', 'fd'].map((end) => `01980000-0000-7000-8000-0000000000${end}`);
    await publish(...ids.map((id) => JSON.stringify({ ...madeResult(), id })));
    await waitUntil('it is not well', async () => (await consumer.health())?.status === 503);
    await waitUntil('the broker holds the rest', async () => (await queued()) === ids.length - 2);

    await fleet.database.start();
    await waitUntil('all are there', async () => (await arrived()).length === ids.length);
    expect((await arrived()).map(({ id }) => id)).toEqual(ids);
    expect((await consumer.health())?.body).toMatchObject({ ok: true, databaseFault: null, results: 4 });
    expect(await consumer.end('SIGTERM')).toBe(0);
  });

  it('names every fault of its settings and ends with 78', async () => {
    const consumer = new ConsumerProcess({
      ...{ CONSUMER_BROKERS: 'http://broker', CONSUMER_PREFETCH: 'many' },
      CONSUMER_BROKER_PASSWORD_FILE: '/nowhere/password',
    });
    expect(await consumer.end()).toBe(78);
    const said = consumer.lines.map(({ msg }) => msg).join();
    for (const name of ['BROKERS', 'PREFETCH', 'BROKER_PASSWORD_FILE', 'DATABASE'])
      expect(said).toContain(`CONSUMER_${name}`);
  });
});

it('an appliance speaks in its own name only', async () => {
  const client = await connectAsync(brokerUrl(), { protocolVersion: 4, reconnectPeriod: 0, ...CREDENTIALS });
  client.on('error', () => undefined);
  const hungUp = new Promise((resolve) => client.once('close', () => resolve('hung up')));
  const say = (device: string) => {
    const taken = client.publishAsync(`hematovision/v1/${SITE}/${device}/status`, '{}', { qos: 1 });
    return Promise.race([
      taken.then(
        () => 'taken',
        () => hungUp,
      ),
      hungUp,
    ]);
  };
  expect(await say(DEVICE)).toBe('taken');
  expect(await say('scope-2')).toBe('hung up');
  client.end(true);
});
