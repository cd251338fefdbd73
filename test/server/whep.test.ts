import { describe, expect, it, onTestFinished } from 'vitest';
import { problem } from '../../src/core/wire/live.ts';
import { waitUntil } from '../support/wait-until.ts';
import { liveVideo } from '../video/live-pictures.ts';
import { Player } from '../video/player.ts';
import { signedIn, withLink, withToken } from './people.ts';
import { SNAPSHOT, serveApp } from './serve-app.ts';

const SDP = 'application/sdp';
const FRAGMENT = 'application/trickle-ice-sdpfrag';

interface Asked {
  readonly method?: string;
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

async function serveVideo(door: Parameters<typeof serveApp>[1] = {}) {
  const video = liveVideo();
  let { session } = SNAPSHOT;
  const served = await serveApp({ snapshot: () => ({ ...SNAPSHOT, session }) }, { video, ...door });
  session = served.store.startSession({}).id;
  const ask = (path: string, { method = 'POST', type = SDP, body, headers = {} }: Asked) =>
    fetch(`${served.url}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    });
  return { ...served, session, video, ask };
}

async function newPlayer() {
  const made = await Player.create();
  onTestFinished(() => made.player.close());
  return made;
}

describe('WHEP', () => {
  it('lets a player in, takes its candidates and lets it go', async () => {
    const { ask, video } = await serveVideo({ iceServerLinks: ['<stun:192.0.2.1:3478>; rel="ice-server"'] });
    const { player, offer } = await newPlayer();
    const answered = await ask('/api/whep', { body: offer });
    expect(answered.status).toBe(201);
    expect(answered.headers.get('content-type')).toBe(SDP);
    expect(answered.headers.get('etag')).toMatch(/^"[^"]+"$/);
    expect(answered.headers.get('link')).toBe('<stun:192.0.2.1:3478>; rel="ice-server"');
    const location = answered.headers.get('location') ?? '';
    expect(location).toMatch(/^\/api\/whep\/[0-9a-f-]{36}$/);
    const [, ufrag] = /a=ice-ufrag:(\S+)/.exec(offer) ?? [];
    const candidate = 'a=candidate:9 1 udp 2113937151 192.0.2.9 50000 typ host';
    const body = `a=ice-ufrag:${ufrag}\r\na=mid:0\r\n${candidate}\r\na=end-of-candidates\r\n`;
    expect((await ask(location, { method: 'PATCH', type: FRAGMENT, body })).status).toBe(204);
    await player.accept(await answered.text());
    await waitUntil('the picture comes', () => player.packets.length > 0, 20_000);
    expect(video.state.viewers).toBe(1);
    expect((await ask(location, { method: 'DELETE' })).status).toBe(200);
    expect(video.state.viewers).toBe(0);
    expect((await ask(location, { method: 'DELETE' })).status).toBe(404);
    expect((await ask(location, { method: 'PATCH', type: FRAGMENT, body })).status).toBe(404);
  });

  it('says what is wrong with a request', async () => {
    const { ask } = await serveVideo();
    const { offer } = await newPlayer();
    const fault = async (path: string, asked: Asked) => {
      const answer = await ask(path, asked);
      return [answer.status, problem.parse(await answer.json()).code];
    };
    expect(await fault('/api/whep', { body: offer, type: 'text/plain' })).toEqual([415, 'invalid-request']);
    expect(await fault('/api/whep', { body: 'v=0' })).toEqual([400, 'offer-unreadable']);
    expect(await fault('/api/whep', { body: 'x'.repeat(70_000) })).toEqual([413, 'invalid-request']);
    const vp8 = offer.replaceAll(/h264/gi, 'VP8');
    expect(await fault('/api/whep', { body: vp8 })).toEqual([406, 'offer-refused']);
    const location = (await ask('/api/whep', { body: offer })).headers.get('location') ?? '';
    const patch = { method: 'PATCH', type: FRAGMENT };
    expect(await fault(location, { ...patch, body: 'a=ice-ufrag:other\r\n' })).toEqual([
      412,
      'viewer-changed',
    ]);
    expect(await fault(location, { ...patch, body: 'a=candidate:nonsense\r\n' })).toEqual([
      400,
      'offer-unreadable',
    ]);
    expect(await fault(location, { ...patch, type: SDP, body: '' })).toEqual([415, 'invalid-request']);
  });

  it('says so where no encoder works', async () => {
    const { ask } = await serveVideo({ video: liveVideo({ encoder: null }) });
    const { offer } = await newPlayer();
    const answer = await ask('/api/whep', { body: offer });
    expect([answer.status, problem.parse(await answer.json()).code]).toEqual([503, 'encoder-missing']);
  });

  it('ends the video with the sign-in that asked for it', async () => {
    const { ask, store, session, streams, video } = await serveVideo({ demo: false });
    const link = withLink(store, session);
    const people = [signedIn(store, 'viewer'), withToken(store, ['watch']), link.headers];
    for (const headers of people) {
      const { offer } = await newPlayer();
      expect((await ask('/api/whep', { body: offer, headers })).status).toBe(201);
    }
    expect(video.state.viewers).toBe(3);
    await ask('/api/access/sign-out', { headers: people[0] ?? {}, body: '{}', type: 'application/json' });
    store.access.revokeLink(link.id);
    streams.review();
    await waitUntil('two have gone', () => video.state.viewers === 1);
  });
});
