import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A network cable between an instrument and a broker that can be pulled. */
export interface Cable {
  readonly port: number;
  readonly url: string;
  /** Cuts what runs and lets nothing in. */
  shut(): void;
  open(): void;
  /** From the next byte on, nothing the broker says arrives any more; what is said to it does. */
  deafen(): void;
  /** For good. */
  close(): void;
}

/** With `delayMs` all that the broker says takes so much longer to arrive. */
export async function layCable(brokerPort: number, { delayMs = 0 } = {}): Promise<Cable> {
  let passing = true;
  let deaf = false;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  };
  const server = createServer({ noDelay: true }, (near) => {
    keep(near);
    if (!passing) {
      near.destroy();
      return;
    }
    const far = connect({ host: '127.0.0.1', port: brokerPort, noDelay: true });
    keep(far);
    near.pipe(far);
    const arrive = (bytes: Buffer) => {
      if (!deaf && !near.destroyed) near.write(bytes);
    };
    far.on('data', (bytes) => {
      if (delayMs > 0) setTimeout(arrive, delayMs, bytes);
      else arrive(bytes);
    });
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    url: `mqtt://127.0.0.1:${address.port}`,
    shut: () => {
      passing = false;
      cut();
    },
    open: () => {
      passing = true;
      deaf = false;
    },
    deafen: () => {
      deaf = true;
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
