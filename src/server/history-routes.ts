import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { problem } from '../core/wire/live.ts';
import {
  type DeleteSessionRequest,
  deleteSessionRequest,
  type EarlierResults,
  earlierResults,
  type SessionList,
  type SessionQuery,
  type StorageUse,
  sessionList,
  sessionQuery,
  storageUse,
} from '../core/wire/review.ts';
import type { AccessEnv } from './access/guard.ts';
import { nothingAt } from './problems.ts';
import { byId, done, json, refused, taking } from './route-parts.ts';

/** What was counted before, and what becomes of it. */
export interface History {
  search(query: SessionQuery): Promise<SessionList>;
  /** Null: there is no such session. */
  earlier(session: string): EarlierResults | null;
  storage(): Promise<StorageUse>;
  /** Everything that is known of a session as a tar file, bit by bit; null: there is no such session. */
  archive(session: string): ReadableStream<Uint8Array> | null;
  erase(session: string, request: DeleteSessionRequest): void;
}

const missing = json(problem, 'No such session');

const routes = {
  search: createRoute({
    method: 'get',
    path: '/api/sessions',
    summary: 'Sessions, newest first',
    request: { query: sessionQuery },
    responses: { 200: json(sessionList, 'A page of them'), 400: refused },
  }),
  earlier: createRoute({
    method: 'get',
    path: '/api/sessions/{id}/earlier',
    summary: 'Signed results of the same accession, to be compared with',
    request: byId,
    responses: { 200: json(earlierResults, 'Oldest first'), 404: missing },
  }),
  storage: createRoute({
    method: 'get',
    path: '/api/storage',
    summary: 'Disk in use and disk left',
    responses: { 200: json(storageUse, 'In bytes') },
  }),
  archive: createRoute({
    method: 'get',
    path: '/api/sessions/{id}/export',
    summary: 'Everything that is known of a session: records as JSON lines, pictures, reports, audit trail',
    request: byId,
    responses: {
      200: {
        content: { 'application/x-tar': { schema: z.string().meta({ format: 'binary' }) } },
        description: 'tar',
      },
      404: missing,
    },
  }),
  erase: createRoute({
    method: 'delete',
    path: '/api/sessions/{id}',
    summary:
      'Takes a session away for good; of a signed one only the pictures, unless its reports are named too',
    request: { ...byId, ...taking(deleteSessionRequest) },
    responses: { 204: done, 400: refused, 409: json(problem, 'It is still counted') },
  }),
};

/** Finding, keeping and deleting what was counted. */
export function addHistoryRoutes(app: OpenAPIHono<AccessEnv>, history: History): void {
  app.openapi(routes.search, async (c) => c.json(await history.search(c.req.valid('query')), 200));
  app.openapi(routes.earlier, (c) => {
    const found = history.earlier(c.req.valid('param').id);
    return found ? c.json(found, 200) : c.json(nothingAt(c.req.path), 404);
  });
  app.openapi(routes.storage, async (c) => c.json(await history.storage(), 200));
  app.openapi(routes.archive, (c) => {
    const { id } = c.req.valid('param');
    const tar = history.archive(id);
    if (!tar) return c.json(nothingAt(c.req.path), 404);
    return c.body(tar, 200, {
      'content-type': 'application/x-tar',
      'content-disposition': `attachment; filename="session-${id}.tar"`,
    });
  });
  app.openapi(routes.erase, (c) => {
    history.erase(c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  });
}
