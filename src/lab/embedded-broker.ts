import { timingSafeEqual } from 'node:crypto';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { isLoopback } from '../core/is-loopback.ts';

const LOOPBACK = '127.0.0.1';

export interface EmbeddedBroker {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface EmbeddedBrokerOptions {
  /** 127.0.0.1 by default. */
  readonly host?: string;
  readonly port: number;
  /** Of everybody who connects; null: nobody is asked, which is for loopback only. */
  readonly login?: { readonly username: string; readonly password: string } | null;
}

/**
 * A broker inside the program, for machines without one: MQTT 3.1.1, in memory. When the port is taken it listens on
 * a free one. Throws `config-invalid` for an address that others can reach and no login.
 */
export async function startEmbeddedBroker({
  host = LOOPBACK,
  port,
  login = null,
}: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  if (login === null && !isLoopback(host))
    throw new HematovisionError(
      'config-invalid',
      `The embedded MQTT broker would let everybody in who reaches ${host}: patients' results pass through it`,
      { hint: 'Set lab.username and lab.passwordFile, or lab.embeddedHost to 127.0.0.1.' },
    );
  const broker = await Aedes.createBroker({
    authenticate: (_client, username, password, done) =>
      done(null, login === null || isSame([username, password], login)),
  });
  const server = createServer({ noDelay: true });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  try {
    await listen(server, host, port).catch((fault) => {
      if (fault.code !== 'EADDRINUSE') throw fault;
      return listen(server, host, 0);
    });
  } catch (cause) {
    await new Promise<void>((done) => broker.close(done));
    throw new HematovisionError(
      'port-in-use',
      `The embedded MQTT broker cannot listen: ${messageOf(cause)}`,
      {
        cause,
        hint: 'Set lab.embeddedPort to a port that this user may open, for example 1883, and lab.embeddedHost to an address of this machine.',
      },
    );
  }
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  return {
    url: `mqtt://${reachableAt(host)}:${taken}`,
    port: taken,
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      await new Promise<void>((done) => broker.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Where this program itself connects to. */
function reachableAt(host: string): string {
  if (host === '0.0.0.0') return LOOPBACK;
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}

function isSame(
  [username, password]: readonly [string | undefined, Buffer | undefined],
  login: NonNullable<EmbeddedBrokerOptions['login']>,
): boolean {
  const wanted = Buffer.from(login.password);
  return (
    username === login.username && password?.length === wanted.length && timingSafeEqual(password, wanted)
  );
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
