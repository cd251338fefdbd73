import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type ControlView, controlView } from '../core/wire/control.ts';
import type { AccessEnv } from './access/guard.ts';
import { json } from './route-parts.ts';

/** Daily quality control as people read it. */
export interface Controls {
  view(now: Date, limit: number): ControlView;
}

const MOST_RUNS = 366;

const view = createRoute({
  method: 'get',
  path: '/api/controls',
  summary: 'Control slides: which there are, whether one is due, and what they showed, newest first',
  request: { query: z.object({ limit: z.coerce.number().int().min(1).max(MOST_RUNS).default(60) }) },
  responses: { 200: json(controlView, 'Quality control') },
});

/** What control slides showed. */
export function addControlRoutes(app: OpenAPIHono<AccessEnv>, controls: Controls): void {
  app.openapi(view, (c) => c.json(controls.view(new Date(), c.req.valid('query').limit), 200));
}
