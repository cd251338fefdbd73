import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach } from 'vitest';

/** A network cable between an instrument and a broker that a test can pull. */
export interface Gate {
  readonly url: string;
  /** Cuts what runs and lets nothing in. */
  shut(): void;
  open(): void;
  /** From the next byte on, nothing the broker says arrives any more; what is said to it does. */
  deafen(): void;
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

export async function gateTo(brokerPort: number): Promise<Gate> {
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
    far.on('data', (bytes) => {
      if (!deaf) near.write(bytes);
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
  closers.push(() => {
    cut();
    server.close();
  });
  return {
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
  };
}
