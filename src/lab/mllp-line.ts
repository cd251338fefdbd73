import { connect, type Socket } from 'node:net';
import { MllpReader, mllpFrame } from './mllp-frame.ts';

/** An acknowledgement is some hundred bytes. */
const MOST_ANSWER_BYTES = 65_536;

export interface MllpPeer {
  readonly host: string;
  readonly port: number;
  /** For connecting, and again for the answer. */
  readonly answerWithinMs: number;
}

export interface MllpQuestion<T> {
  readonly message: string;
  /** Null for what answers another message: it is passed over. */
  readonly answerOf: (message: string) => T | null;
}

/**
 * Sends one HL7 message and waits for its answer, over a connection of its own: results are minutes apart, and a
 * connection that was left open may be dead by then without anybody having said so.
 */
export async function askOverMllp<T>(
  peer: MllpPeer,
  { message, answerOf }: MllpQuestion<T>,
  signal: AbortSignal,
): Promise<T> {
  const socket = await connectOverMllp(peer, signal);
  const reader = new MllpReader(MOST_ANSWER_BYTES);
  try {
    return await fromSocket<T>(socket, {
      signal,
      withinMs: peer.answerWithinMs,
      what: 'no acknowledgement',
      start: (resolve, reject) => {
        socket.on('data', (piece) => {
          try {
            for (const answer of reader.read(piece).map(answerOf)) if (answer !== null) resolve(answer);
          } catch (fault) {
            reject(fault);
          }
        });
        socket.write(mllpFrame(message));
      },
    });
  } finally {
    socket.destroySoon();
  }
}

/** A connection to a receiver of HL7; whoever asked for it closes it. */
export async function connectOverMllp(
  { host, port, answerWithinMs }: MllpPeer,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  // Whoever waits hears of it; later it is nobody's business.
  socket.on('error', () => undefined);
  try {
    await fromSocket<void>(socket, {
      signal,
      withinMs: answerWithinMs,
      what: `no connection to ${host}:${port}`,
      start: (resolve) => socket.once('connect', () => resolve()),
    });
    return socket;
  } catch (fault) {
    socket.destroy();
    throw fault;
  }
}

interface Wait<T> {
  readonly signal: AbortSignal;
  readonly withinMs: number;
  /** What is told when the time is over. */
  readonly what: string;
  readonly start: (resolve: (value: T) => void, reject: (fault: unknown) => void) => void;
}

/** What a socket brings; over when it closes, when the time is, or with the signal. */
async function fromSocket<T>(socket: Socket, { signal, withinMs, what, start }: Wait<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onClose = () => reject(new Error('the receiver hung up'));
  const onAbort = () => reject(signal.reason);
  const late = setTimeout(() => reject(new Error(`${what} within ${withinMs} ms`)), withinMs);
  socket.once('error', reject).once('close', onClose);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    start(resolve, reject);
    return await promise;
  } finally {
    clearTimeout(late);
    socket.off('error', reject).off('close', onClose);
    signal.removeEventListener('abort', onAbort);
  }
}
