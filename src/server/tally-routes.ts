import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { problem } from '../core/wire/live.ts';
import {
  currentTally,
  type KeptTally,
  keptTally,
  type ReaderCount,
  readerCounts,
  type StartTallyRequest,
  startTallyRequest,
  type TallyKeysRequest,
  type TallyState,
  tally,
  tallyKeysRequest,
} from '../core/wire/tally.ts';
import type { AccessEnv } from './access/guard.ts';
import { byId, done, json, refused, taking } from './route-parts.ts';

/** What the HTTP API may ask of the manual counter; each in the name of whoever asks. */
export interface Tallies {
  current(): TallyState | null;
  start(request: StartTallyRequest): TallyState;
  press(id: string, request: TallyKeysRequest): TallyState;
  keep(id: string): KeptTally;
  discard(id: string): void;
  ofSession(session: string): readonly ReaderCount[];
}

const notOpen = json(problem, 'No such count is open');

const routes = {
  current: createRoute({
    method: 'get',
    path: '/api/tallies/current',
    summary: 'The count by keys that whoever asks has open',
    responses: { 200: json(currentTally, 'The count; null when none is open') },
  }),
  start: createRoute({
    method: 'post',
    path: '/api/tallies',
    summary: 'Begins a count by keys, instead of the running session or beside it',
    request: taking(startTallyRequest),
    responses: { 201: json(tally, 'The empty count'), 400: refused, 409: json(problem, 'One is open') },
  }),
  press: createRoute({
    method: 'post',
    path: '/api/tallies/{id}/keys',
    summary: 'Adds keys; the same ones sent again count once',
    request: { ...byId, ...taking(tallyKeysRequest) },
    responses: {
      200: json(tally, 'The count'),
      400: refused,
      404: notOpen,
      409: json(problem, 'Other keys are kept'),
    },
  }),
  keep: createRoute({
    method: 'post',
    path: '/api/tallies/{id}/keep',
    summary: "Keeps it as a reader's count: of the session it was counted beside, or as one of its own",
    request: byId,
    responses: { 200: json(keptTally, 'Where it is kept'), 404: notOpen },
  }),
  discard: createRoute({
    method: 'delete',
    path: '/api/tallies/{id}',
    summary: 'Gives a count by keys up',
    request: byId,
    responses: { 204: done, 404: notOpen },
  }),
  ofSession: createRoute({
    method: 'get',
    path: '/api/sessions/{id}/reader-counts',
    summary: 'Counts by keys that readers kept of a session, beside its own',
    request: byId,
    responses: { 200: json(readerCounts, 'Oldest first') },
  }),
};

export function addTallyRoutes(app: OpenAPIHono<AccessEnv>, tallies: Tallies): void {
  app.openapi(routes.current, (c) => c.json({ tally: tallies.current() }, 200));
  app.openapi(routes.start, (c) => c.json(tallies.start(c.req.valid('json')), 201));
  app.openapi(routes.press, (c) => c.json(tallies.press(c.req.valid('param').id, c.req.valid('json')), 200));
  app.openapi(routes.keep, (c) => c.json(tallies.keep(c.req.valid('param').id), 200));
  app.openapi(routes.discard, (c) => {
    tallies.discard(c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(routes.ofSession, (c) => c.json({ counts: tallies.ofSession(c.req.valid('param').id) }, 200));
}
