/**
 * The outbox against a real mosquitto:
 *
 *   node bench/outbox.ts [--kills 500] [--results 2000] [--hours 72]
 *
 * First how fast a queue drains that filled up while the broker was away, one result a minute for `--hours`, and how
 * large it is on disk; then `--results` results flow while program, network and broker are killed `--kills` times.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { openBrokerLink } from '../src/lab/broker-link.ts';
import { DATABASE_FILE, openStore } from '../src/store/store.ts';
import { composeResult } from '../test/lab/facts.ts';
import { soak } from '../test/lab/kill-soak.ts';
import { runMosquitto } from '../test/lab/mosquitto-process.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    results: { type: 'string', default: '2000' },
    hours: { type: 'string', default: '72' },
  },
});

await drain(Number(values.hours) * 60);
if (Number(values.kills) > 0) await survive(Number(values.kills), Number(values.results));

async function drain(results: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'hematovision-bench-'));
  const store = openStore({ directory });
  for (let count = 0; count < results; count += 1) store.endSession(store.startSession().id, composeResult);
  const bytes =
    statSync(join(directory, DATABASE_FILE)).size + statSync(join(directory, `${DATABASE_FILE}-wal`)).size;
  const payload = Buffer.byteLength(store.outbox.pending('mqtt', 1)[0]?.payload ?? '');
  console.log(`${results} results of ${payload} bytes wait: ${(bytes / 2 ** 20).toFixed(1)} MiB on disk`);
  for (const qos of [1, 2] as const) {
    // Half the queue each.
    const until = qos === 1 ? results / 2 : 0;
    const broker = await runMosquitto();
    const nothing = async () => null;
    const link = openBrokerLink({
      ...{ brokers: [broker.url], tls: {}, qos, willDelayS: 0, homeAssistant: false },
      ...{
        site: 'site',
        device: 'bench',
        version: '0',
        outbox: store.outbox,
        log: pino({ level: 'silent' }),
      },
      commands: {
        start: nothing,
        end: nothing,
        status: nothing,
        snapshot: nothing,
        order: nothing,
        hemocytometer: nothing,
      },
    });
    while (link.state !== 'connected') await sleep(1);
    const startedMs = performance.now();
    const before = link.waiting;
    while (link.waiting > until) await sleep(5);
    const perSecond = (1000 * (before - link.waiting)) / (performance.now() - startedMs);
    console.log(`drained at QoS ${qos}: ${Math.round(perSecond)} results/s`);
    await link.close();
    await broker.stop();
  }
  store.close();
  rmSync(directory, { recursive: true });
}

async function survive(kills: number, results: number): Promise<void> {
  const onKill = (kill: number, heard: number) => {
    if (kill % 50 === 0) console.log(`  ${kill} kills, ${heard} results heard`);
  };
  const { killed, ended, delivered, repeats, seconds } = await soak({ kills, results, onKill });
  const arrived = new Set(delivered.map(({ session }) => session));
  const lost = ended.filter((session) => !arrived.has(session)).length;
  const misplaced = delivered.filter(({ seq }, index) => seq !== index + 1).length;
  console.log(
    `${kills} kills (program ${killed.program}, network ${killed.network}, broker ${killed.broker}) in ${Math.round(seconds)} s: ` +
      `${ended.length} results ended, ${delivered.length} delivered, ${lost} lost, ${misplaced} out of order, ${repeats} repeats dropped by id`,
  );
  if (lost > 0 || misplaced > 0 || delivered.length !== ended.length) process.exitCode = 1;
}
