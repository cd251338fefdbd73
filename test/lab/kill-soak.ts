import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectAsync, type MqttClient } from 'mqtt';
import { openStore } from '../../src/store/store.ts';
import { type Cable, layCable } from './cable.ts';
import { runMosquitto, type TestBroker } from './mosquitto-process.ts';

const PRODUCER = fileURLToPath(new URL('result-producer.ts', import.meta.url));
const PACE_MS = 20;
/** Each lives until it has ended, or the laboratory has heard, up to so many more results, and a moment longer. */
const MOST_MORE = 7;
const MOMENT_MS = 20;
/** An acknowledgement takes a while, so that many a kill falls between a result and its acknowledgement. */
const ACKNOWLEDGED_AFTER_MS = 8;

export interface SoakOptions {
  readonly kills: number;
  readonly results: number;
  /** Between 0 and 1, as Math.random. */
  readonly random?: () => number;
  readonly onKill?: (kills: number, heard: number) => void;
}

export interface SoakReport {
  readonly killed: { readonly program: number; readonly network: number; readonly broker: number };
  /** Results by what the store says: their sessions in the order in which they ended. */
  readonly ended: readonly string[];
  /** What the laboratory has after dropping repeats by id, in the order in which it came. */
  readonly delivered: readonly { readonly id: string; readonly seq: number; readonly session: string }[];
  readonly repeats: number;
  readonly seconds: number;
}

/**
 * Lets results flow from a real program over a real network to a real broker while each of them is killed at random
 * moments: the program by SIGKILL, the network by a cut cable, the broker by a restart.
 */
export async function soak({
  kills,
  results,
  random = Math.random,
  onKill,
}: SoakOptions): Promise<SoakReport> {
  const startedMs = performance.now();
  const bench = await Bench.open(results);
  const killed = { program: 0, network: 0, broker: 0 };
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const victim = (['program', 'program', 'program', 'network', 'broker'] as const)[
        Math.floor(random() * 5)
      ];
      await bench.kill(victim ?? 'program', random);
      killed[victim ?? 'program'] += 1;
      onKill?.(kill + 1, bench.heard.length);
    }
    await bench.finish();
    const delivered = [...new Map(bench.heard.map((one) => [one.id, one])).values()];
    const repeats = bench.heard.length - delivered.length;
    const seconds = (performance.now() - startedMs) / 1000;
    return { killed, ended: bench.endedSessions(), delivered, repeats, seconds };
  } finally {
    await bench.close();
  }
}

type Heard = SoakReport['delivered'][number];

/** Program, cable, broker and listener. */
class Bench {
  readonly heard: Heard[] = [];
  readonly #folder: string;
  readonly #results: number;
  readonly #cable: Cable;
  readonly #listener: MqttClient;
  #broker: TestBroker;
  #program: ChildProcess | undefined;
  /** Results that were ended, as far as is known here. */
  #ended = 0;

  static async open(results: number): Promise<Bench> {
    const folder = mkdtempSync(join(tmpdir(), 'hematovision-soak-'));
    mkdirSync(join(folder, 'broker'));
    // mosquitto gives up root's rights and must still come in.
    chmodSync(folder, 0o755);
    const broker = await runMosquitto({ persistIn: join(folder, 'broker') });
    const cable = await layCable(broker.port, { delayMs: ACKNOWLEDGED_AFTER_MS });
    // The broker keeps what comes while this one is away, as it would for a laboratory system.
    const listener = await connectAsync(broker.url, {
      ...{ clientId: 'laboratory', clean: false, protocolVersion: 4, reconnectPeriod: 10 },
    });
    await listener.subscribeAsync('hematovision/v1/+/+/session/+/result', { qos: 1 });
    return new Bench({ folder, results, broker, cable, listener });
  }

  constructor(parts: {
    folder: string;
    results: number;
    broker: TestBroker;
    cable: Cable;
    listener: MqttClient;
  }) {
    this.#folder = parts.folder;
    this.#results = parts.results;
    this.#broker = parts.broker;
    this.#cable = parts.cable;
    this.#listener = parts.listener;
    this.#listener.on('message', (_, payload) => this.heard.push(JSON.parse(payload.toString())));
    this.#listener.on('error', () => undefined);
  }

  async kill(victim: 'program' | 'network' | 'broker', random: () => number): Promise<void> {
    const program = this.#program ?? (await this.#start());
    const grown = random() < 0.5 ? () => this.#ended : () => this.heard.length;
    const until = grown() + Math.floor(random() * MOST_MORE);
    const deadlineMs = performance.now() + 3000;
    while (grown() < until && program.exitCode === null && performance.now() < deadlineMs) await sleep(1);
    await sleep(random() * MOMENT_MS);
    if (victim === 'network') {
      this.#cable.shut();
      await sleep(5);
      this.#cable.open();
    } else if (victim === 'broker') {
      const { port } = this.#broker;
      await this.#broker.stop();
      this.#broker = await runMosquitto({ port, persistIn: join(this.#folder, 'broker') });
    } else if (program.exitCode === null) {
      const exit = once(program, 'exit');
      program.kill('SIGKILL');
      await exit;
      this.#program = undefined;
    }
  }

  /** Lets the last program live until all is delivered. */
  async finish(): Promise<void> {
    const program = this.#program ?? (await this.#start());
    if (program.exitCode === null) await once(program, 'exit');
    if (program.exitCode !== 0) throw new Error(`the program ended with ${program.exitCode}`);
    const deadlineMs = performance.now() + 10_000;
    while (!this.heard.some(({ seq }) => seq === this.#results)) {
      if (performance.now() > deadlineMs) throw new Error('the last result did not arrive');
      await sleep(5);
    }
  }

  endedSessions(): readonly string[] {
    const store = openStore({ directory: join(this.#folder, 'data') });
    const ended = store.sessions(1_000_000).filter(({ status }) => status === 'ended');
    store.close();
    return ended.map(({ id }) => id).reverse();
  }

  async close(): Promise<void> {
    this.#program?.kill('SIGKILL');
    this.#listener.end(true);
    this.#cable.close();
    await this.#broker.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<ChildProcess> {
    const args = [
      PRODUCER,
      this.#cable.url,
      join(this.#folder, 'data'),
      String(this.#results),
      String(PACE_MS),
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#program = child;
    const ready = once(child.stdout, 'data');
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`the program ended with ${code} before it was ready`);
    });
    await Promise.race([ready, failed]);
    failed.catch(() => undefined);
    child.stdout.on('data', (dots) => {
      this.#ended += dots.length;
    });
    return child;
  }
}
