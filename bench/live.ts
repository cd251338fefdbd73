/**
 * Capture-to-overlay latency of the real daemon, seen by a real viewer, and its resident memory:
 *
 *   npm run bench:live -- [--minutes 1] [--source SOURCE]
 *
 * Without --source it plays ../shared/data/video/slide-a.mp4 as a camera where that is at hand, else the
 * simulator. One row a minute, so that growth would show.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { decodeFrameMessage } from '../src/core/wire/live.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const recording = join(root, '../shared/data/video/slide-a.mp4');
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    source: { type: 'string', default: existsSync(recording) ? `file:${recording}` : 'simulator' },
  },
});

const data = mkdtempSync(join(tmpdir(), 'hematovision-bench-'));
const args = ['serve', '--demo', '--source', values.source, '--port', '0', '--data', data, '--broker', 'off'];
const daemon = spawn(join(root, 'hematovision'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const url = await dashboardUrl();
  console.log(`source ${values.source.replace(/.*\//, '')}, one viewer`);
  console.log('minute  frames/s  latency p50  p95  p99 ms  resident MiB');
  const frames = new WebSocket(`${url.replace('http', 'ws')}/live`);
  frames.binaryType = 'arraybuffer';
  let latenciesMs: number[] = [];
  frames.on('message', (message, isBinary) => {
    if (isBinary) latenciesMs.push(decodeFrameMessage(message as ArrayBuffer).header.ageMs);
  });
  for (let minute = 1; minute <= Number(values.minutes); minute++) {
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    console.log(row(minute, latenciesMs));
    latenciesMs = [];
  }
  frames.close();
} finally {
  daemon.kill('SIGTERM');
  await new Promise((resolve) => daemon.once('exit', resolve));
  rmSync(data, { recursive: true });
}

function dashboardUrl(): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    daemon.stdout.on('data', (chunk) => {
      output += chunk;
      const url = output.match(/dashboard\s+(http:\S+)/)?.[1];
      if (url) resolve(url);
    });
    daemon.once('exit', () => reject(new Error(`the daemon ended before it listened:\n${output}`)));
  });
}

function row(minute: number, samplesMs: readonly number[]): string {
  const sorted = samplesMs.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN).toFixed(0);
  const rate = (sorted.length / 60).toFixed(1);
  return `${String(minute).padStart(6)}  ${rate.padStart(8)}  ${at(0.5).padStart(11)}  ${at(0.95)}  ${at(0.99)}     ${residentMiB()}`;
}

/** Resident memory of the daemon, from /proc (the launcher execs Node, so the child is Node itself). */
function residentMiB(): string {
  const kib = readFileSync(`/proc/${daemon.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1];
  return (Number(kib) / 1024).toFixed(0);
}
