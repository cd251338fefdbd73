import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { z } from 'zod';
import type { CellClass } from '../../src/core/cells.ts';
import { BLANK_ORDER, type OrderChange, type SessionOrder } from '../../src/core/session-order.ts';
import type { AccessState } from '../../src/core/wire/access.ts';
import type { ChamberReadings } from '../../src/core/wire/hemocytometer.ts';
import {
  type CountedCell,
  clientMessage,
  encodeFrameMessage,
  type FrameHeader,
  type InstrumentState,
  type OverlayCell,
  type ServerMessage,
} from '../../src/core/wire/live.ts';
import type { WorkList } from '../../src/core/wire/order.ts';
import { type DecideRequest, decideRequest } from '../../src/core/wire/review.ts';
import {
  changeOrderRequest,
  type differentialSnapshot,
  startSessionRequest,
} from '../../src/core/wire/session.ts';
import type { SlideMapState } from '../../src/core/wire/slide-map.ts';
import { differential, emptyTally } from '../../src/slide/differential.ts';
import { RULES } from '../support/laboratory.ts';

type Snapshot = z.infer<typeof differentialSnapshot>;

/** As strict as a policy can be: what the dashboard needs beyond it fails the end-to-end test. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Everybody is signed in here; who comes in how is tested with the real server. */
const TECHNICIAN: AccessState = {
  state: 'signed-in',
  kind: 'person',
  name: 'grace',
  role: 'technician',
  permissions: ['watch', 'count', 'share'],
  session: null,
};

export interface ScriptedInstrumentOptions {
  /** The built dashboard; without it only /api and /live answer. */
  readonly uiDirectory?: string;
  readonly port?: number;
}

