import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { CELL_CLASSES, type CellClass, WHITE_MODEL_CLASSES } from '../../src/core/cells.ts';
import type { AccessState } from '../../src/core/wire/access.ts';
import {
  type CellDetail,
  decideRequest,
  type Note,
  type ReviewCell,
  type SessionDetail,
} from '../../src/core/wire/review.ts';
import { countOf } from './scripted-instrument.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const REVIEWER: AccessState = {
  state: 'signed-in',
  kind: 'person',
  name: 'grace',
  role: 'reviewer',
  permissions: ['watch', 'note', 'count', 'share', 'sign'],
  session: null,
};

export interface ScriptedReviewOptions {
  readonly uiDirectory: string;
  readonly cells: readonly ReviewCell[];
  readonly crop: (id: string) => Uint8Array;
  readonly detail?: Partial<SessionDetail>;
  readonly notes?: readonly Note[];
}

/** A real HTTP server with one counted session of as many cells as a test wants; the real one would count for hours. */
export class ScriptedReview {
  readonly #http: Server;
  readonly #options: ScriptedReviewOptions;
  #cells: Map<string, ReviewCell>;
  #decisions = 0;

  private constructor(options: ScriptedReviewOptions) {
    this.#options = options;
    this.#cells = new Map(options.cells.map((cell) => [cell.id, cell]));
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(500).end());
    });
  }

  static async open(options: ScriptedReviewOptions): Promise<ScriptedReview> {
    const review = new ScriptedReview(options);
    await new Promise<void>((resolve) => review.#http.listen(0, '127.0.0.1', resolve));
    return review;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/#/review/session-1`;
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const json = (body: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const picture = /^\/api\/cells\/([^/]+)\/(?:crop|field)\.jpg$/.exec(pathname)?.[1];
    if (picture !== undefined) {
      response.writeHead(200, { 'content-type': 'image/jpeg', 'cache-control': 'max-age=60' });
      return void response.end(this.#options.crop(picture));
    }
    const cell = /^\/api\/cells\/([^/]+)$/.exec(pathname)?.[1];
    if (cell !== undefined) return void json(this.#detailOf(cell));
    switch (pathname) {
      case '/api/access':
        return void json(REVIEWER);
      case '/api/sessions/session-1':
        return void json(this.#detail());
      case '/api/sessions/session-1/cells':
        return void json({ cells: [...this.#cells.values()] });
      case '/api/sessions/session-1/notes':
        return void json({ notes: this.#options.notes ?? [] });
      case '/api/sessions/session-1/decisions':
        return void json(await this.#decide(request));
    }
    if (pathname.startsWith('/api/')) return void response.writeHead(404).end('{}');
    await this.#answerFile(pathname, response);
  }

  async #decide(request: IncomingMessage) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const asked = decideRequest.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    const at = new Date().toISOString();
    const by = 'person:grace';
    const decisions = asked.decisions.map(({ cell: id, class: after }) => {
      const cell = this.#cells.get(id);
      const before = cell?.class ?? null;
      if (cell)
        this.#cells.set(id, {
          ...cell,
          class: after ?? cell.suggested,
          decided: after === null ? null : { by, at },
          mustDecide: null,
        });
      return { number: ++this.#decisions, cell: id, reading: asked.reading, by, at, before, after };
    });
    return { decisions, snapshot: this.#detail().snapshot };
  }

  #detail(): SessionDetail {
    const counts: Partial<Record<CellClass, number>> = {};
    for (const { class: name } of this.#cells.values()) if (name) counts[name] = (counts[name] ?? 0) + 1;
    const order = {
      accession: '26-04711',
      age: { value: 43, unit: 'years' },
      sex: 'female',
      wbcCount: 7.2,
    } as const;
    const snapshot = {
      ...countOf(counts, { ...order, target: 200 }),
      status: 'ended',
      revision: 1 + this.#decisions,
    } as const;
    const waiting = [...this.#cells.values()].filter(
      ({ mustDecide }) => mustDecide === 'unclassified',
    ).length;
    return {
      id: 'session-1',
      accession: order.accession,
      startedAt: '2026-11-21T09:12:00Z',
      endedAt: '2026-11-21T09:20:00Z',
      state: 'ended',
      n: snapshot.n,
      flags: snapshot.flags.length,
      critical: false,
      signedBy: null,
      kind: 'scan',
      snapshot,
      micronsPerPixel: 0.1,
      reports: [],
      secondReading: null,
      openPoints: waiting === 0 ? [] : [{ why: 'unclassified', cells: waiting }],
      earlier: [],
      ...this.#options.detail,
    };
  }

  #detailOf(id: string): CellDetail {
    const cell = this.#cells.get(id) as ReviewCell;
    const likeliest = CELL_CLASSES.find((name) => name === cell.suggested) ?? 'lymphocyte';
    const rest = (1 - (cell.probability ?? 0.5)) / (CELL_CLASSES.length - 1);
    return {
      ...cell,
      session: 'session-1',
      probabilities: Object.fromEntries(
        CELL_CLASSES.map((name) => [name, name === likeliest ? (cell.probability ?? 0.5) : rest]),
      ),
      attributes: [
        { name: 'cell_size', value: 'big', probability: 0.9 },
        { name: 'nucleus_shape', value: 'segmented-multilobed', probability: 0.8 },
        { name: 'chromatin_density', value: 'densely', probability: 0.97 },
        { name: 'cytoplasm_colour', value: 'light blue', probability: 0.7 },
      ],
      activation: {
        of: likeliest,
        over: [0.1, 0.1, 0.8, 0.8],
        rows: Array.from({ length: 7 }, (_, y) =>
          Array.from({ length: 7 }, (_, x) => Math.exp(-((x - 3) ** 2 + (y - 2.5) ** 2) / 3)),
        ),
      },
      field: { width: 300, height: 300, box: [105, 105, 90, 90], micronsPerPixel: 0.25 },
      history: [],
      alike: [...this.#cells.values()]
        .filter(({ class: name }) => name === cell.class)
        .slice(0, 5)
        .map((other) => ({
          cell: other.id,
          session: 'session-0',
          class: likeliest,
          similarity: 0.93,
          cropUm: other.cropUm,
        })),
    };
  }

  async #answerFile(path: string, response: ServerResponse): Promise<void> {
    const name = normalize(path === '/' ? '/index.html' : path);
    const bytes = await readFile(join(this.#options.uiDirectory, name)).catch(() => null);
    const type = MEDIA_TYPES[extname(name)] ?? 'application/octet-stream';
    response.writeHead(bytes ? 200 : 404, { 'content-type': type }).end(bytes);
  }
}

/** So many counted cells, as a scan of normal blood leaves them: every class, most of them certain. */
export function manyCells(count: number): ReviewCell[] {
  return Array.from({ length: count }, (_, index): ReviewCell => {
    const isUnclassified = index % 41 === 40;
    const named = WHITE_MODEL_CLASSES[SHARES[index % SHARES.length] ?? 0] ?? 'lymphocyte';
    return {
      id: `cell-${String(index).padStart(5, '0')}`,
      suggested: isUnclassified ? 'unclassified' : named,
      probability: isUnclassified ? 0.4 : 1 - ((index * 37) % 100) / 250,
      class: isUnclassified ? 'unclassified' : named,
      decided: null,
      mustDecide: isUnclassified ? 'unclassified' : null,
      xUm: (index % 100) * 30,
      yUm: Math.floor(index / 100) * 30,
      cropUm: 18 + (index % 7) * 1.5,
      notes: 0,
    };
  });
}

/** Places in the list of white-cell classes, about as often as in blood. */
const SHARES = [0, 4, 0, 4, 0, 5, 0, 4, 0, 1, 0, 2, 0, 4, 0, 5, 0, 3, 0, 4, 6, 0, 7, 4, 8];
