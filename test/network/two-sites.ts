import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Door, GateSettings } from './gate.ts';

/**
 * Two networks that cannot reach each other, as real machines see them: network namespaces of Linux. Between
 * them stands a gate with one address that both know; it forwards nothing by itself.
 *
 *     instrument 10.77.1.2 ── 10.77.1.1 gate 10.77.3.1 ── 10.77.2.1 ── 10.77.2.2 viewer
 */
export const INSTRUMENT_HOST = '10.77.1.2';
export const GATE_HOST = '10.77.3.1';
export const VIEWER_HOST = '10.77.2.2';
const PLACES = ['instrument', 'gate', 'viewer'] as const;
export type Place = (typeof PLACES)[number];

export const TURN = { port: 3478, user: 'bench', password: 'smear', relayPorts: [49160, 49200] } as const;
/** Where coturn listens inside the gate; the world reaches it through a door that delays and loses. */
const TURN_INSIDE = { host: '10.77.1.1', port: TURN.port } as const;

/** Whether we may make network namespaces: root may, outside most containers. */
export function canMakeNamespaces(): boolean {
  const name = `hematovision-${process.pid}-probe`;
  return ['add', 'delete'].every((verb) => spawnSync('ip', ['netns', verb, name]).status === 0);
}

export class TwoSites {
  readonly #children: ChildProcess[] = [];
  readonly #prefix = `hematovision-${process.pid}`;

  /** Throws what `ip` said when a part cannot be made. */
  constructor() {
    try {
      for (const place of PLACES) {
        ip('netns', 'add', this.#name(place));
        this.#ip(place, 'link set lo up');
      }
      // A new namespace forwards if its machine does, as those with containers do.
      this.run('gate', ['sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_forward']);
      this.#ip('gate', `address add ${GATE_HOST}/32 dev lo`);
      this.#wire('instrument', '10.77.1');
      this.#wire('viewer', '10.77.2');
    } catch (fault) {
      this.#takeDown();
      throw fault;
    }
  }

  /** The words before a command that make it run there. */
  within(place: Place): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name(place)];
  }

  /** Runs a short command there; gives its exit code. */
  run(place: Place, command: readonly string[]): number | null {
    const [program = '', ...args] = [...this.within(place), ...command];
    return spawnSync(program, args).status;
  }

  spawn(place: Place, command: readonly string[]): ChildProcess {
    const [program = '', ...args] = [...this.within(place), ...command];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.push(child);
    return child;
  }

  /** A program file that runs `path` there, for those who start a program by its name only. */
  wrapper(place: Place, path: string, folder: string): string {
    const file = join(folder, `at-${place}`);
    writeFileSync(file, `#!/bin/sh\nexec ${this.within(place).join(' ')} ${path} "$@"\n`);
    chmodSync(file, 0o755);
    return file;
  }

  /** Opens the doors of the gate until they are closed. */
  async openGate(settings: Partial<GateSettings>): Promise<() => Promise<void>> {
    const whole: GateSettings = { udp: [], tcp: [], host: GATE_HOST, lossShare: 0, delayMs: 0, ...settings };
    const program = join(import.meta.dirname, 'gate.ts');
    const child = this.spawn('gate', [process.execPath, program, JSON.stringify(whole)]);
    await untilPrinted(child, 'open\n');
    return () => stop(child);
  }

  /** Runs coturn in the gate until it is stopped: it relays to both sides. Reached through `turnDoor`. */
  async startTurnServer(): Promise<() => Promise<void>> {
    const child = this.spawn('gate', [
      ...['stdbuf', '-oL', 'turnserver'],
      ...['-n', '-v', '--no-cli', '--no-tls', '--no-dtls', '--log-file', 'stdout', '--simple-log'],
      ...['--pidfile', '/dev/null', '--lt-cred-mech', '--realm', 'laboratory'],
      ...['--user', `${TURN.user}:${TURN.password}`],
      ...['--listening-ip', TURN_INSIDE.host, '--listening-port', String(TURN_INSIDE.port)],
      ...['--relay-ip', GATE_HOST, '--min-port', String(TURN.relayPorts[0])],
      ...['--max-port', String(TURN.relayPorts[1])],
    ]);
    await untilPrinted(child, 'UDP listener opened on');
    return () => stop(child);
  }

  async close(): Promise<void> {
    await Promise.all(this.#children.map(stop));
    this.#takeDown();
  }

  #takeDown(): void {
    for (const place of PLACES) spawnSync('ip', ['netns', 'delete', this.#name(place)]);
  }

  /** A cable from a site to the gate; all that is not of the site's own network goes there. */
  #wire(place: 'instrument' | 'viewer', network: string): void {
    const gate = this.#name('gate');
    this.#ip(place, `link add cable type veth peer name ${place} netns ${gate}`);
    this.#ip(place, `address add ${network}.2/24 dev cable`);
    this.#ip('gate', `address add ${network}.1/24 dev ${place}`);
    this.#ip('gate', `link set ${place} up`);
    this.#ip(place, 'link set cable up');
    this.#ip(place, `route add default via ${network}.1`);
  }

  #ip(place: Place, words: string): void {
    ip('-netns', this.#name(place), ...words.split(' '));
  }

  #name(place: Place): string {
    return `${this.#prefix}-${place}`;
  }
}

/** Ports of the gate that lead to the same ports of the instrument: what a router's port forwarding does. */
export function forwardedPorts([first, last]: readonly [number, number]): readonly Door[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    from: { host: GATE_HOST, port: first + index },
    to: { host: INSTRUMENT_HOST, port: first + index },
  }));
}

export const turnDoor: Door = { from: { host: GATE_HOST, port: TURN.port }, to: TURN_INSIDE };

export const turnServer = {
  urls: `turn:${GATE_HOST}:${TURN.port}`,
  username: TURN.user,
  credential: TURN.password,
};

/** Resolves with all that was printed once `text` is among it. */
export function untilPrinted(child: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer) => {
      printed += chunk;
      if (printed.includes(text)) resolve(printed);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${child.spawnargs[0]} ended with ${code}:\n${printed}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

function ip(...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync('ip', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${error?.message ?? stderr}`);
}
