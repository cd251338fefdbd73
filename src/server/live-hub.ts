import type { RawData, WebSocket } from 'ws';
import type { Frame } from '../core/types.ts';
import {
  type ClientMessage,
  clientMessage,
  encodeFrameMessage,
  type PictureContent,
  type ServerMessage,
} from '../core/wire/live.ts';
import { drawOverlay } from './draw-overlay.ts';
import { encodeJpeg } from './jpeg.ts';

/** More than this unsent and the viewer gets no further picture until it has caught up. */
const FRAME_BACKLOG_BYTES = 256 * 1024;
/** More than this unsent and the viewer cannot even take facts: it is cut off and comes back to a snapshot. */
const FACT_BACKLOG_BYTES = 4 * 1024 * 1024;
const PING_INTERVAL_MS = 10_000;

/** Takes pictures with the overlay drawn in; `offer` must not block. */
export interface PictureSink {
  offer(jpeg: Uint8Array, capturedAtNs: bigint): void;
}

interface Viewer {
  /** Whether the last ping was. */
  answered: boolean;
  wantsPictures: boolean;
}

/**
 * Hands pictures and facts to every viewer. Each picture is encoded once, whoever watches, and not at all
 * while nobody does. A slow viewer loses pictures, never the others' time.
 */
export class LiveHub {
  readonly #viewers = new Map<WebSocket, Viewer>();
  readonly #pictureSinks = new Set<PictureSink>();
  readonly #greeting: () => readonly ServerMessage[];
  readonly #jpegQuality: number;
  readonly #pinger: NodeJS.Timeout;

  constructor(options: { greeting: () => readonly ServerMessage[]; jpegQuality: number }) {
    this.#greeting = options.greeting;
    this.#jpegQuality = options.jpegQuality;
    this.#pinger = setInterval(() => this.#ping(), PING_INTERVAL_MS);
    this.#pinger.unref();
  }

  get viewerCount(): number {
    return this.#viewers.size + this.#pictureSinks.size;
  }

  /** Adds a connected viewer: it hears all facts so far and then everything live. */
  attach(socket: WebSocket): void {
    const viewer: Viewer = { answered: true, wantsPictures: true };
    this.#viewers.set(socket, viewer);
    socket.on('message', (data) => this.#hear(socket, viewer, data));
    socket.on('pong', () => {
      viewer.answered = true;
    });
    socket.on('close', () => this.#viewers.delete(socket));
    socket.on('error', () => socket.terminate());
    for (const message of this.#greeting()) socket.send(JSON.stringify(message));
  }

  /** Adds a receiver of pictures with the boxes drawn in; returns what removes it. */
  attachPictures(sink: PictureSink): () => void {
    this.#pictureSinks.add(sink);
    return () => this.#pictureSinks.delete(sink);
  }

  tell(message: ServerMessage): void {
    const text = JSON.stringify(message);
    for (const socket of this.#viewers.keys()) sendFact(socket, text);
  }

  /** Sends a picture and its overlay; resolves when the frame's pixels are no longer needed. */
  async show(frame: Frame, content: PictureContent): Promise<void> {
    const readers = [...this.#viewers].flatMap(([socket, { wantsPictures }]) =>
      wantsPictures && socket.bufferedAmount <= FRAME_BACKLOG_BYTES ? [socket] : [],
    );
    if (readers.length > 0) {
      const jpeg = await encodeJpeg(frame, this.#jpegQuality);
      const { seq, width, height, capturedAtNs } = frame;
      const ageMs = Number(process.hrtime.bigint() - capturedAtNs) / 1e6;
      const message = encodeFrameMessage({ type: 'frame', seq, width, height, ageMs, ...content }, jpeg);
      for (const socket of readers) socket.send(message);
    }
    if (this.#pictureSinks.size > 0) {
      const pixels = drawOverlay(frame, content.overlay);
      const jpeg = await encodeJpeg({ width: frame.width, height: frame.height, pixels }, this.#jpegQuality);
      for (const sink of this.#pictureSinks) sink.offer(jpeg, frame.capturedAtNs);
    }
  }

  close(): void {
    clearInterval(this.#pinger);
    for (const socket of this.#viewers.keys()) socket.close(1001, 'the instrument is stopping');
    this.#viewers.clear();
    this.#pictureSinks.clear();
  }

  /** What does not fit the contract is passed over: a newer dashboard may know words that this hub does not. */
  #hear(socket: WebSocket, viewer: Viewer, data: RawData): void {
    const message = parseClientMessage(data);
    if (message?.type === 'pictures') viewer.wantsPictures = message.wanted;
    if (message?.type === 'echo') sendFact(socket, JSON.stringify(message satisfies ServerMessage));
  }

  /** A viewer whose network went away sends no close; a ping it does not answer tells. */
  #ping(): void {
    for (const [socket, viewer] of this.#viewers) {
      if (!viewer.answered) {
        socket.terminate();
        continue;
      }
      viewer.answered = false;
      socket.ping();
    }
  }
}

function sendFact(socket: WebSocket, text: string): void {
  if (socket.bufferedAmount > FACT_BACKLOG_BYTES) socket.terminate();
  else socket.send(text);
}

function parseClientMessage(data: RawData): ClientMessage | undefined {
  try {
    return clientMessage.safeParse(JSON.parse(String(data))).data;
  } catch {
    return undefined;
  }
}
