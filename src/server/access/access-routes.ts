import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Principal, permissionsOf } from '../../core/access.ts';
import { HematovisionError } from '../../core/errors.ts';
import {
  type AccessState,
  accessState,
  changePasswordRequest,
  claimRequest,
  guestRequest,
  signInRequest,
} from '../../core/wire/access.ts';
import { done, json, refused, taking } from '../route-parts.ts';
import type { AccessDesk } from './access-desk.ts';
import { addressOf, clearCookie, readCookie, writeCookie } from './credentials.ts';
import type { AccessEnv } from './guard.ts';
import type { OpenStreams } from './open-streams.ts';
import { kindOfSecret } from './secrets.ts';

/** Names and passwords are short; nobody who has not signed in makes us read more. */
const MAX_BODY_BYTES = 4096;

const answer = {
  200: json(accessState, 'Signed in; the cookie is set'),
  400: refused,
  401: refused,
  403: refused,
  429: refused,
};
const comingIn = <T extends z.ZodType>(path: string, summary: string, schema: T) =>
  createRoute({
    method: 'post',
    path: `/api/access/${path}`,
    summary,
    request: taking(schema),
    responses: answer,
  });

const routes = {
  state: createRoute({
    method: 'get',
    path: '/api/access',
    summary: 'Who is signed in, and what they may do',
    responses: { 200: json(accessState, 'Access') },
  }),
  claim: comingIn('claim', 'Makes the first account with the code on the console', claimRequest),
  signIn: comingIn('sign-in', 'Signs a person in', signInRequest),
  guest: comingIn('guest', 'Opens a share link', guestRequest),
  password: comingIn(
    'password',
    'Changes one’s own password; ends all other sign-ins',
    changePasswordRequest,
  ),
  signOut: createRoute({
    method: 'post',
    path: '/api/access/sign-out',
    summary: 'Ends this sign-in and its live connections',
    responses: { 204: done, 401: refused },
  }),
  presence: createRoute({
    method: 'post',
    path: '/api/access/presence',
    summary: 'Somebody is at the page: the idle limit begins anew',
    responses: { 204: done, 401: refused },
  }),
};

export interface AccessRoutesOptions {
  readonly desk: AccessDesk;
  readonly streams: OpenStreams;
}

/** Coming in and going out. */
export function addAccessRoutes(app: OpenAPIHono<AccessEnv>, { desk, streams }: AccessRoutesOptions): void {
  app.use('/api/access/*', bodyLimit({ maxSize: MAX_BODY_BYTES }));
  const enter = (c: Context, secret: string) => {
    writeCookie(c, secret);
    return stateOf(desk.principalOf(secret), desk);
  };
  app.openapi(routes.state, (c) => c.json(stateOf(c.var.principal, desk), 200));
  app.openapi(routes.claim, async (c) =>
    c.json(enter(c, await desk.claim(c.req.valid('json'), addressOf(c))), 200),
  );
  app.openapi(routes.signIn, async (c) =>
    c.json(enter(c, await desk.signIn(c.req.valid('json'), addressOf(c))), 200),
  );
  app.openapi(routes.guest, (c) => {
    const { secret } = c.req.valid('json');
    if (kindOfSecret(secret) !== 'link' || !desk.principalOf(secret))
      throw new HematovisionError('link-missing', 'This link has expired or was revoked');
    return c.json(enter(c, secret), 200);
  });
  app.openapi(routes.password, async (c) => {
    const { principal } = c.var;
    if (principal?.kind !== 'person')
      throw new HematovisionError('not-permitted', 'Only a person with an account has a password');
    const attempt = { account: principal.name, address: addressOf(c) };
    const state = enter(c, await desk.changePassword(attempt, c.req.valid('json')));
    streams.review();
    return c.json(state, 200);
  });
  app.openapi(routes.signOut, (c) => {
    const secret = readCookie(c);
    if (secret !== undefined) desk.signOut(secret);
    clearCookie(c);
    streams.review();
    return c.body(null, 204);
  });
  app.openapi(routes.presence, (c) => {
    const secret = readCookie(c);
    if (secret !== undefined) desk.seen(secret);
    return c.body(null, 204);
  });
}

function stateOf(principal: Principal | null, desk: AccessDesk): AccessState {
  if (!principal) return { state: desk.claimCode === null ? 'signed-out' : 'unclaimed' };
  return {
    state: 'signed-in',
    kind: principal.kind,
    name: 'name' in principal ? principal.name : principal.kind === 'demo' ? 'Demonstration' : 'Guest',
    role: principal.kind === 'person' ? principal.role : null,
    permissions: permissionsOf(principal),
    session: principal.kind === 'guest' ? principal.session : null,
  };
}
