import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AccessEnv } from './access/guard.ts';

/** Where the page of the dashboard is on which the API can be tried. */
const PAGE = '../#/api';

/**
 * The API as OpenAPI 3.1, from the schemas that requests are checked with, and the address under which people look for
 * a page to try it. Call it after all routes were added.
 */
export function addApiDescription(app: OpenAPIHono<AccessEnv>, version: string): void {
  let description: string | undefined;
  app.get('/api/openapi.json', (c) => {
    // Making it takes a fifth of a second; routes do not change while the program runs.
    description ??= JSON.stringify(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'HematoVision Edge',
          version,
          description: 'Decision support, not a medical device.',
        },
      }),
    );
    return c.body(description, 200, { 'content-type': 'application/json' });
  });
  app.get('/api/docs', (c) => c.redirect(PAGE));
}
