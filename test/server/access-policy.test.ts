import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ROLES } from '../../src/core/access.ts';
import { ACCESS_POLICY } from '../../src/server/access/access-policy.ts';
import { isEndpoint } from '../../src/server/access/guard.ts';
import type { Store } from '../../src/store/store.ts';
import { someCell, someResult } from '../store/some-facts.ts';
import { signedIn, withLink, withToken } from './people.ts';
import { SNAPSHOT, serveApp } from './serve-app.ts';

const SOMEBODY = ['nobody', 'guest', 'stranger', 'watching machine', 'counting machine', ...ROLES] as const;
type Somebody = (typeof SOMEBODY)[number];

const EVERYBODY = SOMEBODY;
const ALL_BUT_NOBODY = SOMEBODY.filter((who) => who !== 'nobody');
const WATCHERS: readonly Somebody[] = ['watching machine', ...ROLES];
const COUNTERS: readonly Somebody[] = ['counting machine', 'technician', 'reviewer', 'administrator'];
const SHARERS: readonly Somebody[] = ['technician', 'reviewer', 'administrator'];
const SIGNERS: readonly Somebody[] = ['reviewer', 'administrator'];
const PEOPLE_AND_GUEST: readonly Somebody[] = ['guest', ...ROLES];
const ADMINISTRATORS: readonly Somebody[] = ['administrator'];
/** The guest's link is for this session; the stranger's for another one. */
const WATCHERS_AND_GUEST: readonly Somebody[] = ['guest', ...WATCHERS];

/** Who must be let in where, written down anew: what the program believes is not copied from it. */
const EXPECTED: Readonly<Record<string, readonly Somebody[]>> = {
  'GET /healthz': EVERYBODY,
  'GET /*': EVERYBODY,
  'GET /api/access': EVERYBODY,
  'POST /api/access/claim': EVERYBODY,
  'POST /api/access/sign-in': EVERYBODY,
  'POST /api/access/guest': EVERYBODY,
  'POST /api/access/sign-out': ALL_BUT_NOBODY,
  'POST /api/access/presence': ALL_BUT_NOBODY,
  'POST /api/access/password': ALL_BUT_NOBODY,
  'GET /api/accounts': ADMINISTRATORS,
  'POST /api/accounts': ADMINISTRATORS,
  'PATCH /api/accounts/:name': ADMINISTRATORS,
  'GET /api/sessions/:id/links': SHARERS,
  'POST /api/sessions/:id/links': SHARERS,
  'DELETE /api/links/:id': SHARERS,
  'GET /api/state': WATCHERS_AND_GUEST,
  'GET /api/sessions/current': WATCHERS_AND_GUEST,
  'POST /api/sessions': COUNTERS,
  'POST /api/sessions/current/pause': COUNTERS,
  'POST /api/sessions/current/resume': COUNTERS,
  'POST /api/sessions/current/end': COUNTERS,
  'GET /api/sessions': WATCHERS,
  'GET /api/storage': WATCHERS,
  'GET /api/sessions/:id': WATCHERS_AND_GUEST,
  'PATCH /api/sessions/:id': COUNTERS,
  'GET /api/sessions/:id/cells': WATCHERS_AND_GUEST,
  'GET /api/sessions/:id/agreement': WATCHERS_AND_GUEST,
  'GET /api/sessions/:id/earlier': WATCHERS,
  'GET /api/sessions/:id/reports/:version/:form': WATCHERS_AND_GUEST,
  'GET /api/sessions/:id/notes': WATCHERS_AND_GUEST,
  'GET /api/sessions/:id/events': WATCHERS_AND_GUEST,
  'POST /api/sessions/:id/notes': PEOPLE_AND_GUEST,
  'POST /api/sessions/:id/point': PEOPLE_AND_GUEST,
  'POST /api/sessions/:id/decisions': COUNTERS,
  'POST /api/sessions/:id/second-reading': COUNTERS,
  'POST /api/sessions/:id/second-reading/close': COUNTERS,
  'POST /api/sessions/:id/sign': SIGNERS,
  'POST /api/sessions/:id/amend': SIGNERS,
  'GET /api/sessions/:id/export': SIGNERS,
  'DELETE /api/sessions/:id': ADMINISTRATORS,
  'GET /api/cells/:id': WATCHERS_AND_GUEST,
  'GET /api/cells/:id/crop.jpg': WATCHERS_AND_GUEST,
  'GET /api/cells/:id/field.jpg': WATCHERS_AND_GUEST,
  'GET /api/slide-map': WATCHERS_AND_GUEST,
  'GET /api/slide-map/:column/:row/tile.webp': WATCHERS_AND_GUEST,
  'POST /api/pictures': COUNTERS,
  'POST /api/pictures/session': COUNTERS,
  'GET /api/pictures/:id/view.jpg': COUNTERS,
  'GET /api/pictures/:id/cells/:index/activation': COUNTERS,
  'GET /api/tallies/current': COUNTERS,
  'POST /api/tallies': COUNTERS,
  'POST /api/tallies/:id/keys': COUNTERS,
  'POST /api/tallies/:id/keep': COUNTERS,
  'DELETE /api/tallies/:id': COUNTERS,
  'GET /api/sessions/:id/reader-counts': WATCHERS_AND_GUEST,
  'GET /api/learn': WATCHERS,
  'GET /api/quizzes/:id/examples/:class/picture.jpg': WATCHERS,
  'POST /api/quizzes': WATCHERS,
  'GET /api/quizzes/:id': WATCHERS,
  'POST /api/quizzes/:id/answers': WATCHERS,
  'GET /api/quizzes/:id/questions/:position/picture.jpg': WATCHERS,
  'POST /api/quiz-sets': SIGNERS,
  'POST /api/quiz-sets/:id/quizzes': WATCHERS,
  'GET /api/quiz-sets/:id/comparison.csv': SIGNERS,
  'GET /api/hemocytometer/readings': WATCHERS,
  'POST /api/hemocytometer/readings': COUNTERS,
  'POST /api/hemocytometer/pictures': COUNTERS,
  'GET /api/controls': WATCHERS,
  'GET /api/orders': WATCHERS,
  'GET /api/orders/:accession': WATCHERS,
  'GET /live': WATCHERS_AND_GUEST,
  'GET /live.mjpeg': WATCHERS_AND_GUEST,
  'POST /api/whep': WATCHERS_AND_GUEST,
  'PATCH /api/whep/:id': WATCHERS_AND_GUEST,
  'DELETE /api/whep/:id': WATCHERS_AND_GUEST,
  'GET /api/openapi.json': WATCHERS,
  'GET /api/docs': EVERYBODY,
  'GET /api/settings': ADMINISTRATORS,
  'PATCH /api/settings': ADMINISTRATORS,
  'PUT /api/settings/laboratory': ADMINISTRATORS,
  'POST /api/settings/calibration': ADMINISTRATORS,
  'POST /api/settings/restart': ADMINISTRATORS,
  'GET /api/audit': ADMINISTRATORS,
  'GET /schemas/:file': WATCHERS,
  'GET /metrics': WATCHERS,
};

