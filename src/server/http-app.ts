import { upgradeWebSocket } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { WebSocket } from 'ws';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { DifferentialSnapshot } from '../core/types.ts';
import {
  differentialSnapshot,
  type InstrumentState,
  instrumentState,
  type Problem,
  problem,
  type StartSessionRequest,
  startSessionRequest,
} from '../core/wire/live.ts';
import type { LiveHub } from './live-hub.ts';
import { mjpegResponse } from './mjpeg.ts';
import { refuseForeignOrigins } from './same-origin.ts';

/** What the HTTP API may ask of the running instrument. */
export interface Instrument {
  state(): InstrumentState;
  snapshot(): DifferentialSnapshot;
  startSession(request: StartSessionRequest): DifferentialSnapshot;
  endSession(): DifferentialSnapshot;
  /** JPEG of the best crop of a cell, or null when there is no such cell. */
  cropJpeg(cellId: string): Uint8Array | null;
}

export interface HttpAppOptions {
  readonly instrument: Instrument;
  readonly hub: LiveHub;
  /** Folder of the built dashboard. */
  readonly uiDirectory: string;
  readonly version: string;
  readonly log: Log;
}

/** Everything the dashboard needs comes from this daemon. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  styleSrc: ["'self'"],
  frameAncestors: ["'none'"],
};

const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { 'application/json': { schema } },
  description,
});

const routes = {
  state: createRoute({
    method: 'get',
    path: '/api/state',
    summary: 'Camera, inference, broker and models as they are now',
    responses: { 200: json(instrumentState, 'State of the instrument') },
  }),
  current: createRoute({
    method: 'get',
    path: '/api/sessions/current',
    summary: 'The differential of the running session, or of the last one',
    responses: { 200: json(differentialSnapshot, 'Snapshot') },
  }),
  start: createRoute({
    method: 'post',
    path: '/api/sessions',
    summary: 'Ends the running session, if any, and starts one',
    request: { body: { content: { 'application/json': { schema: startSessionRequest } }, required: true } },
    responses: {
      201: json(differentialSnapshot, 'The empty differential'),
      400: json(problem, 'Bad request'),
    },
  }),
  end: createRoute({
    method: 'post',
    path: '/api/sessions/current/end',
    summary: 'Ends the running session and sends its result to the laboratory',
    responses: {
      200: json(differentialSnapshot, 'The final differential'),
      409: json(problem, 'No session is running'),
    },
  }),
  crop: createRoute({
    method: 'get',
    path: '/api/cells/{id}/crop.jpg',
    summary: 'The best picture of one cell',
    request: { params: z.object({ id: z.uuid() }) },
    responses: {
      200: {
        content: { 'image/jpeg': { schema: z.string().meta({ format: 'binary' }) } },
        description: 'JPEG',
      },
      404: json(problem, 'No such cell'),
    },
  }),
  health: createRoute({
    method: 'get',
    path: '/healthz',
    summary: 'Answers while the daemon lives',
    responses: { 200: json(z.object({ status: z.literal('ok') }), 'Alive') },
  }),
};

/** The whole HTTP surface: API, live WebSocket, MJPEG and the dashboard's files. */
export function createHttpApp(options: HttpAppOptions): OpenAPIHono {
  const { instrument, hub, log } = options;
  const app = new OpenAPIHono({
    defaultHook: (result, c) => (result.success ? undefined : c.json(invalidRequest(result.error), 400)),
  });
  app.use(refuseForeignOrigins);
  app.use(secureHeaders({ contentSecurityPolicy: CONTENT_SECURITY_POLICY }));
  app.onError((thrown, c) => {
    if (thrown instanceof HematovisionError) return c.json(problemOf(thrown), statusOf(thrown));
    if ('getResponse' in thrown) return c.json(unreadableRequest(thrown), 400);
    log.error({ err: thrown, path: c.req.path }, 'request failed');
    return c.json(
      { code: 'internal', message: 'The request failed.', hint: 'The log of the daemon says why.' },
      500,
    );
  });
  app.notFound((c) =>
    c.json(
      {
        code: 'not-found',
        message: `Nothing at ${c.req.path}`,
        hint: 'See /openapi.json.',
      } satisfies Problem,
      404,
    ),
  );

  app.openapi(routes.state, (c) => c.json(instrument.state(), 200));
  app.openapi(routes.current, (c) => c.json(instrument.snapshot(), 200));
  app.openapi(routes.start, (c) => c.json(instrument.startSession(c.req.valid('json')), 201));
  app.openapi(routes.end, (c) => c.json(instrument.endSession(), 200));
  app.openapi(routes.crop, (c) => {
    const jpeg = instrument.cropJpeg(c.req.valid('param').id);
    if (!jpeg) return c.json({ code: 'not-found', message: 'No such cell', hint: 'Reload the page.' }, 404);
    return c.body(new Uint8Array(jpeg), 200, {
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=60',
    });
  });
  app.openapi(routes.health, (c) => c.json({ status: 'ok' as const }, 200));
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'HematoVision Edge',
      version: options.version,
      description: 'Decision support, not a medical device.',
    },
  });

  app.get(
    '/live',
    upgradeWebSocket(() => ({
      onOpen: (_event, socket) => hub.attach(socket.raw as WebSocket),
    })),
  );
  app.get('/live.mjpeg', () => mjpegResponse(hub));
  app.use('/*', serveStatic({ root: options.uiDirectory, onFound: setCacheLifetime }));
  return app;
}

/** Vite names assets by their content; the page that names them must always be fresh. */
function setCacheLifetime(path: string, c: Context): void {
  c.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function statusOf(error: HematovisionError): 400 | 404 | 409 | 500 {
  if (error.code === 'session-missing') return 409;
  return error.code === 'usage' ? 400 : 500;
}

function problemOf(error: HematovisionError): Problem {
  return { code: error.code, message: error.message, hint: error.hint };
}

function invalidRequest(error: z.ZodError): Problem {
  const faults = error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return { code: 'invalid-request', message: faults.join('; '), hint: 'See /openapi.json.' };
}

function unreadableRequest(thrown: unknown): Problem {
  return {
    code: 'invalid-request',
    message: messageOf(thrown),
    hint: 'Send JSON with content-type application/json.',
  };
}
