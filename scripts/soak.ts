/**
 * Leaves the real daemon alone for a while, with a viewer and a new session every two minutes, and says whether it
 * stays as it is:
 *
 *   npm run soak -- --minutes 60 [--source SOURCE]
 *
 * A row a minute; then the slope of the resident memory, the drift of the latency, and open files at the end against
 * the beginning. The first fifth is warming up. Exit code 1 when memory grows by more than 16 MiB an hour, or the
 * latency or the open files drift.
 */
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { percentile } from '../bench/percentile.ts';
import { metric, type RunningInstrument, startInstrument } from '../bench/running-instrument.ts';
import { decodeFrameMessage } from '../src/core/wire/live.ts';

const MOST_GROWTH_MIB_AN_HOUR = 16;
const MOST_LATENCY_DRIFT_MS = 20;
const MOST_MORE_FILES = 10;
const WARM_UP_SHARE = 0.2;
const MINUTES_A_SESSION = 2;
const WIDTHS = [6, 8, 6, 8, 4, 11, 10];

interface Minute {
  readonly residentMiB: number;
  /** Of it: objects of JavaScript, and buffers that they hold. */
  readonly heapMiB: number;
  readonly buffersMiB: number;
  readonly openFiles: number;
  readonly p95Ms: number;
  readonly frames: number;
}

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, source: { type: 'string', default: 'simulator' } },
});
const instrument = await startInstrument(values.source, 'embedded');
try {
  process.exitCode = report(await watch(Number(values.minutes)));
} finally {
  await instrument.stop();
}

async function watch(minutes: number): Promise<readonly Minute[]> {
  console.log(
    `source ${values.source.replace(/.*\//, '')}, one viewer, a session every ${MINUTES_A_SESSION} minutes`,
  );
  console.log('minute  frames/s  p95 ms  resident  heap  buffers MiB  open files');
  let latenciesMs: number[] = [];
  const viewer = instrument.watch((message) => latenciesMs.push(decodeFrameMessage(message).header.ageMs));
  const rows: Minute[] = [];
  for (let minute = 1; minute <= minutes; minute += 1) {
    await sleep(60_000);
    const row = await look(instrument, latenciesMs);
    latenciesMs = [];
    rows.push(row);
    const { residentMiB, heapMiB, buffersMiB } = row;
    const figures = [row.p95Ms, residentMiB, heapMiB, buffersMiB, row.openFiles].map((value) =>
      value.toFixed(0),
    );
    const cells = [minute, (row.frames / 60).toFixed(1), ...figures];
    console.log(cells.map((cell, column) => String(cell).padStart(WIDTHS[column] ?? 0)).join('  '));
    if (minute % MINUTES_A_SESSION === 0) await startSession(instrument, `SOAK-${minute}`);
  }
  viewer.close();
  return rows;
}

async function look(
  { pid, residentMiB, metrics }: RunningInstrument,
  latenciesMs: readonly number[],
): Promise<Minute> {
  const text = await metrics();
  return {
    residentMiB: residentMiB(),
    heapMiB: metric(text, 'nodejs_heap_size_used_bytes') / 1024 ** 2,
    buffersMiB: metric(text, 'nodejs_external_memory_bytes') / 1024 ** 2,
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
    p95Ms: percentile(latenciesMs, 0.95),
    frames: latenciesMs.length,
  };
}

async function startSession({ url }: RunningInstrument, accession: string): Promise<void> {
  const headers = { 'content-type': 'application/json', origin: url };
  const answer = await fetch(`${url}/api/sessions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ accession }),
  });
  if (answer.status !== 201) throw new Error(`a session was refused: ${await answer.text()}`);
}

/** Tells what it came to; the exit code. */
function report(rows: readonly Minute[]): number {
  const warm = rows.slice(Math.floor(rows.length * WARM_UP_SHARE));
  if (warm.length < 3) {
    console.log('too short to tell: three minutes are the least');
    return 0;
  }
  const growth = 60 * slope(warm.map(({ residentMiB }) => residentMiB));
  const third = Math.ceil(warm.length / 3);
  const drift = mean(warm.slice(-third), 'p95Ms') - mean(warm.slice(0, third), 'p95Ms');
  const files = mean(warm.slice(-third), 'openFiles') - mean(warm.slice(0, third), 'openFiles');
  console.log(`memory ${signed(growth)} MiB an hour; p95 ${signed(drift)} ms; open files ${signed(files)}`);
  const isSteady =
    growth <= MOST_GROWTH_MIB_AN_HOUR && drift <= MOST_LATENCY_DRIFT_MS && files <= MOST_MORE_FILES;
  console.log(isSteady ? 'steady' : 'NOT steady');
  return isSteady ? 0 : 1;
}

/** Of the line through values one minute apart, by least squares. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [above, below] = values.reduce(
    ([up, down], value, at) => [up + (at - middle) * (value - average), down + (at - middle) ** 2],
    [0, 0],
  );
  return above / below;
}

function mean(rows: readonly Minute[], key: keyof Minute): number {
  return rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(1)}`;
}
