import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { problem } from '../core/wire/live.ts';
import {
  MOST_PICTURE_BYTES,
  type PictureActivation,
  type PictureReading,
  type PictureSubject,
  pictureActivation,
  pictureReading,
  readPictureQuery,
  type SessionOfPicturesRequest,
  sessionOfPictures,
  sessionOfPicturesRequest,
} from '../core/wire/upload.ts';
import type { AccessEnv } from './access/guard.ts';
import { byId, json, refused, taking } from './route-parts.ts';

/** What the HTTP API may ask of whoever reads pictures that people bring. */
export interface Uploads {
  read(content: Uint8Array, subject?: PictureSubject): Promise<PictureReading>;
  /** The picture as screens show it; throws `picture-missing`. */
  viewJpeg(id: string): Uint8Array;
  activation(id: string, index: number): Promise<PictureActivation>;
  makeSession(request: SessionOfPicturesRequest): { readonly session: string; readonly cells: number };
}

const binary = { schema: z.string().meta({ format: 'binary' }) };
const forgotten = json(problem, 'No such picture, or no longer kept');

const routes = {
  read: createRoute({
    method: 'post',
    path: '/api/pictures',
    summary: 'Finds and names the cells of one picture; the body is the file',
    description: 'JPEG, PNG, TIFF, WebP or BMP, by its content; 25 MB and 50 million pixels at most.',
    middleware: [
      bodyLimit({
        maxSize: MOST_PICTURE_BYTES,
        onError: (c) => c.json(TOO_LARGE, 413),
      }),
    ] as const,
    request: {
      query: readPictureQuery,
      body: { content: { 'application/octet-stream': binary }, required: true },
    },
    responses: {
      200: json(pictureReading, 'What was read'),
      413: json(problem, 'Too large'),
      415: json(problem, 'No picture that can be read'),
      429: json(problem, 'Many pictures wait already'),
    },
  }),
  view: createRoute({
    method: 'get',
    path: '/api/pictures/{id}/view.jpg',
    summary: 'A picture that was read, upright and at the size of a screen',
    request: byId,
    responses: { 200: { content: { 'image/jpeg': binary }, description: 'JPEG' }, 404: forgotten },
  }),
  activation: createRoute({
    method: 'get',
    path: '/api/pictures/{id}/cells/{index}/activation',
    summary: 'Where a cell of a picture that was read looks like its class',
    request: { params: byId.params.extend({ index: z.coerce.number().int().min(0) }) },
    responses: { 200: json(pictureActivation, 'Activation map'), 404: forgotten },
  }),
  session: createRoute({
    method: 'post',
    path: '/api/pictures/session',
    summary: 'Makes a session of pictures that were read; it has ended and waits for review',
    request: taking(sessionOfPicturesRequest),
    responses: { 201: json(sessionOfPictures, 'The session'), 400: refused, 404: forgotten },
  }),
};

const TOO_LARGE = {
  code: 'picture-too-large',
  message: `This file has more than ${MOST_PICTURE_BYTES / 1e6} MB`,
  hint: 'Save it as JPEG, or crop it first.',
};

export function addUploadRoutes(app: OpenAPIHono<AccessEnv>, uploads: Uploads): void {
  app.openapi(routes.read, async (c) => {
    const { subject } = c.req.valid('query');
    return c.json(await uploads.read(new Uint8Array(await c.req.arrayBuffer()), subject), 200);
  });
  app.openapi(routes.session, (c) => c.json(uploads.makeSession(c.req.valid('json')), 201));
  app.openapi(routes.view, (c) =>
    c.body(new Uint8Array(uploads.viewJpeg(c.req.valid('param').id)), 200, {
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=600',
    }),
  );
  app.openapi(routes.activation, async (c) => {
    const { id, index } = c.req.valid('param');
    return c.json(await uploads.activation(id, index), 200);
  });
}