const ENDLESS = ['GET /live.mjpeg', 'GET /api/sessions/:id/events'];

const OWN_CELL = '01890000-0000-7000-8000-00000000000a';

/** Ids that exist, so that a refusal can only be for the sake of who asks. */
function pathOf(route: string, session: string): string {
  const path = route.split(' ')[1] ?? '';
  return path
    .replace('/api/cells/:id', `/api/cells/${OWN_CELL}`)
    .replace('/api/sessions/:id', `/api/sessions/${session}`)
    .replace(':id', OWN_CELL)
    .replace(':column/:row', '0/0')
    .replace(':name', 'nobody')
    .replace('*', 'anything.js');
}

async function serveToAll() {
  let session = SNAPSHOT.session;
  const served = await serveApp(
    { snapshot: () => ({ ...SNAPSHOT, session }), cropJpeg: () => new Uint8Array([1]) },
    { demo: false },
  );
  const { store } = served;
  const other = endedSession(store);
  session = store.startSession({}).id;
  store.recordCells(session, [{ cell: someCell(OWN_CELL), cropJpeg: null }]);
  const headers: Readonly<Record<Somebody, Record<string, string>>> = {
    nobody: {},
    guest: withLink(store, session).headers,
    stranger: withLink(store, other).headers,
    'watching machine': withToken(store, ['watch']),
    'counting machine': withToken(store, ['count']),
    viewer: signedIn(store, 'viewer'),
    technician: signedIn(store, 'technician'),
    reviewer: signedIn(store, 'reviewer'),
    administrator: signedIn(store, 'administrator'),
  };
  return { ...served, session, headers };
}

function endedSession(store: Store): string {
  const { id } = store.startSession({});
  store.endSession(id, someResult);
  return id;
}

/** The status with which the guard or the handler answers; endless answers are cut off after their head. */
async function statusFor(url: string, route: string, headers: Record<string, string>): Promise<number> {
  if (route === 'GET /live') return handshakeStatus(url, headers);
  const method = route.split(' ')[0] ?? '';
  const stop = new AbortController();
  const body = method === 'GET' ? {} : { body: '{}' };
  const asked = { 'content-type': 'application/json', ...headers };
  const answer = await fetch(url, { method, headers: asked, signal: stop.signal, ...body });
  const { status } = answer;
  if (ENDLESS.includes(route)) stop.abort();
  else await answer.text();
  return status;
}

async function handshakeStatus(url: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(url.replace('http', 'ws'), { headers });
  const opened = once(socket, 'open').then(() => 101);
  const refused = once(socket, 'unexpected-response').then(([, answer]) => answer.statusCode as number);
  const status = await Promise.race([opened, refused]);
  socket.on('error', () => undefined);
  socket.terminate();
  return status;
}

describe('access policy', () => {
  it('has a rule for every route of the server, and none for routes that are not there', async () => {
    const { app } = await serveApp();
    const routes = app.routes.filter(isEndpoint);
    const served = [...new Set(routes.map(({ method, path }) => `${method} ${path}`))].sort();
    expect(Object.keys(ACCESS_POLICY).sort()).toEqual(served);
    expect(Object.keys(EXPECTED).sort()).toEqual(served);
  });

  it.each(Object.entries(EXPECTED))('%s lets in whom it should and nobody else', async (route, admitted) => {
    // A wrong body is 400 for whoever was let in; the point is who gets so far.
    const { url, session, headers } = await serveToAll();
    for (const who of SOMEBODY) {
      const status = await statusFor(`${url}${pathOf(route, session)}`, route, headers[who]);
      const refused = status === 401 || status === 403;
      expect(refused ? status : 'in', who).toBe(admitted.includes(who) ? 'in' : who === 'nobody' ? 401 : 403);
    }
  });

  it('refuses a route that nobody wrote a rule for, whoever asks', async () => {
    const { app, url, headers } = await serveToAll();
    app.get('/api/forgotten', (c) => c.text('secret'));
    app.all('/api/neglected', (c) => c.text('secret'));
    for (const path of ['/api/forgotten', '/api/neglected']) {
      const answer = await fetch(`${url}${path}`, { headers: headers.administrator });
      expect(answer.status, path).toBe(403);
    }
  });
});
