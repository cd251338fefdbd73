import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { problem } from '../core/wire/live.ts';
import {
  addNoteRequest,
  type Note,
  note,
  noteList,
  pointRequest,
  type SessionEvent,
} from '../core/wire/review.ts';
import type { AccessEnv } from './access/guard.ts';
import type { OpenStreams } from './access/open-streams.ts';
import { eventStream } from './event-stream.ts';
import { nothingAt } from './problems.ts';
import { byId, done, json, refused, taking } from './route-parts.ts';

/** What people who look at a session tell each other. */
export interface Notes {
  /** Oldest first; null: there is no such session. */
  notes(session: string): readonly Note[] | null;
  addNote(session: string, note: { readonly cell: string | null; readonly text: string }): Note;
  /** Draws the others' eyes to a cell. */
  point(session: string, cell: string): void;
  /** Hears what becomes of a session, as far as whoever asks may; returns what ends it. */
  subscribe(session: string, listener: (event: SessionEvent) => void): () => void;
}

const missing = json(problem, 'No such session or cell');

const routes = {
  notes: createRoute({
    method: 'get',
    path: '/api/sessions/{id}/notes',
    summary: 'Remarks on a session and its cells',
    request: byId,
    responses: { 200: json(noteList, 'Oldest first'), 404: missing },
  }),
  addNote: createRoute({
    method: 'post',
    path: '/api/sessions/{id}/notes',
    summary: 'Leaves a remark, which appears at once wherever the session is looked at',
    request: { ...byId, ...taking(addNoteRequest) },
    responses: { 201: json(note, 'The remark'), 400: refused, 404: missing },
  }),
  point: createRoute({
    method: 'post',
    path: '/api/sessions/{id}/point',
    summary: 'Draws the eyes of everybody else who looks at the session to a cell; nothing is kept',
    request: { ...byId, ...taking(pointRequest) },
    responses: { 204: done, 400: refused, 404: missing },
  }),
  events: createRoute({
    method: 'get',
    path: '/api/sessions/{id}/events',
    summary: 'What becomes of a session, as server-sent events: note, point, decided, signed, revision',
    request: byId,
    responses: {
      200: { content: { 'text/event-stream': { schema: z.string() } }, description: 'Endless' },
    },
  }),
};

/** Remarks, pointing, and hearing of both at once. */
export function addNoteRoutes(
  app: OpenAPIHono<AccessEnv>,
  { notes, streams }: { readonly notes: Notes; readonly streams: OpenStreams },
): void {
  app.openapi(routes.notes, (c) => {
    const found = notes.notes(c.req.valid('param').id);
    return found ? c.json({ notes: found }, 200) : c.json(nothingAt(c.req.path), 404);
  });
  app.openapi(routes.addNote, (c) =>
    c.json(notes.addNote(c.req.valid('param').id, c.req.valid('json')), 201),
  );
  app.openapi(routes.point, (c) => {
    notes.point(c.req.valid('param').id, c.req.valid('json').cell);
    return c.body(null, 204);
  });
  app.openapi(routes.events, (c) => {
    const { id } = c.req.valid('param');
    const body = eventStream({
      subscribe: (listener) => notes.subscribe(id, listener),
      watchOver: (end) => streams.add(c.var.isAdmitted, end),
    });
    return c.body(body, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  });
}
