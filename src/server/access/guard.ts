import type { Context, MiddlewareHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { actorOf, type Principal, permissionsOf } from '../../core/access.ts';
import { actingAs } from '../../core/acting-as.ts';
import { ERROR_HINTS, HematovisionError } from '../../core/errors.ts';
import type { Problem } from '../../core/wire/live.ts';
import type { AccessDesk } from './access-desk.ts';
import { type About, ACCESS_POLICY } from './access-policy.ts';
import { isFromThisMachine, readCookie } from './credentials.ts';
import { kindOfSecret } from './secrets.ts';

/** What the guard tells every handler about the request. */
export interface AccessEnv {
  Variables: {
    /** Who asks; null only on open routes. */
    principal: Principal | null;
    /** Whether the same request would be let in now; for answers that never end. */
    isAdmitted: () => boolean;
  };
}

export interface GuardOptions {
  readonly desk: AccessDesk;
  /** Signs in by itself whoever sits at this machine. */
  readonly demo: boolean;
  readonly currentSession: () => string;
  readonly sessionOfCell: (cellId: string) => string | null;
  /** Whether somebody reads a session as the second reader, to whom the live view would tell its classes. */
  readonly isBlinded: (session: string, actor: string) => boolean;
}

const WHO = {
  code: 'sign-in-required',
  message: 'Nobody is signed in',
  hint: ERROR_HINTS['sign-in-required'],
} satisfies Problem;

/** Lets a request through when `ACCESS_POLICY` has a rule for its route and the rule lets its sender in. */
export function guard(options: GuardOptions): MiddlewareHandler<AccessEnv> {
  return createMiddleware<AccessEnv>(async (c, next) => {
    const routes = endpointsOf(c);
    // Nothing is there: the answer is 404, whoever asks.
    if (routes.length === 0) return next();
    const identify = await identifierOf(c, options);
    const decide = () =>
      decideAll(routes, identify(), {
        sessionOf: (route, about) => sessionAbout(c, route, about, options),
        isBlinded: options.isBlinded,
      });
    c.set('principal', identify());
    c.set('isAdmitted', () => decide() === 'yes');
    const decision = decide();
    if (decision === 'sign-in')
      return c.json(WHO, 401, { 'www-authenticate': 'Bearer realm="hematovision"' });
    if (decision !== 'yes') throw new HematovisionError(decision.code, decision.because);
    if (c.req.path.startsWith('/api/')) c.header('cache-control', 'no-store');
    const principal = c.var.principal;
    await (principal ? actingAs(actorOf(principal), next) : next());
  });
}

type Decision =
  | 'yes'
  | 'sign-in'
  | { readonly code: 'not-permitted' | 'reading-blinded'; readonly because: string };

interface Facts extends Pick<GuardOptions, 'isBlinded'> {
  readonly sessionOf: (route: string, about: About) => string | null;
}

/** A request may match several routes, of which the first that answers wins: each must let it in. */
function decideAll(routes: readonly string[], principal: Principal | null, facts: Facts): Decision {
  const decisions = routes.map((route) => decideOne(route, principal, facts));
  return decisions.find((decision) => decision !== 'yes') ?? 'yes';
}

function decideOne(route: string, principal: Principal | null, facts: Facts): Decision {
  const rule = ACCESS_POLICY[route];
  if (rule === undefined) return refusal(`No rule lets anybody in at ${route}`);
  if (rule === 'open') return 'yes';
  if (!principal) return 'sign-in';
  if (rule === 'signed-in') return 'yes';
  const { needs, about } = rule;
  if (!permissionsOf(principal).includes(needs)) return refusal(`This needs the permission to ${needs}`);
  const session = about === undefined ? null : facts.sessionOf(route, about);
  if (principal.kind === 'guest')
    return session === principal.session ? 'yes' : refusal('This link shows another session');
  if (about === 'the current session' && session !== null && facts.isBlinded(session, actorOf(principal)))
    return { code: 'reading-blinded', because: 'You read this session as its second reader' };
  return 'yes';
}

function refusal(because: string): Decision {
  return { code: 'not-permitted', because };
}

/**
 * Method and path pattern of all that may answer, as in `GET /api/cells/:id/crop.jpg`. What is registered for
 * every method below a path is middleware.
 */
function endpointsOf(c: Context): readonly string[] {
  const endpoints = matchedRoutes(c).filter(isEndpoint);
  return [...new Set(endpoints.map(({ method, path }) => `${method} ${path}`))];
}

export function isEndpoint({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return method !== 'ALL' || !path.endsWith('*');
}

/** What tells whose request it is, now and later: a program's token, a browser's cookie, or the demonstration. */
async function identifierOf(c: Context, { desk, demo }: GuardOptions): Promise<() => Principal | null> {
  if (c.req.header('authorization') !== undefined) {
    let token = '';
    const verifyToken = (given: string) => {
      token = given;
      return kindOfSecret(given) === 'token' && desk.principalOf(given) !== null;
    };
    await bearerAuth({ verifyToken, realm: 'hematovision', invalidToken: { message: WHO } })(
      c,
      async () => undefined,
    );
    return () => desk.principalOf(token);
  }
  const secret = readCookie(c);
  const atThisMachine = demo && isFromThisMachine(c);
  return () => {
    const known = secret !== undefined && kindOfSecret(secret) !== 'token' ? desk.principalOf(secret) : null;
    return known ?? (atThisMachine ? { kind: 'demo' } : null);
  };
}

/** The session a request is about; middleware has no path parameters yet, so `:id` is taken from the path. */
function sessionAbout(c: Context, route: string, about: About, options: GuardOptions): string | null {
  if (about === 'the current session') return options.currentSession();
  const at = route.split('/').indexOf(':id');
  const id = c.req.path.split('/')[at] ?? '';
  if (about === 'the session') return id === 'current' ? options.currentSession() : id;
  return options.sessionOfCell(id);
}
