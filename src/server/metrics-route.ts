import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AccessEnv } from './access/guard.ts';
import type { Instrument } from './instrument-routes.ts';
import { Metrics } from './metrics.ts';

/** `GET /metrics` for Prometheus, which sends a token of scope `watch`. */
export function addMetricsRoute(app: OpenAPIHono<AccessEnv>, instrument: Instrument): void {
  const metrics = new Metrics();
  app.get('/metrics', async (c) => {
    const text = await metrics.render(instrument.state(), instrument.snapshot());
    return c.body(text, 200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
  });
}
