import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import {
  type ChamberPicture,
  type ChamberReadingMessage,
  type ChamberReadings,
  chamberPicture,
  chamberPictureQuery,
  chamberReading,
  chamberReadings,
  chamberReadingsQuery,
  type TakenChamberReading,
  takenChamberReading,
} from '../core/wire/hemocytometer.ts';
import { problem } from '../core/wire/live.ts';
import { MOST_PICTURE_BYTES } from '../core/wire/upload.ts';
import type { AccessEnv } from './access/guard.ts';
import { json, refused, taking } from './route-parts.ts';

/** What the HTTP API may ask of whoever looks after counting chambers. */
export interface Chambers {
  readings(accession: string | null): ChamberReadings;
  /** Throws `chamber-reading-refused`. */
  take(reading: ChamberReadingMessage): TakenChamberReading;
  /** Throws `picture-unreadable`, `picture-too-large` or, when too many wait, `too-many-attempts`. */
  read(content: Uint8Array, how: z.infer<typeof chamberPictureQuery>): Promise<ChamberPicture>;
}

const TOO_LARGE = {
  code: 'picture-too-large',
  message: `This file has more than ${MOST_PICTURE_BYTES / 1e6} MB`,
  hint: 'Save it as JPEG, or crop it first.',
};

const routes = {
  readings: createRoute({
    method: 'get',
    path: '/api/hemocytometer/readings',
    summary: 'What counting chambers told: what may be used for a specimen now, and the newest readings',
    request: { query: chamberReadingsQuery },
    responses: { 200: json(chamberReadings, 'Readings'), 400: refused },
  }),
  take: createRoute({
    method: 'post',
    path: '/api/hemocytometer/readings',
    summary: 'Takes in a reading of a counting chamber; the same id twice is one reading',
    request: taking(chamberReading),
    responses: {
      201: json(takenChamberReading, 'The reading'),
      400: refused,
      409: json(problem, 'Stale, doubtful or implausible: the message says why'),
    },
  }),
  read: createRoute({
    method: 'post',
    path: '/api/hemocytometer/pictures',
    summary: 'Counts the cells in a picture of an improved Neubauer chamber; the body is the file',
    middleware: [bodyLimit({ maxSize: MOST_PICTURE_BYTES, onError: (c) => c.json(TOO_LARGE, 413) })] as const,
    request: {
      query: chamberPictureQuery,
      body: {
        content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
        required: true,
      },
    },
    responses: {
      200: json(chamberPicture, 'Squares, cells and concentration; or that there is no ruling'),
      413: json(problem, 'Too large'),
      415: json(problem, 'No picture that can be read'),
      429: json(problem, 'Many pictures wait already'),
    },
  }),
};

export function addHemocytometerRoutes(app: OpenAPIHono<AccessEnv>, chambers: Chambers): void {
  app.openapi(routes.readings, (c) => c.json(chambers.readings(c.req.valid('query').accession ?? null), 200));
  app.openapi(routes.take, (c) => c.json(chambers.take(c.req.valid('json')), 201));
  app.openapi(routes.read, async (c) =>
    c.json(await chambers.read(new Uint8Array(await c.req.arrayBuffer()), c.req.valid('query')), 200),
  );
}
