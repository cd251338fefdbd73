import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../lab/mosquitto-process.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Debian keeps the server's programs of each version apart, and off the PATH. */
const VERSIONS = '/usr/lib/postgresql';

/** A real PostgreSQL of its own, in a folder of its own. */
export class PostgresProcess {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  static async start(): Promise<PostgresProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'hematovision-postgres-'));
    const { uid, gid } = unprivileged();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const made = spawnSync(program('initdb'), ['-D', folder, '-U', 'fleet', '--auth=trust', '--no-sync'], {
      ...{ uid, gid, cwd: '/', encoding: 'utf8' },
    });
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    const server = new PostgresProcess(folder, await freePort());
    await server.start();
    return server;
  }

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
    this.url = `postgres://fleet@127.0.0.1:${port}/postgres`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resolves when it answers; after a crash, when it has recovered. */
  async start(): Promise<void> {
    const own = [
      '-c',
      'unix_socket_directories=',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `port=${this.#port}`,
    ];
    const child = spawn(program('postgres'), ['-D', this.#folder, ...own], {
      ...{ ...unprivileged(), cwd: '/', stdio: ['ignore', 'ignore', 'ignore'] },
    });
    this.#child = child;
    await waitUntil(
      'PostgreSQL answers',
      async () => {
        if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode}`);
        return this.query('SELECT 1').catch(() => null);
      },
      30_000,
    );
  }

  /** Without good-bye: it recovers from its log at the next start. */
  async crash(): Promise<void> {
    if (!this.#child || this.#child.exitCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGQUIT');
    await exit;
  }

  async close(): Promise<void> {
    await this.crash();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }
}

/** PostgreSQL refuses to run as root: there it is its own user's. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((which) =>
    Number(spawnSync('id', [which, 'postgres']).stdout.toString()),
  );
  if (!uid || !gid) throw new Error('There is no user `postgres`: apt-get install postgresql');
  return { uid, gid };
}

function program(name: string): string {
  const newest = readdirSync(VERSIONS)
    .sort((one, other) => Number(one) - Number(other))
    .at(-1);
  if (!newest) throw new Error('These tests need PostgreSQL: apt-get install postgresql');
  return join(VERSIONS, newest, 'bin', name);
}
