import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import type { DifferentialSnapshot } from '../../src/core/types.ts';
import type { ResultMessage } from '../../src/core/wire/mqtt.ts';
import type { ReportHead, SessionDetail } from '../../src/core/wire/review.ts';
import type { KeptTally, TallyState } from '../../src/core/wire/tally.ts';
import { DATABASE_FILE, openStore } from '../../src/store/store.ts';
import { runMosquitto } from '../lab/mosquitto-process.ts';
import { processesNaming } from '../support/processes.ts';
import { runProgram, type SpawnedDaemon, spawnDaemon } from './spawn-daemon.ts';

/** A small camera: most of a life is then counting and signing, little of it pictures. */
const CAMERA = { width: 480, height: 360, fps: 10 };
/** So many lives end so long after the start, mostly within it; the others so long after the instrument listens. */
const SHARE_FROM_START = 0.2;
const LISTENING_MS = 60_000;
const DELIVERED_MS = 60_000;
/** Sessions that the machine counts: a new one after so many signatures of others. */
const SIGNATURES_A_SLIDE = 5;

export interface DaemonKillOptions {
  readonly kills: number;
  /** For its data, video and settings. */
  readonly folder: string;
  /** Each life ends within so long. */
  readonly mostLifeMs?: number;
  readonly random?: () => number;
  readonly onKill?: (kills: number, signed: number) => void;
}

export interface DaemonKillReport {
  /** Before it listened. */
  readonly whileStarting: number;
  /** Signatures that the instrument confirmed before it was killed. */
  readonly signed: number;
  /** Cells of the sessions that the machine counted. */
  readonly cells: number;
  readonly delivered: number;
  readonly repeats: number;
  /** What must never be: a signature that is gone, a damaged file, a count that went back, a result told twice. */
  readonly faults: readonly string[];
  readonly leftChildren: number;
  readonly seconds: number;
}

/** Kills the real instrument at random moments while it counts a slide, takes counts by keys and signs them. */
export async function killDaemons(options: DaemonKillOptions): Promise<DaemonKillReport> {
  const { kills, random = Math.random, mostLifeMs = 6000, onKill } = options;
  const startedMs = performance.now();
  const bench = await Bench.open(options.folder);
  try {
    let whileStarting = 0;
    for (let done = 0; done < kills; done += 1) {
      const life = { isCountedFromStart: random() < SHARE_FROM_START, lifeMs: random() * mostLifeMs };
      if (!(await bench.live(life))) whileStarting += 1;
      bench.examine();
      onKill?.(done + 1, bench.signed.size);
    }
    await bench.deliver();
    const { signed, cells, delivered, repeats, faults, leftChildren } = bench;
    const seconds = (performance.now() - startedMs) / 1000;
    return { whileStarting, signed: signed.size, cells, delivered, repeats, faults, leftChildren, seconds };
  } finally {
    await bench.close();
  }
}

class Bench {
  /** Message ids of the reports that were confirmed, and the session of each. */
  readonly signed = new Map<string, string>();
  readonly faults: string[] = [];
  cells = 0;
  leftChildren = 0;
  readonly #folder: string;
  readonly #settings: object;
  readonly #listener: MqttClient;
  readonly #stopBroker: () => Promise<void>;
  readonly #heard: ResultMessage[] = [];
  /** White cells of each session as they were last known. */
  readonly #known = new Map<string, number>();
  #accessions = 0;
  #daemon: SpawnedDaemon | undefined;

  static async open(folder: string): Promise<Bench> {
    const video = join(folder, 'slide.mp4');
    const { width, height, fps } = CAMERA;
    const camera = ['--width', String(width), '--height', String(height), '--fps', String(fps)];
    await runProgram(['simulate', '--out', video, '--seconds', '10', '--wbc', '2', ...camera]);
    const broker = await runMosquitto();
    const listener = await connectAsync(broker.url, { protocolVersion: 4 });
    await listener.subscribeAsync('hematovision/v1/+/+/session/+/result', { qos: 1 });
    const settings = {
      capture: { source: `file:${video}`, ...CAMERA },
      inference: { provider: 'cpu', threads: 1 },
      lab: { broker: broker.url },
    };
    return new Bench({ folder, settings, listener, stopBroker: () => broker.stop() });
  }

  constructor(parts: {
    folder: string;
    settings: object;
    listener: MqttClient;
    stopBroker: () => Promise<void>;
  }) {
    this.#folder = parts.folder;
    this.#settings = parts.settings;
    this.#listener = parts.listener;
    this.#stopBroker = parts.stopBroker;
    this.#listener.on('message', (_, payload) => this.#heard.push(JSON.parse(payload.toString())));
  }

