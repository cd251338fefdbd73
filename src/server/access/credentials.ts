import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { isLoopback } from '../../core/is-loopback.ts';

const NAME = 'hematovision';

/** Under TLS the cookie is bound to this host and to TLS by its name (`__Host-`). */
const overTls = (c: Context) => new URL(c.req.url).protocol === 'https:';

/** The secret in the request's cookie. */
export function readCookie(c: Context): string | undefined {
  return overTls(c) ? getCookie(c, NAME, 'host') : getCookie(c, NAME);
}

/**
 * Hands the secret to the browser until it is closed, out of the reach of scripts. Strict: no foreign page's
 * request carries it; the page itself asks for everything it shows, so a link from elsewhere still works.
 */
export function writeCookie(c: Context, secret: string): void {
  setCookie(c, NAME, secret, options(c));
}

export function clearCookie(c: Context): void {
  setCookie(c, NAME, '', { ...options(c), maxAge: 0 });
}

/** IP address of whoever asks. A proxy's word for it (X-Forwarded-For) is not taken: anybody can write it. */
export function addressOf(c: Context): string {
  return getConnInfo(c).remote.address ?? 'unknown';
}

/**
 * Whether a request comes from this machine, to this machine, by one of its loopback names: a foreign page that
 * made its own name point here, or a proxy that lets others in, does not count.
 */
export function isFromThisMachine(c: Context): boolean {
  const forwarded = c.req.header('forwarded') ?? c.req.header('x-forwarded-for');
  return forwarded === undefined && isLoopback(addressOf(c)) && isLoopback(new URL(c.req.url).hostname);
}

function options(c: Context) {
  const shared = { path: '/', httpOnly: true, sameSite: 'Strict' } as const;
  return overTls(c) ? ({ ...shared, secure: true, prefix: 'host' } as const) : shared;
}
