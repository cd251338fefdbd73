import { messageOf } from '../../core/errors.ts';
import {
  decodeFrameMessage,
  type FrameHeader,
  type ServerMessage,
  serverMessage,
} from '../../core/wire/live.ts';
import { DEFAULT_RECONNECT, nextCeilingMs, type Reconnect, reconnectDelayMs } from './reconnect.ts';

export type LiveEvent =
  | { readonly type: 'connecting' }
  | { readonly type: 'opened' }
  | { readonly type: 'closed'; readonly reason: string; readonly retryInMs: number }
  | { readonly type: 'message'; readonly message: ServerMessage }
  | { readonly type: 'frame'; readonly header: FrameHeader; readonly jpeg: Uint8Array<ArrayBuffer> }
  /** A picture that was thrown away unread, because nobody looks at the page. */
  | { readonly type: 'skipped' }
  /** What arrived did not fit the contract; it was ignored and the connection goes on. */
  | { readonly type: 'malformed'; readonly reason: string };

export interface LiveConnectionOptions {
  readonly url: string;
  readonly onEvent: (event: LiveEvent) => void;
  readonly reconnect?: Reconnect;
  /** The server speaks at least once a second; after this long without a word the link is taken for dead. */
  readonly silenceMs?: number;
}

/**
 * The live WebSocket as typed events. It reconnects by itself with backoff and jitter until `close()`;
 * the server answers each new connection with its state, a snapshot and the newest cells.
 */
export class LiveConnection {
  /** False while the page is hidden: pictures are dropped before they are parsed. */
  acceptFrames = true;

  readonly #options: LiveConnectionOptions;
  readonly #reconnect: Reconnect;
  readonly #silenceMs: number;
  #socket: WebSocket | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setInterval> | undefined;
  #ceilingMs: number;
  #openedAtMs = 0;
  #heardAtMs = 0;
  #closed = true;

  constructor(options: LiveConnectionOptions) {
    this.#options = options;
    this.#reconnect = options.reconnect ?? DEFAULT_RECONNECT;
    this.#silenceMs = options.silenceMs ?? 4000;
    this.#ceilingMs = this.#reconnect.firstDelayMs;
  }

  open(): void {
    if (!this.#closed) return;
    this.#closed = false;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    this.#dropSocket();
  }

  /** Skips the rest of the wait: the person asked, or the browser says that the network is back. */
  retryNow(): void {
    if (this.#closed || this.#socket) return;
    clearTimeout(this.#retryTimer);
    this.#connect();
  }

  #connect(): void {
    this.#options.onEvent({ type: 'connecting' });
    const socket = new WebSocket(this.#options.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#openedAtMs = 0;
    this.#heardAtMs = performance.now();
    socket.onopen = () => {
      this.#openedAtMs = performance.now();
      this.#heardAtMs = this.#openedAtMs;
      this.#options.onEvent({ type: 'opened' });
    };
    socket.onmessage = (event: { readonly data: unknown }) => this.#read(event.data);
    socket.onclose = () => this.#lost('the instrument closed the connection');
    this.#watchdog = setInterval(() => this.#checkSilence(), Math.min(500, this.#silenceMs / 4));
  }

  /** A pulled cable closes nothing: only silence tells. */
  #checkSilence(): void {
    const silentMs = performance.now() - this.#heardAtMs;
    if (silentMs > this.#silenceMs) this.#lost(`nothing heard for ${Math.round(silentMs / 1000)} s`);
  }

  #lost(reason: string): void {
    this.#dropSocket();
    if (this.#closed) return;
    const lastedMs = this.#openedAtMs === 0 ? 0 : performance.now() - this.#openedAtMs;
    if (lastedMs >= this.#reconnect.resetAfterMs) this.#ceilingMs = this.#reconnect.firstDelayMs;
    const retryInMs = reconnectDelayMs(this.#ceilingMs, Math.random());
    this.#ceilingMs = nextCeilingMs(this.#ceilingMs, this.#reconnect);
    this.#retryTimer = setTimeout(() => this.#connect(), retryInMs);
    this.#options.onEvent({ type: 'closed', reason, retryInMs });
  }

  #dropSocket(): void {
    clearInterval(this.#watchdog);
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #read(data: unknown): void {
    this.#heardAtMs = performance.now();
    if (data instanceof ArrayBuffer && !this.acceptFrames) {
      this.#options.onEvent({ type: 'skipped' });
      return;
    }
    this.#options.onEvent(parse(data));
  }
}

function parse(data: unknown): LiveEvent {
  try {
    if (data instanceof ArrayBuffer) return { type: 'frame', ...decodeFrameMessage(data) };
    return { type: 'message', message: serverMessage.parse(JSON.parse(String(data))) };
  } catch (thrown) {
    return { type: 'malformed', reason: messageOf(thrown) };
  }
}
