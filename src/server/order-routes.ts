import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { problem } from '../core/wire/live.ts';
import { laboratoryOrder, ORDER_STATES, workList } from '../core/wire/order.ts';
import { accession } from '../core/wire/session.ts';
import type { OrderTable } from '../store/order-table.ts';
import type { AccessEnv } from './access/guard.ts';
import { json } from './route-parts.ts';

/** The work list as people read it. */
export type Orders = Pick<OrderTable, 'list' | 'get' | 'unknownAccessions'>;

const list = createRoute({
  method: 'get',
  path: '/api/orders',
  summary:
    'The work list: what waits, or what is in the state asked for; most urgent first, then oldest first',
  request: { query: z.object({ state: z.enum(ORDER_STATES).default('waiting') }) },
  responses: { 200: json(workList, 'Work list') },
});

const one = createRoute({
  method: 'get',
  path: '/api/orders/{accession}',
  summary: 'The order of an accession that was scanned or typed',
  request: { params: z.object({ accession }) },
  responses: { 200: json(laboratoryOrder, 'Order'), 404: json(problem, 'Nobody ordered it') },
});

/** What the laboratory asked to be counted. */
export function addOrderRoutes(app: OpenAPIHono<AccessEnv>, orders: Orders): void {
  app.openapi(list, (c) => {
    const { state } = c.req.valid('query');
    return c.json({ orders: orders.list([state]), unknownAccessions: orders.unknownAccessions }, 200);
  });
  app.openapi(one, (c) => {
    const asked = c.req.valid('param').accession;
    const order = orders.get(asked);
    if (order) return c.json(order, 200);
    const hint = 'Check the number on the tube.';
    return c.json({ code: 'order-missing', message: `Nobody ordered accession ${asked}`, hint }, 404);
  });
}
