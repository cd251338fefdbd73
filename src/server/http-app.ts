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
import { addApiDescription } from './api-description.ts';
import { addControlRoutes, type Controls } from './control-routes.ts';
import { addHemocytometerRoutes, type Chambers } from './hemocytometer-routes.ts';
import { addHistoryRoutes, type History } from './history-routes.ts';
import { addInstrumentRoutes, type Instrument } from './instrument-routes.ts';
import { addLearnRoutes, type Quizzes } from './learn-routes.ts';
import type { LiveHub } from './live-hub.ts';
import { addMetricsRoute } from './metrics-route.ts';
import { mjpegResponse } from './mjpeg.ts';
import { addNoteRoutes, type Notes } from './note-routes.ts';
import { addOrderRoutes, type Orders } from './order-routes.ts';
import { answerFault, invalidRequest, nothingAt } from './problems.ts';
import { addReportRoutes, type Reports } from './report-routes.ts';
import { addReviewRoutes, type Reviews } from './review-routes.ts';
import { json } from './route-parts.ts';
import { refuseForeignOrigins } from './same-origin.ts';
import { addSchemaRoutes } from './schema-routes.ts';
import { addSettingsRoutes, type Settings } from './settings-routes.ts';
import { addTallyRoutes, type Tallies } from './tally-routes.ts';
import { addUploadRoutes, type Uploads } from './upload-routes.ts';
import { addWhepRoutes, type WhepOptions } from './whep-routes.ts';

export interface Access {
  readonly store: AccessStore;
  readonly desk: AccessDesk;
  readonly streams: OpenStreams;
  /** Signs in by itself whoever sits at this machine. */
  readonly demo: boolean;
  /** The browser may be told to come by TLS only. */
  readonly tls: boolean;
}

/** What people do beside the running count. */
export interface Desks {
  readonly reviews: Reviews;
  readonly history: History;
  readonly notes: Notes;
  readonly reports: Reports;
  readonly orders: Orders;
  readonly uploads: Uploads;
  readonly chambers: Chambers;
  readonly controls: Controls;
  readonly tallies: Tallies;
  readonly quizzes: Quizzes;
  readonly settings: Settings;
}

export interface HttpAppOptions {
  readonly instrument: Instrument;
  readonly hub: LiveHub;
  readonly video: Omit<WhepOptions, 'streams'>;
  readonly access: Access;
  readonly desks: Desks;
  /** Folder of the built dashboard. */
  readonly uiDirectory: string;
  readonly version: string;
  /** What travels over MQTT, as JSON Schema, by name. */
  readonly schemas: Readonly<Record<string, object>>;
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
      isBlinded: (session, actor) => options.desks.reviews.isBlinded(session, actor),
    }),
  );
  app.onError((thrown, c) => answerFault(thrown, c, log));
  app.notFound((c) => c.json(nothingAt(c.req.path), 404));

  addInstrumentRoutes(app, instrument);
  addAccessRoutes(app, access);
  addAccountRoutes(app, access);
  addReviewRoutes(app, options.desks.reviews);
  addHistoryRoutes(app, options.desks.history);
  addNoteRoutes(app, { notes: options.desks.notes, streams: access.streams });
  addReportRoutes(app, options.desks.reports);
  addOrderRoutes(app, options.desks.orders);
  addUploadRoutes(app, options.desks.uploads);
  addHemocytometerRoutes(app, options.desks.chambers);
  addControlRoutes(app, options.desks.controls);
  addTallyRoutes(app, options.desks.tallies);
  addLearnRoutes(app, options.desks.quizzes);
  addSettingsRoutes(app, { settings: options.desks.settings, audit: access.store.audit });
  addSchemaRoutes(app, options.schemas);
  addMetricsRoute(app, instrument);
  addWhepRoutes(app, { ...options.video, streams: access.streams });
  app.openapi(health, (c) => c.json({ status: 'ok' as const }, 200));
  addApiDescription(app, options.version);

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
