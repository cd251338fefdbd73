import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { SessionOrder } from '../core/session-order.ts';
import type { DifferentialSnapshot } from '../core/types.ts';
import { type InstrumentState, instrumentState, problem } from '../core/wire/live.ts';
import { differentialSnapshot, startSessionRequest } from '../core/wire/session.ts';
import { type SlideMapState, slideMapState } from '../core/wire/slide-map.ts';
import type { AccessEnv } from './access/guard.ts';
import { nothingAt } from './problems.ts';
import { byId, json, refused, taking } from './route-parts.ts';

/** What the HTTP API may ask of the running instrument. */
export interface Instrument {
  state(): InstrumentState;
  snapshot(): DifferentialSnapshot;
  startSession(order: SessionOrder): DifferentialSnapshot;
  /** Looks for no more cells until it is resumed. */
  pauseSession(): InstrumentState;
  resumeSession(): InstrumentState;
  endSession(): DifferentialSnapshot;
  /** JPEG of the best crop of a cell, or null when there is no such cell. */
  cropJpeg(cellId: string): Uint8Array | null;
  slideMap(): SlideMapState;
  /** WebP of a tile of the map, or null where nothing was seen. */
  slideMapTile(column: number, row: number): Promise<Uint8Array | null>;
}

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
    request: taking(startSessionRequest),
    responses: {
      201: json(differentialSnapshot, 'The empty differential'),
      400: refused,
    },
  }),
  pause: createRoute({
    method: 'post',
    path: '/api/sessions/current/pause',
    summary: 'Counts no more cells until the session is resumed; pictures go on',
    responses: {
      200: json(instrumentState, 'State of the instrument'),
      409: json(problem, 'No session is running'),
    },
  }),
  resume: createRoute({
    method: 'post',
    path: '/api/sessions/current/resume',
    summary: 'Counts again',
    responses: {
      200: json(instrumentState, 'State of the instrument'),
      409: json(problem, 'No session is running'),
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
    request: byId,
    responses: {
      200: {
        content: { 'image/jpeg': { schema: z.string().meta({ format: 'binary' }) } },
        description: 'JPEG',
      },
      404: json(problem, 'No such cell'),
    },
  }),
  slideMap: createRoute({
    method: 'get',
    path: '/api/slide-map',
    summary: 'What was seen of the slide under the microscope, and what was missed',
    responses: { 200: json(slideMapState, 'Map of the slide') },
  }),
  slideMapTile: createRoute({
    method: 'get',
    path: '/api/slide-map/{column}/{row}/tile.webp',
    summary: 'One tile of the picture of all that was seen',
    request: { params: z.object({ column: z.coerce.number().int(), row: z.coerce.number().int() }) },
    responses: {
      200: {
        content: { 'image/webp': { schema: z.string().meta({ format: 'binary' }) } },
        description: 'WebP, clear where nothing was seen',
      },
      404: json(problem, 'Nothing was seen there'),
    },
  }),
};

/** What the instrument is, counts and has seen. */
export function addInstrumentRoutes(app: OpenAPIHono<AccessEnv>, instrument: Instrument): void {
  app.openapi(routes.state, (c) => c.json(instrument.state(), 200));
  app.openapi(routes.current, (c) => c.json(instrument.snapshot(), 200));
  app.openapi(routes.start, (c) => c.json(instrument.startSession(c.req.valid('json')), 201));
  app.openapi(routes.pause, (c) => c.json(instrument.pauseSession(), 200));
  app.openapi(routes.resume, (c) => c.json(instrument.resumeSession(), 200));
  app.openapi(routes.end, (c) => c.json(instrument.endSession(), 200));
  app.openapi(routes.crop, (c) => {
    const jpeg = instrument.cropJpeg(c.req.valid('param').id);
    if (!jpeg) return c.json({ code: 'not-found', message: 'No such cell', hint: 'Reload the page.' }, 404);
    return c.body(new Uint8Array(jpeg), 200, {
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=60',
    });
  });
  app.openapi(routes.slideMap, (c) => c.json(instrument.slideMap(), 200));
  app.openapi(routes.slideMapTile, async (c) => {
    const { column, row } = c.req.valid('param');
    const webp = await instrument.slideMapTile(column, row);
    if (!webp) return c.json(nothingAt(c.req.path), 404);
    return c.body(new Uint8Array(webp), 200, {
      'content-type': 'image/webp',
      'cache-control': 'private, max-age=60',
    });
  });
}
