/**
 * Faults injected for real, and what they cost. Each part runs when it is asked for:
 *
 *   node bench/faults.ts --replugs 200      a network and a USB camera are unplugged and come back
 *   node bench/faults.ts --losses 20        the thread that runs the models is killed, then made to hang
 *   node bench/faults.ts --kills 500        the instrument is killed while it counts and signs
 *   node bench/faults.ts --viewers 20       so many viewers, then one more that never reads
 *   node bench/faults.ts --mutations 100000 damaged input at every door
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killDaemons } from '../test/faults/daemon-kill-soak.ts';
import { mutateInputs } from '../test/faults/mutation-run.ts';
import { networkCamera, usbCamera } from '../test/faults/pluggable-cameras.ts';
import { type Pluggable, replug } from '../test/faults/replug-soak.ts';
import { crowd } from '../test/faults/viewer-crowd.ts';
import { loseWorkers } from '../test/faults/worker-losses.ts';

const { values } = parseArgs({
  options: {
    replugs: { type: 'string', default: '0' },
    losses: { type: 'string', default: '0' },
    kills: { type: 'string', default: '0' },
    viewers: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '60' },
    mutations: { type: 'string', default: '0' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'hematovision-faults-'));
try {
  const [replugs, losses, kills] = [Number(values.replugs), Number(values.losses), Number(values.kills)];
  if (replugs > 0) await unplug(replugs);
  if (losses > 0) await lose(losses);
  if (kills > 0) await kill(kills);
  if (Number(values.viewers) > 0) await watch(Number(values.viewers), Number(values.seconds));
  if (Number(values.mutations) > 0) await damage(Number(values.mutations));
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

async function unplug(times: number): Promise<void> {
  console.log(`camera             replugs  resumed after p50    max s  children at once, left  more handles`);
  {
    await using camera = await networkCamera();
    await replugRow('network (RTSP)', camera, times);
  }
  await replugRow('USB (stand-in)', usbCamera(folder), times);
}

async function replugRow(name: string, camera: Pluggable, times: number): Promise<void> {
  const onReplug = (time: number, resumedMs: number) => {
    if (time % 20 === 0) console.log(`  ${time}: ${(resumedMs / 1000).toFixed(2)} s`);
  };
  const report = await replug(camera, { times, mostAwayMs: 3000, onReplug });
  const { resumedMs, mostChildren, leftChildren, moreHandles } = report;
  const seconds = (share: number) => (quantile(resumedMs, share) / 1000).toFixed(2);
  const figures = [
    ...[name.padEnd(18), String(times).padStart(7), seconds(0.5).padStart(18), seconds(1).padStart(8)],
    ...[`${mostChildren}, ${leftChildren}`.padStart(24), String(moreHandles).padStart(13)],
  ];
  console.log(figures.join(' '));
  if (leftChildren > 0 || mostChildren > 1 || moreHandles > 2 || quantile(resumedMs, 1) > 10_000)
    process.exitCode = 1;
}

async function lose(times: number): Promise<void> {
  for (const kind of ['dies', 'hangs'] as const) {
    const { noticedMs, servedMs } = await loseWorkers({ kind, times, folder });
    const words = (samples: readonly number[]) =>
      `p50 ${quantile(samples, 0.5).toFixed(0)}, max ${quantile(samples, 1).toFixed(0)} ms`;
    console.log(
      `inference worker ${kind} (${times} times): told after ${words(noticedMs)}; answers again ${words(servedMs)} later`,
    );
  }
}

async function kill(kills: number): Promise<void> {
  const onKill = (done: number, signed: number) => {
    if (done % 25 === 0) console.log(`  ${done} kills, ${signed} signatures`);
  };
  const report = await killDaemons({ kills, folder, onKill });
  const { whileStarting, signed, cells, delivered, repeats, faults, leftChildren, seconds } = report;
  console.log(
    `${kills} kills of the instrument (${whileStarting} while it started) in ${Math.round(seconds)} s: ${signed} signatures, ` +
      `${cells} cells counted live, ${delivered} results delivered, ${repeats} repeats dropped by id, ` +
      `${leftChildren} processes left, ${faults.length} faults`,
  );
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

async function watch(viewers: number, seconds: number): Promise<void> {
  const { alone, watched, stalled } = await crowd({ viewers, seconds, folder });
  console.log(
    '                              resident MiB (median)  pictures/s a viewer  age p50  p95  max ms',
  );
  const row = (name: string, { residentMiB, perSecond, agesMs }: typeof watched) =>
    console.log(
      `${name.padEnd(30)}${residentMiB.toFixed(0).padStart(21)}${perSecond.toFixed(1).padStart(21)}` +
        `${[0.5, 0.95, 1].map((share) => quantile(agesMs, share).toFixed(0).padStart(7)).join('')}`,
    );
  row('one viewer', alone);
  row(`${viewers} viewers`, watched);
  row(`${viewers} viewers, one stalled`, stalled);
  console.log(`the stalled one costs ${(stalled.residentMiB - watched.residentMiB).toFixed(1)} MiB`);
}

async function damage(mutations: number): Promise<void> {
  for (const { door, times, seconds, passed } of await mutateInputs(mutations)) {
    console.log(
      `${String(times).padStart(7)} ${door.padEnd(42)} ${passed ? 'survived' : 'FAILED'} in ${seconds.toFixed(0)} s`,
    );
    if (!passed) process.exitCode = 1;
  }
}

function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
