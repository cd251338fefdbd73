import { createMiddleware } from 'hono/factory';

/**
 * Refuses what a foreign web page makes a browser on this machine do: browsers name the page's origin in
 * every WebSocket handshake and every POST, and it must be ours. Programs that send no Origin pass.
 */
export const refuseForeignOrigins = createMiddleware(async (c, next) => {
  const origin = c.req.header('origin');
  const reads = c.req.method === 'GET' && c.req.header('upgrade') === undefined;
  if (origin === undefined || reads || hostOf(origin) === c.req.header('host')) return next();
  return c.json(
    {
      code: 'foreign-origin',
      message: `Requests from ${origin} are refused.`,
      hint: 'Open the dashboard at its own address.',
    },
    403,
  );
});

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
