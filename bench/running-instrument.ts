import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';

const LAUNCHER = fileURLToPath(new URL('../hematovision', import.meta.url));

/** The real program in a process of its own, with an empty data folder, as `serve` starts it. */
export interface RunningInstrument {
  readonly url: string;
  /** The launcher execs Node, so this is Node itself. */
  readonly pid: number;
  residentMiB(): number;
  /** Prometheus' text. */
  metrics(): Promise<string>;
  /** A further viewer of the live pictures. */
  watch(onPicture: (message: ArrayBuffer) => void): WebSocket;
  stop(): Promise<void>;
}

/** Starts it on a free port; resolves when it says where its dashboard is. */
export async function startInstrument(
  source: string,
  broker: 'off' | 'embedded' = 'off',
): Promise<RunningInstrument> {
  const data = mkdtempSync(join(tmpdir(), 'hematovision-bench-'));
  const options = ['--source', source, '--port', '0', '--data', data, '--broker', broker];
  const daemon = spawn(LAUNCHER, ['serve', '--demo', ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    daemon.stdout.on('data', (chunk) => {
      said += chunk;
      const found = said.match(/dashboard\s+(http:\S+)/)?.[1];
      if (found) resolve(found);
    });
    void ended.then(() => reject(new Error(`the instrument ended before it listened:\n${said}`)));
  });
  const pid = daemon.pid as number;
  return {
    url,
    pid,
    residentMiB: () => {
      const kib = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1];
      return Number(kib) / 1024;
    },
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    watch: (onPicture) => {
      const viewer = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers: { origin: url } });
      viewer.binaryType = 'arraybuffer';
      viewer.on('message', (message, isBinary) => {
        if (isBinary) onPicture(message as ArrayBuffer);
      });
      return viewer;
    },
    stop: async () => {
      daemon.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true });
    },
  };
}

/** The value of a series in Prometheus' text; not a number where there is none. */
export function metric(text: string, series: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? Number.NaN);
}
