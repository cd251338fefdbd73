import { messageOf } from '../../core/errors.ts';
import {
  type ClientMessage,
  decodeFrameMessage,
  type FrameHeader,
  type ServerMessage,
  serverMessage,
} from '../../core/wire/live.ts';
import { LinkGauge, type LinkMeasures } from './link-gauge.ts';
import { DEFAULT_RECONNECT, nextCeilingMs, type Reconnect, reconnectDelayMs } from './reconnect.ts';

/** All but the answers to what the connection itself asks. */
export type Fact = Exclude<ServerMessage, { type: 'echo' }>;

export type LiveEvent =
  | { readonly type: 'connecting' }
  | { readonly type: 'opened' }
  | { readonly type: 'closed'; readonly reason: string; readonly retryInMs: number }
  | { readonly type: 'message'; readonly message: Fact }
  | {
      readonly type: 'frame';
      readonly header: FrameHeader;
      readonly jpeg: Uint8Array<ArrayBuffer>;
      /** From the instrument to this page. */
      readonly wayMs: number;
    }
  /** A picture that was thrown away unread, because nobody looks at it. */
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

const ECHO_INTERVAL_MS = 1000;

/**
 * The live WebSocket as typed events. It reconnects by itself with backoff and jitter until `close()`;
 * the server answers each new connection with its state, a snapshot and the newest cells.
 */
export class LiveConnection {
  /** False while nobody looks at its pictures: they are dropped before they are parsed. */
  acceptFrames = true;

  readonly #options: LiveConnectionOptions;
  readonly #reconnect: Reconnect;
  readonly #silenceMs: number;
  #socket: WebSocket | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setInterval> | undefined;
  #echoes: ReturnType<typeof setInterval> | undefined;
  #gauge = new LinkGauge();
  #wantsPictures = true;
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

  measures(nowMs: number): LinkMeasures {
    return this.#gauge.measures(nowMs);
  }

  /** Whether the instrument should send pictures at all. */
  wantPictures(wanted: boolean): void {
    if (wanted === this.#wantsPictures) return;
    this.#wantsPictures = wanted;
    this.#say({ type: 'pictures', wanted });
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
    this.#gauge = new LinkGauge();
    this.#openedAtMs = 0;
    this.#heardAtMs = performance.now();
    socket.onopen = () => {
      this.#openedAtMs = performance.now();
      this.#heardAtMs = this.#openedAtMs;
      // To the instrument every connection is a new viewer, who wants them.
      if (!this.#wantsPictures) this.#say({ type: 'pictures', wanted: false });
      this.#sendEcho();
      this.#echoes = setInterval(() => this.#sendEcho(), ECHO_INTERVAL_MS);
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
    clearInterval(this.#echoes);
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #sendEcho(): void {
    this.#say(this.#gauge.echo(performance.now()));
  }

  #say(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #read(data: unknown): void {
    this.#heardAtMs = performance.now();
    try {
      if (data instanceof ArrayBuffer) this.#readPicture(data);
      else this.#readText(String(data));
    } catch (thrown) {
      this.#options.onEvent({ type: 'malformed', reason: messageOf(thrown) });
    }
  }

  #readPicture(data: ArrayBuffer): void {
    this.#gauge.pictureArrived(this.#heardAtMs);
    if (!this.acceptFrames) {
      this.#options.onEvent({ type: 'skipped' });
      return;
    }
    const wayMs = this.#gauge.measures(this.#heardAtMs).wayMs ?? 0;
    this.#options.onEvent({ type: 'frame', ...decodeFrameMessage(data), wayMs });
  }

  #readText(text: string): void {
    const message = serverMessage.parse(JSON.parse(text));
    if (message.type === 'echo') this.#gauge.answered(message.id, this.#heardAtMs);
    else this.#options.onEvent({ type: 'message', message });
  }
}
