import { upgradeWebSocket } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { WebSocket } from 'ws';
import type { Log } from '../core/log.ts';
import { SIGNED_OUT_CODE } from '../core/wire/access.ts';
import type { AccessStore } from '../store/access-store.ts';
import type { AccessDesk } from './access/access-desk.ts';
import { addAccessRoutes } from './access/access-routes.ts';
import { addAccountRoutes } from './access/account-routes.ts';
import { type AccessEnv, guard } from './access/guard.ts';
import type { OpenStreams } from './access/open-streams.ts';
import { addInstrumentRoutes, type Instrument } from './instrument-routes.ts';
import type { LiveHub } from './live-hub.ts';
import { mjpegResponse } from './mjpeg.ts';
import { answerFault, invalidRequest, nothingAt } from './problems.ts';
import { json } from './route-parts.ts';
import { refuseForeignOrigins } from './same-origin.ts';

export interface Access {
  readonly store: AccessStore;
  readonly desk: AccessDesk;
  readonly streams: OpenStreams;
  /** Signs in by itself whoever sits at this machine. */
  readonly demo: boolean;
  /** The browser may be told to come by TLS only. */
  readonly tls: boolean;
}

export interface HttpAppOptions {
  readonly instrument: Instrument;
  readonly hub: LiveHub;
  readonly access: Access;
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
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

const health = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Answers while the daemon lives',
  responses: { 200: json(z.object({ status: z.literal('ok') }), 'Alive') },
});

/** Half a year. */
const STRICT_TRANSPORT_SECURITY = 'max-age=15552000';

/** The whole HTTP surface: API, live WebSocket, MJPEG and the dashboard's files. */
export function createHttpApp(options: HttpAppOptions): OpenAPIHono<AccessEnv> {
  const { instrument, hub, log, access } = options;
  const app = new OpenAPIHono<AccessEnv>({
    defaultHook: (result, c) => (result.success ? undefined : c.json(invalidRequest(result.error), 400)),
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: CONTENT_SECURITY_POLICY,
      strictTransportSecurity: access.tls ? STRICT_TRANSPORT_SECURITY : false,
    }),
  );
  app.use(refuseForeignOrigins);
  app.use(
    guard({
      desk: access.desk,
      demo: access.demo,
      currentSession: () => instrument.snapshot().session,
      sessionOfCell: (cellId) => access.store.sessionOfCell(cellId),
    }),
  );
  app.onError((thrown, c) => answerFault(thrown, c, log));
  app.notFound((c) => c.json(nothingAt(c.req.path), 404));

  addInstrumentRoutes(app, instrument);
  addAccessRoutes(app, access);
  addAccountRoutes(app, access);
  app.openapi(health, (c) => c.json({ status: 'ok' as const }, 200));
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
    upgradeWebSocket((c) => ({
      onOpen: (_event, { raw }) => {
        const socket = raw as WebSocket;
        const end = () => socket.close(SIGNED_OUT_CODE, 'signed out');
        socket.on('close', access.streams.add(c.var.isAdmitted, end));
        hub.attach(socket);
      },
    })),
  );
  app.get('/live.mjpeg', (c) => mjpegResponse(hub, (end) => access.streams.add(c.var.isAdmitted, end)));
  app.get('/*', serveStatic({ root: options.uiDirectory, onFound: setCacheLifetime }));
  return app;
}

/** Vite names assets by their content; the page that names them must always be fresh. */
function setCacheLifetime(path: string, c: Context): void {
  c.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
}
