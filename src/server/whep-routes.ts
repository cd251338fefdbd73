import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { problem } from '../core/wire/live.ts';
import type { AccessEnv } from './access/guard.ts';
import type { OpenStreams } from './access/open-streams.ts';
import { byId, json } from './route-parts.ts';

/** What the HTTP API may ask of the live video. */
export interface Video {
  /** Lets a player in by its SDP offer. Throws `encoder-missing`, `offer-unreadable`, `offer-refused`, `video-full`. */
  join(offer: string): Promise<{
    readonly id: string;
    /** SDP. */
    readonly answer: string;
    /** Resolves when the player is gone, for whatever reason. */
    readonly ended: Promise<void>;
  }>;
  /** Takes candidates that a player found later. Throws `viewer-missing`, `offer-unreadable`, `viewer-changed`. */
  addCandidates(id: string, fragment: string): Promise<void>;
  /** Throws `viewer-missing`. */
  leave(id: string): Promise<void>;
}

export interface WhepOptions {
  readonly video: Video;
  readonly streams: OpenStreams;
  /** STUN and TURN servers, as `Link` headers tell them. */
  readonly iceServerLinks: readonly string[];
}

const SDP = 'application/sdp';
const FRAGMENT = 'application/trickle-ice-sdpfrag';
const MOST_SDP_BYTES = 64 * 1024;

const sdp = { schema: z.string() };
const tooLarge = bodyLimit({
  maxSize: MOST_SDP_BYTES,
  onError: (c) =>
    c.json({ code: 'invalid-request', message: 'The description is too long', hint: 'See /api/docs.' }, 413),
});
/** A player that sends something else gets the type it should have sent. */
const taking = (type: string) =>
  createMiddleware(async (c, next) => {
    const given = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
    if (given === type) return next();
    const message = `The body must be ${type}`;
    return c.json({ code: 'invalid-request', message, hint: 'See /api/docs.' }, 415);
  });
const gone = json(problem, 'No such viewer, or no longer');

const routes = {
  join: createRoute({
    method: 'post',
    path: '/api/whep',
    summary: 'Live video by WebRTC for any WHEP player',
    description:
      'The offer wants to receive one H.264 video. A data channel `overlay` in it gets what each picture shows, as ' +
      'JSON by RTP timestamp (`videoFrameHeader`).',
    middleware: [taking(SDP), tooLarge] as const,
    request: { body: { content: { [SDP]: sdp }, required: true } },
    responses: {
      201: { content: { [SDP]: sdp }, description: 'The answer; Location is the viewer' },
      400: json(problem, 'No SDP offer'),
      406: json(problem, 'An offer without H.264'),
      413: json(problem, 'Too long'),
      415: json(problem, 'No SDP'),
      503: json(problem, 'No encoder here, or no port free'),
    },
  }),
  trickle: createRoute({
    method: 'patch',
    path: '/api/whep/{id}',
    summary: 'Candidates that the player found later',
    middleware: [taking(FRAGMENT), tooLarge] as const,
    request: { ...byId, body: { content: { [FRAGMENT]: sdp }, required: true } },
    responses: {
      204: { description: 'Taken' },
      400: json(problem, 'No candidates'),
      404: gone,
      412: json(problem, 'Of another connection'),
      413: json(problem, 'Too long'),
      415: json(problem, 'No SDP fragment'),
    },
  }),
  leave: createRoute({
    method: 'delete',
    path: '/api/whep/{id}',
    summary: 'Ends the video of a viewer',
    request: byId,
    responses: { 200: { description: 'Ended' }, 404: gone },
  }),
};

/** WHEP: video for players, each of which stays no longer than whoever asked for it may. */
export function addWhepRoutes(app: OpenAPIHono<AccessEnv>, options: WhepOptions): void {
  const { video, streams, iceServerLinks } = options;
  app.openapi(routes.join, async (c) => {
    const { isAdmitted } = c.var;
    const { id, answer, ended } = await video.join(await c.req.text());
    const left = streams.add(isAdmitted, () => void video.leave(id).catch(() => undefined));
    void ended.then(left);
    for (const link of iceServerLinks) c.header('link', link, { append: true });
    return c.body(answer, 201, { 'content-type': SDP, location: `/api/whep/${id}`, etag: `"${id}"` });
  });
  app.openapi(routes.trickle, async (c) => {
    await video.addCandidates(c.req.valid('param').id, await c.req.text());
    return c.body(null, 204);
  });
  app.openapi(routes.leave, async (c) => {
    await video.leave(c.req.valid('param').id);
    return c.body(null, 200);
  });
}
