import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as openSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
  /** Who vouches for clients, and the broker's own certificate; clients without one are sent away. */
  readonly tls?: { readonly caFile: string; readonly certFile: string; readonly keyFile: string };
  /** Where sessions and messages survive a restart; without it they do not. */
  readonly persistIn?: string;
  /** Further lines of its configuration. */
  readonly settings?: readonly string[];
}

/** Runs Debian's mosquitto until it is stopped. */
export async function runMosquitto(options: MosquittoOptions = {}): Promise<TestBroker> {
  const port = options.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'hematovision-mosquitto-'));
  // mosquitto gives up root's rights and must still read its files.
  for (const read of [folder, options.persistIn ?? folder]) spawnSync('chmod', ['777', read]);
  writeFileSync(join(folder, 'mosquitto.conf'), `${configuration(folder, port, options).join('\n')}\n`);
  const child = spawn(mosquittoBinary(), ['-c', join(folder, 'mosquitto.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await untilListening(child, port);
  return {
    url: `${options.tls ? 'mqtts://localhost' : 'mqtt://127.0.0.1'}:${port}`,
    port,
    stop: async () => {
      await stopped(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number, options: MosquittoOptions): readonly string[] {
  const { credentials, acl, tls, persistIn, settings = [] } = options;
  if (acl) writeFileSync(join(folder, 'acl'), `${acl.join('\n')}\n`);
  return [
    ...(persistIn === undefined
      ? ['persistence false']
      : ['persistence true', `persistence_location ${persistIn}/`, 'max_queued_messages 0']),
    ...settings,
    `listener ${port} 127.0.0.1`,
    `allow_anonymous ${!credentials}`,
    ...(credentials ? [`password_file ${passwordFile(folder, credentials)}`] : []),
    ...(acl ? [`acl_file ${join(folder, 'acl')}`] : []),
    ...(tls
      ? [
          `cafile ${tls.caFile}`,
          `certfile ${tls.certFile}`,
          `keyfile ${tls.keyFile}`,
          'require_certificate true',
        ]
      : []),
  ];
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
  // While it starts mosquitto 2.0 forgets the signal.
  const again = setInterval(() => child.kill('SIGTERM'), 100);
  await exit;
  clearInterval(again);
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