  get delivered(): number {
    return new Set(this.#heard.map(({ id }) => id)).size;
  }

  get repeats(): number {
    return this.#heard.length - this.delivered;
  }

  /** One life of the instrument; false when it ended before it listened. */
  async live(life: { readonly isCountedFromStart: boolean; readonly lifeMs: number }): Promise<boolean> {
    const daemon = this.#spawn();
    const over = new AbortController();
    let listened = false;
    const work = daemon.url.then((url) => {
      listened = true;
      return this.#work(url, over.signal);
    });
    if (!life.isCountedFromStart) await Promise.race([daemon.url, sleep(LISTENING_MS)]);
    await sleep(life.lifeMs);
    await daemon.end('SIGKILL');
    over.abort();
    if (listened) await work;
    return listened;
  }

  /** What must hold after every life. */
  examine(): void {
    const directory = join(this.#folder, 'data');
    if (!existsSync(join(directory, DATABASE_FILE))) return;
    const store = openStore({ directory });
    try {
      const verdict = store.access.audit.verify();
      if (!verdict.ok) this.faults.push(`audit trail, row ${verdict.row}: ${verdict.reason}`);
      for (const [id, session] of this.signed)
        if (!store.review.reports.heads(session).some((head) => head.id === id))
          this.faults.push(`signature ${id} is gone`);
      this.cells = 0;
      for (const { id, kind } of store.sessions(100_000)) {
        const n = Object.values(store.tally(id)).reduce((sum, count) => sum + count, 0);
        const before = this.#known.get(id) ?? 0;
        if (n < before) this.faults.push(`session ${id} had ${before} cells and has ${n}`);
        this.#known.set(id, n);
        if (kind === 'scan') this.cells += n;
      }
    } finally {
      store.close();
    }
    const database = new DatabaseSync(join(directory, DATABASE_FILE), { readOnly: true });
    const [row] = database.prepare('PRAGMA integrity_check').all();
    if (row?.integrity_check !== 'ok') this.faults.push(`database: ${row?.integrity_check}`);
    database.close();
  }

  /** One last life, until every result is with the laboratory; then what it was told must be what was signed. */
  async deliver(): Promise<void> {
    const daemon = this.#spawn();
    await Promise.race([daemon.url, sleep(LISTENING_MS)]);
    const isMissing = () => {
      const heard = new Set(this.#heard.map(({ id }) => id));
      return [...this.signed.keys()].filter((id) => !heard.has(id));
    };
    for (let untilMs = performance.now() + DELIVERED_MS; performance.now() < untilMs; await sleep(50))
      if (isMissing().length === 0) break;
    await daemon.end('SIGTERM');
    this.leftChildren = processesNaming(this.#folder).length;
    for (const id of isMissing()) this.faults.push(`result ${id} was signed and never delivered`);
    const told = new Map<string, string>();
    for (const { id, session, status } of this.#heard) {
      const what = `${status} result of session ${session.id}, revision ${session.revision}`;
      if ((told.get(what) ?? id) !== id) this.faults.push(`${what} was told under two ids`);
      told.set(what, id);
    }
  }

  async close(): Promise<void> {
    await this.#daemon?.end('SIGKILL');
    await this.#listener.endAsync(true);
    await this.#stopBroker();
  }

  #spawn(): SpawnedDaemon {
    this.#daemon = spawnDaemon(this.#folder, this.#settings);
    return this.#daemon;
  }

  /** Counts by keys and signs, as fast as it is answered; each so often the machine's slide is changed. */
  async #work(url: string, signal: AbortSignal): Promise<void> {
    const ask = async <T>(path: string, body?: object): Promise<T> => {
      const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const answer = await fetch(url + path, {
        signal,
        ...(body && { ...post, body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    };
    try {
      for (;;) {
        await this.#countAndSign(ask);
        const live = await ask<DifferentialSnapshot>('/api/sessions/current');
        if (this.signed.size % SIGNATURES_A_SLIDE === 0)
          await ask('/api/sessions', { accession: `S-${this.#accessions}` });
        else this.#known.set(live.session, Math.max(live.n, this.#known.get(live.session) ?? 0));
      }
    } catch (fault) {
      // A life that ends in the middle of a question breaks it off; an answer that refuses is a fault.
      if (fault instanceof Error && /: [45]\d\d /.test(fault.message)) this.faults.push(fault.message);
    }
  }

  async #countAndSign(ask: <T>(path: string, body?: object) => Promise<T>): Promise<void> {
    this.#accessions += 1;
    const open = await ask<{ tally: TallyState | null }>('/api/tallies/current');
    const { id } =
      open.tally ?? (await ask<TallyState>('/api/tallies', { accession: `K-${this.#accessions}` }));
    const from = open.tally?.keys ?? 0;
    await ask(`/api/tallies/${id}/keys`, { from, keys: ['lymphocyte', 'monocyte', 'lymphocyte'] });
    const { session } = await ask<KeptTally>(`/api/tallies/${id}/keep`, {});
    const { snapshot } = await ask<SessionDetail>(`/api/sessions/${session}`);
    const report = await ask<ReportHead>(`/api/sessions/${session}/sign`, { revision: snapshot.revision });
    this.signed.set(report.id, session);
  }
}
