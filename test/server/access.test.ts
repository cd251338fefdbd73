import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SIGNED_OUT_CODE } from '../../src/core/wire/access.ts';
import { Throttle } from '../../src/server/access/throttle.ts';
import { someCell, someResult } from '../store/some-facts.ts';
import { PASSWORD, PASSWORD_HASH, signedIn, withLink, withToken } from './people.ts';
import { LIMITS, SNAPSHOT, serveApp } from './serve-app.ts';

const post = (url: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const cookieIn = (answer: Response) => answer.headers.get('set-cookie') ?? '';
const sending = (answer: Response) => ({ cookie: cookieIn(answer).split(';')[0] ?? '' });

/** A clock that the test moves. */
function handClock() {
  let nowMs = Date.parse('2026-03-01T12:00:00.000Z');
  return {
    now: () => new Date(nowMs),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

async function open(url: string, headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers });
  await once(socket, 'open');
  return socket;
}

describe('an instrument nobody has claimed', () => {
  it('makes its first account for whoever has the code, once, an administrator', async () => {
    const { url, desk, store } = await serveApp({}, { demo: false });
    const state = async () => (await (await fetch(`${url}/api/access`)).json()) as { state: string };
    expect(await state()).toEqual({ state: 'unclaimed' });
    const claim = { code: desk.claimCode ?? '', name: 'Ada', password: PASSWORD };
    expect((await post(`${url}/api/access/claim`, { ...claim, code: 'AAAA-AAAA' })).status).toBe(403);
    expect((await post(`${url}/api/access/claim`, { ...claim, password: 'too short' })).status).toBe(400);
    const claimed = await post(`${url}/api/access/claim`, { ...claim, code: claim.code.toLowerCase() });
    expect(await claimed.json()).toMatchObject({ state: 'signed-in', name: 'ada', role: 'administrator' });
    expect((await fetch(`${url}/api/accounts`, { headers: sending(claimed) })).status).toBe(200);
    expect(await state()).toEqual({ state: 'signed-out' });
    expect(desk.claimCode).toBeNull();
    expect((await post(`${url}/api/access/claim`, { ...claim, name: 'mallory' })).status).toBe(403);
    expect(store.access.accounts().map(({ name }) => name)).toEqual(['ada']);
    expect(store.access.audit.newest(10).map(({ what, actor }) => `${actor} ${what}`)).toEqual([
      'instrument sign-in-failed',
      'person:ada instrument-claimed',
      'person:ada signed-in',
    ]);
  });
});

describe('signing in', () => {
  it('takes name and password, sets a cookie no script and no foreign page can use, and ends with signing out', async () => {
    const { url, store } = await serveApp({}, { demo: false });
    store.access.addAccount({ name: 'grace', role: 'technician', password: PASSWORD_HASH });
    const answer = await post(`${url}/api/access/sign-in`, { name: ' Grace ', password: PASSWORD });
    expect(await answer.json()).toMatchObject({ state: 'signed-in', kind: 'person', name: 'grace' });
    expect(cookieIn(answer)).toMatch(/^hematovision=hvs_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const headers = sending(answer);
    expect((await fetch(`${url}/api/state`, { headers })).status).toBe(200);
    const left = await post(`${url}/api/access/sign-out`, {}, headers);
    expect([left.status, cookieIn(left)]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await fetch(`${url}/api/state`, { headers })).status).toBe(401);
    expect(store.access.audit.newest(3).map(({ what }) => what)).toEqual([
      'account-added',
      'signed-in',
      'signed-out',
    ]);
  });

  it('tells nobody whether it was the name, the password or the account', async () => {
    const { url, store } = await serveApp({}, { demo: false });
    store.access.addAccount({ name: 'root', role: 'administrator', password: PASSWORD_HASH });
    store.access.addAccount({ name: 'gone', role: 'viewer', password: PASSWORD_HASH });
    store.access.changeAccount('gone', { disabled: true });
    const attempts = [
      { name: 'root', password: 'wrong password' },
      { name: 'nobody', password: PASSWORD },
      { name: 'gone', password: PASSWORD },
    ];
    const answers = await Promise.all(attempts.map((body) => post(`${url}/api/access/sign-in`, body)));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    // The name that does not exist may be somebody's password: it is not written down.
    const failures = store.access.audit.newest(3).map(({ details }) => details);
    expect(failures).toMatchObject([
      { name: 'root', reason: 'wrong password' },
      { name: null, reason: 'unknown name' },
      { name: 'gone', reason: 'disabled account' },
    ]);
  });

  it('slows guessing down, on disk, and lets the account in from where it came before', async () => {
    const clock = handClock();
    const { url, store, desk } = await serveApp({}, { demo: false, now: clock.now });
    store.access.addAccount({ name: 'ada', role: 'viewer', password: PASSWORD_HASH });
    const before = new Throttle(store.access.attempts, clock.now);
    for (let guess = 0; guess < 4; guess += 1) before.failed({ account: 'ada', address: '127.0.0.1' });
    const wrong = { name: 'ada', password: 'the fifth guess' };
    expect((await post(`${url}/api/access/sign-in`, wrong)).status).toBe(401);
    const right = { name: 'ada', password: PASSWORD };
    expect((await post(`${url}/api/access/sign-in`, right)).status).toBe(429);
    await desk.signIn(right, '192.0.2.7');
    clock.pass(1001);
    expect((await post(`${url}/api/access/sign-in`, right)).status).toBe(200);
  });

  it('ends after the idle limit, which only a person puts off, and after the absolute limit in any case', async () => {
    const clock = handClock();
    const { url, store } = await serveApp({}, { demo: false, now: clock.now });
    const [idle, busy] = [signedIn(store, 'viewer', 'idle'), signedIn(store, 'viewer', 'busy')];
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${url}/api/state`, { headers })).status;
    for (let half = 0; half < 3; half += 1) {
      clock.pass(LIMITS.idleMs / 2);
      await status(idle);
      await post(`${url}/api/access/presence`, {}, busy);
    }
    expect([await status(idle), await status(busy)]).toEqual([401, 200]);
    while (clock.now().getTime() < Date.parse('2026-03-02T00:00:00Z')) {
      clock.pass(LIMITS.idleMs / 2);
      await post(`${url}/api/access/presence`, {}, busy);
    }
    clock.pass(1);
    expect(await status(busy)).toBe(401);
  });

  it('is over when the clock was set back so far that nobody knows how old it is', async () => {
    const clock = handClock();
    const { url, store } = await serveApp({}, { demo: false, now: clock.now });
    const headers = signedIn(store, 'viewer');
    clock.pass(-60_000);
    expect((await fetch(`${url}/api/state`, { headers })).status).toBe(200);
    clock.pass(-3_600_000);
    expect((await fetch(`${url}/api/state`, { headers })).status).toBe(401);
  });

  it('is over everywhere when the password changes, save where it was changed', async () => {
    const { url, store } = await serveApp({}, { demo: false });
    const [here, there] = [signedIn(store, 'viewer', 'ada'), signedIn(store, 'viewer', 'ada')];
    const next = 'a longer new password';
    expect((await post(`${url}/api/access/password`, { current: 'wrong', next }, here)).status).toBe(401);
    const changed = await post(`${url}/api/access/password`, { current: PASSWORD, next }, here);
    expect(changed.status).toBe(200);
    for (const headers of [here, there])
      expect((await fetch(`${url}/api/state`, { headers })).status).toBe(401);
    expect((await fetch(`${url}/api/state`, { headers: sending(changed) })).status).toBe(200);
    expect((await post(`${url}/api/access/sign-in`, { name: 'ada', password: next })).status).toBe(200);
  });
});

describe('a live connection', () => {
  it.each([
    [
      'signs out',
      (url: string, headers: Record<string, string>) => post(`${url}/api/access/sign-out`, {}, headers),
    ],
    [
      'gets another role',
      (url: string, _: Record<string, string>, admin: Record<string, string>) =>
        fetch(`${url}/api/accounts/viewer`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json', ...admin },
          body: '{"role":"technician"}',
        }),
    ],
  ])('is closed when its person %s', async (_, act) => {
    const { url, store } = await serveApp({}, { demo: false });
    const [headers, admin] = [signedIn(store, 'viewer'), signedIn(store, 'administrator')];
    const socket = await open(url, headers);
    const bystander = await open(url, admin);
    const closed = once(socket, 'close');
    expect((await act(url, headers, admin)).ok).toBe(true);
    expect((await closed)[0]).toBe(SIGNED_OUT_CODE);
    expect(bystander.readyState).toBe(WebSocket.OPEN);
    bystander.terminate();
  });

  it('is closed within the second when another process disables the account, as MJPEG is', async () => {
    const { url, store } = await serveApp({}, { demo: false });
    const headers = signedIn(store, 'viewer');
    const socket = await open(url, headers);
    const film = await fetch(`${url}/live.mjpeg`, { headers });
    const closed = once(socket, 'close');
    store.access.changeAccount('viewer', { disabled: true });
    expect((await closed)[0]).toBe(SIGNED_OUT_CODE);
    // The film ends: its body can be read to the end.
    expect((await film.arrayBuffer()).byteLength).toBe(0);
  });

  it('is closed when its sign-in runs out', async () => {
    const clock = handClock();
    const { url, store, streams } = await serveApp({}, { demo: false, now: clock.now });
    const socket = await open(url, signedIn(store, 'viewer'));
    const closed = once(socket, 'close');
    clock.pass(LIMITS.idleMs + 1);
    streams.review();
    expect((await closed)[0]).toBe(SIGNED_OUT_CODE);
  });
});

describe('a share link', () => {
  it('shows its session and no other, and ends with it, with its time, or when it is revoked', async () => {
    const clock = handClock();
    let session = SNAPSHOT.session;
    const { url, store, streams } = await serveApp(
      { snapshot: () => ({ ...SNAPSHOT, session }), cropJpeg: () => new Uint8Array([1]) },
      { demo: false, now: clock.now },
    );
    const technician = signedIn(store, 'technician');
    session = store.startSession({}).id;
    const cell = '01890000-0000-7000-8000-00000000000a';
    store.recordCells(session, [{ cell: someCell(cell), cropJpeg: null }]);
    const shared = await post(`${url}/api/sessions/${session}/links`, { hours: 2 }, technician);
    const { path, id } = (await shared.json()) as { path: string; id: string };
    const secret = path.replace('/#guest=', '');
    const entered = await post(`${url}/api/access/guest`, { secret });
    expect(await entered.json()).toMatchObject({ kind: 'guest', permissions: ['watch', 'note'] });
    const guest = sending(entered);
    const crop = `${url}/api/cells/${cell}/crop.jpg`;
    expect((await fetch(crop, { headers: guest })).status).toBe(200);
    expect((await post(`${url}/api/sessions/current/end`, {}, guest)).status).toBe(403);

    const socket = await open(url, guest);
    const closed = once(socket, 'close');
    store.endSession(session, someResult);
    session = store.startSession({}).id;
    streams.review();
    expect((await closed)[0]).toBe(SIGNED_OUT_CODE);
    expect((await fetch(`${url}/api/sessions/current`, { headers: guest })).status).toBe(403);
    expect((await fetch(crop, { headers: guest })).status).toBe(200);

    const revoked = await fetch(`${url}/api/links/${id}`, { method: 'DELETE', headers: technician });
    expect(revoked.status).toBe(204);
    expect((await fetch(crop, { headers: guest })).status).toBe(401);
    const late = withLink(store, session, new Date(clock.now().getTime() + 1000).toISOString());
    expect((await fetch(`${url}/api/state`, { headers: late.headers })).status).toBe(200);
    clock.pass(1000);
    expect((await fetch(`${url}/api/state`, { headers: late.headers })).status).toBe(401);
    expect(await (await post(`${url}/api/access/guest`, { secret: late.secret })).json()).toMatchObject({
      code: 'link-missing',
    });
  });
});

describe('a machine', () => {
  it('does what its token says until it is revoked, and its last use is known', async () => {
    const { url, store } = await serveApp({}, { demo: false });
    const headers = withToken(store, ['watch'], 'wallboard');
    expect((await fetch(`${url}/api/state`, { headers })).status).toBe(200);
    expect((await post(`${url}/api/sessions`, {}, headers)).status).toBe(403);
    expect(store.access.tokens()).toMatchObject([{ name: 'wallboard', lastUsedAt: expect.any(String) }]);
    expect(JSON.stringify(store.access.tokens())).not.toContain(headers.authorization.slice(-20));
    store.access.revokeToken('wallboard');
    const answer = await fetch(`${url}/api/state`, { headers });
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'sign-in-required' }]);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('cannot come in with what opens the door for a person', async () => {
    const { url, store } = await serveApp({}, { demo: false });
    const cookie = signedIn(store, 'administrator').cookie?.replace('hematovision=', '');
    const token = withToken(store, ['watch']).authorization.replace('Bearer ', '');
    const asToken = await fetch(`${url}/api/state`, { headers: { authorization: `Bearer ${cookie}` } });
    const asCookie = await fetch(`${url}/api/state`, { headers: { cookie: `hematovision=${token}` } });
    expect([asToken.status, asCookie.status]).toEqual([401, 401]);
  });
});

describe('a page of somebody else', () => {
  it.each([
    ['with its origin', { origin: 'https://evil.example' }],
    ['from the same site', { 'sec-fetch-site': 'same-site' }],
    ['over another scheme', { origin: 'https://127.0.0.1' }],
  ])('changes nothing, even with a good cookie: %s', async (_, foreign) => {
    const { url, store } = await serveApp({}, { demo: false });
    const answer = await post(`${url}/api/sessions`, {}, { ...signedIn(store, 'technician'), ...foreign });
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'foreign-origin' }]);
  });

  it('is not taken for the person at the machine because its name was made to point there', async () => {
    const { app } = await serveApp();
    const from = (host: string, more: Record<string, string> = {}) =>
      app.request(`http://${host}/api/state`, { headers: more }, LOCAL);
    const LOCAL = { incoming: { socket: { remoteAddress: '127.0.0.1' } } };
    expect((await from('127.0.0.1:8080')).status).toBe(200);
    expect((await from('rebound.example:8080')).status).toBe(401);
    expect((await from('127.0.0.1:8080', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(401);
  });
});

describe('the audit trail of a request', () => {
  it('names who asked, however deep the change is made', async () => {
    const { url, store } = await serveApp(
      {
        startSession: (order) => {
          store.startSession(order);
          return SNAPSHOT;
        },
      },
      { demo: false },
    );
    await post(`${url}/api/sessions`, { accession: '26-1' }, signedIn(store, 'technician', 'grace'));
    expect(store.access.audit.newest(1)).toMatchObject([{ what: 'session-started', actor: 'person:grace' }]);
  });
});
