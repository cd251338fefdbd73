import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { problem } from '../core/wire/live.ts';
import type { AccessEnv } from './access/guard.ts';
import { nothingAt } from './problems.ts';
import { json } from './route-parts.ts';

const schema = createRoute({
  method: 'get',
  path: '/schemas/{file}',
  summary: 'A payload of the MQTT topics as JSON Schema (draft 2020-12), for example result.json',
  request: { params: z.object({ file: z.string().regex(/^[a-z-]+\.json$/) }) },
  responses: {
    200: json(z.looseObject({}), 'The schema'),
    404: json(problem, 'No such schema'),
  },
});

/** What the instrument says over MQTT and to webhooks, for programs that check it. By name without `.json`. */
export function addSchemaRoutes(
  app: OpenAPIHono<AccessEnv>,
  schemas: Readonly<Record<string, object>>,
): void {
  app.openapi(schema, (c) => {
    const name = c.req.valid('param').file.slice(0, -'.json'.length);
    const found = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    return found ? c.json({ ...found }, 200) : c.json(nothingAt(c.req.path), 404);
  });
}
