import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as openSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const PLACES = [
  '/usr/sbin/mosquitto',
  '/usr/local/sbin/mosquitto',
  '/usr/bin/mosquitto',
  '/opt/homebrew/sbin/mosquitto',
];

/** A real broker on a port of this machine. */
export interface TestBroker {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export interface MosquittoOptions {
  /** Default: a free one. */
  readonly port?: number;
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Lines of an access list. */
  readonly acl?: readonly string[];
}

const running = new Set<() => Promise<void>>();
afterEach(async () => {
  for (const stop of [...running]) await stop();
});

/** Starts Debian's mosquitto; it is stopped after the test at the latest. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<TestBroker> {
  const port = options.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'hematovision-mosquitto-'));
  // mosquitto gives up root's rights and must still read its files.
  spawnSync('chmod', ['755', folder]);
  const configuration = [
    `listener ${port} 127.0.0.1`,
    'persistence false',
    `allow_anonymous ${!options.credentials}`,
  ];
  if (options.credentials) configuration.push(`password_file ${passwordFile(folder, options.credentials)}`);
  if (options.acl) {
    writeFileSync(join(folder, 'acl'), `${options.acl.join('\n')}\n`);
    configuration.push(`acl_file ${join(folder, 'acl')}`);
  }
  writeFileSync(join(folder, 'mosquitto.conf'), `${configuration.join('\n')}\n`);
  const child = spawn(mosquittoBinary(), ['-c', join(folder, 'mosquitto.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = async () => {
    if (!running.delete(stop)) return;
    await stopped(child);
    rmSync(folder, { recursive: true, force: true });
  };
  running.add(stop);
  await untilListening(child, port);
  return { url: `mqtt://127.0.0.1:${port}`, port, stop };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

function mosquittoBinary(): string {
  const found = PLACES.find((place) => existsSync(place));
  if (!found)
    throw new Error('These tests need a real MQTT broker: apt-get install mosquitto mosquitto-clients');
  return found;
}

function passwordFile(
  folder: string,
  { username, password }: { username: string; password: string },
): string {
  const path = join(folder, 'passwords');
  writeFileSync(path, '');
  const made = spawnSync('mosquitto_passwd', ['-b', path, username, password]);
  if (made.status !== 0) throw new Error(`mosquitto_passwd: ${made.stderr}`);
  spawnSync('chmod', ['644', path]);
  return path;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  let printed = '';
  child.stderr?.on('data', (chunk) => {
    printed += chunk;
  });
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`mosquitto did not start:\n${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket({ host: '127.0.0.1', port });
    const settle = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}
