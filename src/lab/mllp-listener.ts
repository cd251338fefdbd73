import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { MllpReader, mllpFrame } from './mllp-frame.ts';

/** An order is some thousand bytes. */
const MOST_BYTES = 1_048_576;
const MOST_CONNECTIONS = 16;
/** A sender that says nothing for so long may connect again. */
const IDLE_MS = 15 * 60_000;

export interface MllpListenerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The answer to a message; null hangs up. */
  readonly answer: (message: string) => string | null;
  readonly log: Log;
}

export interface MllpListener {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens for HL7 messages and answers each. Throws `port-in-use`. */
export async function openMllpListener({
  host,
  port,
  answer,
  log,
}: MllpListenerOptions): Promise<MllpListener> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    serve(socket, answer, log);
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new HematovisionError(
      'port-in-use',
      `HL7 orders cannot be heard on ${host}:${port}: ${messageOf(cause)}`,
      {
        cause,
        hint: 'Check lab.hl7.listenHost and lab.hl7.listenPort.',
      },
    );
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function serve(socket: Socket, answer: MllpListenerOptions['answer'], log: Log): void {
  const reader = new MllpReader(MOST_BYTES);
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.on('error', (fault) => log.debug({ reason: fault.message }, 'an HL7 sender was lost'));
  socket.on('data', (piece) => {
    try {
      for (const message of reader.read(piece)) {
        const answered = answer(message);
        if (answered === null) return socket.destroy();
        socket.write(mllpFrame(answered));
      }
    } catch (fault) {
      log.warn({ reason: messageOf(fault) }, 'an HL7 sender was hung up on');
      socket.destroy();
    }
  });
}