/** A real HTTP and WebSocket server that speaks the live contract and says what the test tells it to. */
export class ScriptedInstrument {
  state: InstrumentState = idleState();
  snapshot: Snapshot = countOf({});
  cells: CountedCell[] = [];
  cropJpeg: Uint8Array | null = null;
  /** What `GET /api/hemocytometer/readings` answers. */
  chambers: ChamberReadings = { offered: { wbc: null, rbc: null, platelet: null }, readings: [] };
  /** What `GET /api/orders` answers. */
  workList: WorkList = { orders: [], unknownAccessions: 'allow' };
  /** What `GET /api/slide-map/{column}/{row}/tile.webp` answers. */
  mapTile: (column: number, row: number) => Promise<Uint8Array | null> = async () => null;
  /** The next POST or PATCH answers with this problem. */
  nextProblem: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly hint: string;
  } | null = null;
  connections = 0;
  /** How many viewers said that they want no pictures; they are sent none. */
  get viewersWithoutPictures(): number {
    return this.#withoutPictures.size;
  }
  /** Answers to echoes are held back while this is true, as by a queue on the way. */
  holdsEchoes = false;
  port = 0;

  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #uiDirectory: string | undefined;
  readonly #withoutPictures = new Set<WebSocket>();
  #seq = 0;

  private constructor(options: ScriptedInstrumentOptions) {
    this.#uiDirectory = options.uiDirectory;
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(500).end());
    });
    this.#sockets = new WebSocketServer({ server: this.#http, path: '/live' });
    this.#sockets.on('connection', (socket) => this.#greet(socket));
  }

  static async open(options: ScriptedInstrumentOptions = {}): Promise<ScriptedInstrument> {
    const instrument = new ScriptedInstrument(options);
    await new Promise<void>((resolve, reject) => {
      instrument.#http.once('error', reject);
      instrument.#http.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    instrument.port = (instrument.#http.address() as AddressInfo).port;
    return instrument;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  async close(): Promise<void> {
    if (!this.#http.listening) return;
    this.dropViewers();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Cuts every viewer off without a word, as a crash would. */
  dropViewers(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  sendState(
    patch: {
      readonly [Part in keyof InstrumentState]?: Partial<InstrumentState[Part]> | string | number;
    } = {},
  ): void {
    const merged: Record<string, unknown> = { ...this.state };
    for (const [part, value] of Object.entries(patch)) {
      const before = merged[part];
      const mergeable = typeof before === 'object' && !Array.isArray(before) && typeof value === 'object';
      merged[part] = mergeable ? { ...before, ...value } : value;
    }
    this.state = merged as InstrumentState;
    this.#send({ type: 'state', state: this.state });
  }

  sendSnapshot(snapshot: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, revision: this.snapshot.revision + 1, ...snapshot };
    this.#send({ type: 'snapshot', snapshot: this.snapshot });
  }

  sendMap(map: SlideMapState, cells: readonly CountedCell[]): void {
    this.#send({ type: 'map', map });
    this.#send({ type: 'map-cells', cells });
  }

  sendCell(cell: CountedCell): void {
    this.cells = [...this.cells, cell].slice(-12);
    this.#send({ type: 'cell', cell });
  }

  sendFrame(
    jpeg: Uint8Array,
    patch: Partial<FrameHeader> & { readonly overlay: readonly OverlayCell[] },
  ): void {
    const header: FrameHeader = {
      type: 'frame',
      seq: this.#seq++,
      ageMs: 62,
      width: 960,
      height: 720,
      quality: {
        verdict: 'good',
        focus: 0.82,
        speedPixels: 6,
        luminance: 190,
        limits: { leastFocus: 0.45, fastestPixels: 24 },
        fault: null,
        redCells: null,
      },
      pose: { xUm: 0, yUm: 0, confidence: 1 },
      micronsPerPixel: 0.075,
      ...patch,
    };
    const message = encodeFrameMessage(header, jpeg);
    for (const socket of this.#sockets.clients) if (!this.#withoutPictures.has(socket)) socket.send(message);
  }

  /** Anything, also what breaks the contract. */
  sendRaw(data: string | Uint8Array): void {
    for (const socket of this.#sockets.clients) socket.send(data);
  }

  #send(message: ServerMessage): void {
    this.sendRaw(JSON.stringify(message));
  }

  #greet(socket: WebSocket): void {
    this.connections += 1;
    socket.on('close', () => this.#withoutPictures.delete(socket));
    socket.on('message', (said) => this.#hear(socket, String(said)));
    const greeting: ServerMessage[] = [
      { type: 'state', state: this.state },
      { type: 'snapshot', snapshot: this.snapshot },
      ...this.cells.map((cell) => ({ type: 'cell', cell }) as const),
    ];
    for (const message of greeting) socket.send(JSON.stringify(message));
  }

  #hear(socket: WebSocket, said: string): void {
    const message = clientMessage.parse(JSON.parse(said));
    if (message.type === 'echo' && !this.holdsEchoes) socket.send(said);
    if (message.type !== 'pictures') return;
    if (message.wanted) this.#withoutPictures.delete(socket);
    else this.#withoutPictures.add(socket);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.url).pathname;
    if (request.method === 'POST' || request.method === 'PATCH')
      return this.#answerChange(path, request, response);
    if (path === '/api/access') return respondJson(response, 200, TECHNICIAN);
    if (path === '/api/sessions/current') return respondJson(response, 200, this.snapshot);
    if (path === '/api/hemocytometer/readings') return respondJson(response, 200, this.chambers);
    if (path === '/api/orders') return respondJson(response, 200, this.workList);
    const [, column, row] = /^\/api\/slide-map\/(-?\d+)\/(-?\d+)\/tile\.webp$/.exec(path) ?? [];
    if (row !== undefined) {
      const webp = await this.mapTile(Number(column), Number(row));
      response.writeHead(webp ? 200 : 404, { 'content-type': 'image/webp' }).end(webp);
      return;
    }
    if (path.startsWith('/api/cells/')) {
      response.writeHead(this.cropJpeg ? 200 : 404, { 'content-type': 'image/jpeg' }).end(this.cropJpeg);
      return;
    }
    if (/^\/api\/sessions\/[^/]+\/events$/.test(path)) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      return;
    }
    if (/^\/api\/sessions\/[^/]+\/notes$/.test(path)) return respondJson(response, 200, { notes: [] });
    await this.#answerFile(path, response);
  }

  async #answerChange(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const problem = this.nextProblem;
    if (problem) {
      this.nextProblem = null;
      const { status, ...body } = problem;
      return respondJson(response, status, body);
    }
    if (path.startsWith('/api/access/')) return respondJson(response, 200, TECHNICIAN);
    if (path === '/api/sessions') {
      const order = startSessionRequest.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      this.cells = [];
      this.sendSnapshot({ ...countOf({}, order), session: `session-${Date.now()}`, revision: 0 });
      return respondJson(response, 201, this.snapshot);
    }
    if (path === `/api/sessions/${this.snapshot.session}`) {
      const change = changeOrderRequest.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      this.sendSnapshot(this.#judgedAnew(change));
      return respondJson(response, 200, this.snapshot);
    }
    const [, act] = /^\/api\/sessions\/current\/(pause|resume)$/.exec(path) ?? [];
    if (act !== undefined) {
      this.sendState({ slide: { isPaused: act === 'pause' } });
      return respondJson(response, 200, this.state);
    }
    if (path.endsWith('/decisions')) {
      const { decisions } = decideRequest.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      return respondJson(response, 200, this.#decide(decisions));
    }
    if (path === '/api/sessions/current/end') {
      this.sendSnapshot({ status: 'ended' });
      return respondJson(response, 200, this.snapshot);
    }
    respondJson(response, 404, { code: 'session-missing', message: `No ${path}`, hint: 'Reload the page.' });
  }

  /** Names cells as a person did; the counts are not judged anew. */
  #decide(named: DecideRequest['decisions']) {
    const at = new Date().toISOString();
    const decisions = named.map(({ cell, class: after }, number) => {
      const before = this.cells.find(({ id }) => id === cell)?.class ?? 'unclassified';
      this.cells = this.cells.map((each) =>
        each.id === cell ? { ...each, class: after ?? 'unclassified', confirmed: true as const } : each,
      );
      return { number, cell, reading: 'first', by: 'person:grace', at, before, after };
    });
    return { decisions, snapshot: this.snapshot };
  }

  /** The counts of the present snapshot, judged by a changed order. */
  #judgedAnew(change: OrderChange): Partial<Snapshot> {
    const { rows, erythroblasts, platelets, unclassified, wbc, ...order } = this.snapshot;
    const counts = Object.fromEntries(rows.map(({ class: name, count }) => [name, count]));
    const outside = { erythroblast: erythroblasts, platelet: platelets, unclassified };
    const {
      session: _,
      revision: __,
      ...judged
    } = countOf({ ...counts, ...outside }, { ...order, wbcCount: wbc?.given ?? null, ...change });
    return judged;
  }

  async #answerFile(path: string, response: ServerResponse): Promise<void> {
    const name = normalize(path === '/' ? '/index.html' : path);
    const bytes = await (this.#uiDirectory === undefined
      ? null
      : readFile(join(this.#uiDirectory, name)).catch(() => null));
    const type = MEDIA_TYPES[extname(name)] ?? 'application/octet-stream';
    response.writeHead(bytes ? 200 : 404, {
      'content-type': type,
      'content-security-policy': CONTENT_SECURITY_POLICY,
    });
    response.end(bytes);
  }
}

function respondJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The snapshot that the given counts and order make, judged by the shipped rules. */
export function countOf(
  counts: Partial<Record<CellClass, number>>,
  order: Partial<SessionOrder> = {},
): Snapshot {
  const tally = { ...emptyTally(), ...counts };
  const heading = { session: 'session-1', revision: 1, status: 'counting' } as const;
  return differential({ ...BLANK_ORDER, ...order, ...heading, tally, rules: RULES });
}

/** An instrument in order, with a live camera. */
export function idleState(): InstrumentState {
  return {
    device: 'bench-3',
    site: 'main',
    version: '0.1.0',
    source: {
      label: 'simulated microscope',
      state: 'live',
      message: null,
      hint: null,
      width: 960,
      height: 720,
      capturedFps: 30,
      processedFps: 29.6,
      droppedFrames: 12,
      refusedFrames: 48,
    },
    scale: { micronsPerPixel: 0.075, source: 'setting' },
    latencyMs: { p50: 62, p95: 118 },
    inference: {
      provider: 'cpu',
      state: 'ready',
      restarts: 0,
      detectorMs: 21.4,
      classifierMs: 6.2,
      looks: 320,
      skippedLooks: 4,
    },
    slide: { provisionalCells: 0, isPaused: false },
    models: [
      { name: 'detector', version: '1.0.0', sha256: '0'.repeat(64) },
      { name: 'classifier', version: '1.0.0', sha256: '1'.repeat(64) },
    ],
    broker: { state: 'connected', url: 'mqtt://127.0.0.1:1883', waiting: 0 },
    outbox: [],
    viewers: 1,
    video: { encoder: null, viewers: 0, reducedViewers: 0, keyFrames: 0, packetsLost: 0 },
    whip: null,
    notices: [],
    fields: { frames: 60, good: 48, refused: { 'out-of-focus': 12 }, redCells: null },
  };
}
