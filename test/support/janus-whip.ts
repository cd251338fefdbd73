import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Janus, JanusGuest } from './janus.ts';

export type WhipServer = Awaited<ReturnType<typeof serveWhip>>;

/** A WHIP door (RFC 9725) before a room of Janus, which has none of its own; asks for the token. */
export async function serveWhip(janus: Janus, token: string) {
  const publishers = new Map<string, JanusGuest>();
  const app = new Hono();
  app.use(async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${token}`) return c.text('who are you?', 401);
    return next();
  });
  app.post('/whip/smear', async (c) => {
    const guest = await janus.enter();
    const offer = { type: 'offer', sdp: await c.req.text(), trickle: false } as const;
    const { jsep, data } = await guest.ask({ request: 'joinandconfigure', ptype: 'publisher' }, offer);
    const id = String(data.id);
    publishers.set(id, guest);
    return c.body(jsep?.sdp ?? '', 201, { 'content-type': 'application/sdp', location: `smear/${id}` });
  });
  app.delete('/whip/smear/:id', async (c) => {
    const guest = publishers.get(c.req.param('id'));
    publishers.delete(c.req.param('id'));
    await guest?.leave().catch(() => undefined); // Gone already, as when the room was closed.
    return c.text('', guest ? 200 : 404);
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((listening) => server.once('listening', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/whip/smear`,
    /** Feeds that are published now, by the number Janus gave them. */
    publishers: publishers as ReadonlyMap<string, JanusGuest>,
    close: async () => {
      await Promise.all([...publishers.values()].map((guest) => guest.leave().catch(() => undefined)));
      await new Promise((closed) => server.close(closed));
    },
  };
}
