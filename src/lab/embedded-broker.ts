import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { HematovisionError, messageOf } from '../core/errors.ts';

const LOOPBACK = '127.0.0.1';

export interface EmbeddedBroker {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A broker inside the program, for machines without one: MQTT 3.1.1, in memory, reachable from this machine
 * only. When the port is taken it listens on a free one.
 */
export async function startEmbeddedBroker({ port }: { readonly port: number }): Promise<EmbeddedBroker> {
  const broker = await Aedes.createBroker();
  const server = createServer({ noDelay: true });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  try {
    await listen(server, port).catch((fault) => {
      if (fault.code !== 'EADDRINUSE') throw fault;
      return listen(server, 0);
    });
  } catch (cause) {
    await new Promise<void>((done) => broker.close(done));
    throw new HematovisionError(
      'port-in-use',
      `The embedded MQTT broker cannot listen: ${messageOf(cause)}`,
      {
        cause,
        hint: 'Set lab.embeddedPort to a port that this user may open, for example 1883.',
      },
    );
  }
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  return {
    url: `mqtt://${LOOPBACK}:${taken}`,
    port: taken,
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      await new Promise<void>((done) => broker.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
