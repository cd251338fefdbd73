import { createMiddleware } from 'hono/factory';

/**
 * Refuses what a foreign web page makes a browser do: browsers name the page's origin in every WebSocket
 * handshake and in every request that changes something, and say how the page stands to us (Sec-Fetch-Site).
 * Both must be ours. Programs that are no browsers send neither, and no cookie that could be abused.
 */
export const refuseForeignOrigins = createMiddleware(async (c, next) => {
  const reads = ['GET', 'HEAD'].includes(c.req.method) && c.req.header('upgrade') === undefined;
  if (reads) return next();
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site');
  const isOurs = origin === undefined || isOrigin(origin, new URL(c.req.url));
  if (isOurs && (site === undefined || site === 'same-origin' || site === 'none')) return next();
  return c.json(
    {
      code: 'foreign-origin',
      message: `Requests from ${origin ?? 'another site'} are refused.`,
      hint: 'Open the dashboard at its own address.',
    },
    403,
  );
});

/** A page that came over TLS may reach us without it, through a proxy; the other way round is an attack. */
function isOrigin(origin: string, { protocol, host }: URL): boolean {
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  return page.host === host && (protocol === 'http:' || page.protocol === 'https:');
}
