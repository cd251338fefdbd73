import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../support/wait-until.ts';

const MAIN = fileURLToPath(new URL('../../deploy/fleet/consumer/main.ts', import.meta.url));

interface LogLine {
  readonly msg: string;
  readonly healthPort?: number;
}

/** The consumer as it is deployed: a process with an environment. */
export class ConsumerProcess {
  readonly lines: LogLine[] = [];
  readonly #child: ChildProcess;
  readonly #exit: Promise<readonly [number | null, NodeJS.Signals | null]>;

  constructor(variables: Readonly<Record<string, string>>) {
    const env = { PATH: process.env.PATH, CONSUMER_HEALTH_PORT: '0', ...variables };
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    createInterface(child.stderr).on('line', (line) => this.lines.push(JSON.parse(line)));
    this.#child = child;
    this.#exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What /healthz says; null before it answers. */
  async health(): Promise<{ readonly status: number; readonly body: Record<string, unknown> } | null> {
    const port = this.lines.find((line) => line.healthPort)?.healthPort;
    const response = port && (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null));
    return response
      ? { status: response.status, body: (await response.json()) as Record<string, unknown> }
      : null;
  }

  /** Resolves when it is connected to broker and database. */
  async ready(): Promise<void> {
    await waitUntil('the consumer is connected', async () => (await this.health())?.status === 200, 20_000);
  }

  /** Sends a signal, or waits only; gives the exit code, or the signal that ended it. */
  async end(signal?: NodeJS.Signals): Promise<number | string | null> {
    if (signal) this.#child.kill(signal);
    const [code, by] = await this.#exit;
    return code ?? by;
  }
}
