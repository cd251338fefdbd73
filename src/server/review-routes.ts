import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Principal } from '../core/access.ts';
import type { OrderChange } from '../core/session-order.ts';
import type { DifferentialSnapshot } from '../core/types.ts';
import { problem } from '../core/wire/live.ts';
import {
  type Agreement,
  agreement,
  amendRequest,
  type CellDetail,
  cellDetail,
  cellList,
  type Decided,
  type DecideRequest,
  decided,
  decideRequest,
  type ReportHead,
  type ReviewCell,
  reportHead,
  type SessionDetail,
  sessionDetail,
  signRequest,
} from '../core/wire/review.ts';
import { changeOrderRequest, differentialSnapshot } from '../core/wire/session.ts';
import type { AccessEnv } from './access/guard.ts';
import { nothingAt } from './problems.ts';
import { byId, json, refused, taking } from './route-parts.ts';

/** Whose view of the cells is wanted. */
export type View = 'first' | 'second';

/** Reading, agreeing and signing. Null: there is no such session or cell. What may not be done now throws. */
export interface Reviews {
  detail(session: string): SessionDetail | null;
  cells(
    session: string,
    view: { readonly reading: View; readonly platelets: boolean },
  ): readonly ReviewCell[] | null;
  decide(session: string, request: DecideRequest): Decided;
  cell(cell: string, reading: View): Promise<CellDetail | null>;
  fieldJpeg(cell: string): Uint8Array | null;
  changeOrder(session: string, change: OrderChange): DifferentialSnapshot;
  /** Whether somebody reads a session as the second reader, who must not see what others said of its cells. */
  isBlinded(session: string, actor: string): boolean;
  openSecondReading(session: string): SessionDetail;
  closeSecondReading(session: string, closer: Principal | null): SessionDetail;
  agreement(session: string): Agreement | null;
  sign(session: string, request: z.infer<typeof signRequest>): ReportHead;
  amend(session: string, request: z.infer<typeof amendRequest>): SessionDetail;
}

const view = z.enum(['first', 'second']).default('first');
const missing = json(problem, 'No such session or cell');
const conflict = json(problem, 'It may not be done now; the problem says why');

const routes = {
  detail: createRoute({
    method: 'get',
    path: '/api/sessions/{id}',
    summary: 'A session: its differential, reports, second reading and what signing still waits for',
    request: byId,
    responses: { 200: json(sessionDetail, 'The session'), 404: missing },
  }),
  cells: createRoute({
    method: 'get',
    path: '/api/sessions/{id}/cells',
    summary: 'The cells of a session as a reader sees them; a second reader sees nothing of the first',
    request: { ...byId, query: z.object({ reading: view, platelets: z.stringbool().default(false) }) },
    responses: { 200: json(cellList, 'In the order in which they were counted'), 404: missing },
  }),
  decide: createRoute({
    method: 'post',
    path: '/api/sessions/{id}/decisions',
    summary: 'Names cells, also while they are counted; on disk when it answers',
    request: { ...byId, ...taking(decideRequest) },
    responses: { 200: json(decided, 'What was decided'), 400: refused, 404: missing, 409: conflict },
  }),
  cell: createRoute({
    method: 'get',
    path: '/api/cells/{id}',
    summary: 'All that is known of a cell: probabilities, attributes, activation map, decisions, cells alike',
    request: { ...byId, query: z.object({ reading: view }) },
    responses: { 200: json(cellDetail, 'The cell'), 404: missing },
  }),
  field: createRoute({
    method: 'get',
    path: '/api/cells/{id}/field.jpg',
    summary: 'A cell among its neighbours',
    request: byId,
    responses: {
      200: {
        content: { 'image/jpeg': { schema: z.string().meta({ format: 'binary' }) } },
        description: 'JPEG',
      },
      404: missing,
    },
  }),
  changeOrder: createRoute({
    method: 'patch',
    path: '/api/sessions/{id}',
    summary:
      'Takes in what became known of the specimen before it is signed: age, sex, white-cell count, target',
    request: { ...byId, ...taking(changeOrderRequest) },
    responses: {
      200: json(differentialSnapshot, 'The differential, judged anew'),
      400: refused,
      409: conflict,
    },
  }),
  openSecond: createRoute({
    method: 'post',
    path: '/api/sessions/{id}/second-reading',
    summary: 'Begins a blinded second reading by whoever asks, who must not have been a first reader',
    request: byId,
    responses: { 201: json(sessionDetail, 'The session as the second reader sees it'), 409: conflict },
  }),
  closeSecond: createRoute({
    method: 'post',
    path: '/api/sessions/{id}/second-reading/close',
    summary: 'Ends the second reading: its reader, or whoever may sign',
    request: byId,
    responses: { 200: json(sessionDetail, 'The session'), 409: conflict },
  }),
  agreement: createRoute({
    method: 'get',
    path: '/api/sessions/{id}/agreement',
    summary: "How two readers agree, with Cohen's kappa, once the second has closed",
    request: byId,
    responses: { 200: json(agreement, 'Agreement'), 404: missing },
  }),
  sign: createRoute({
    method: 'post',
    path: '/api/sessions/{id}/sign',
    summary: 'Signs a session at the revision that was seen, and sends its result to the laboratory',
    request: { ...byId, ...taking(signRequest) },
    responses: { 201: json(reportHead, 'The report'), 400: refused, 409: conflict },
  }),
  amend: createRoute({
    method: 'post',
    path: '/api/sessions/{id}/amend',
    summary: 'Opens a signed session again; its report stands until the next one is signed',
    request: { ...byId, ...taking(amendRequest) },
    responses: { 200: json(sessionDetail, 'The session'), 400: refused, 409: conflict },
  }),
};

/** Reviewing counted cells. */
export function addReviewRoutes(app: OpenAPIHono<AccessEnv>, reviews: Reviews): void {
  app.openapi(routes.detail, (c) => {
    const detail = reviews.detail(c.req.valid('param').id);
    return detail ? c.json(detail, 200) : c.json(nothingAt(c.req.path), 404);
  });
  app.openapi(routes.cells, (c) => {
    const cells = reviews.cells(c.req.valid('param').id, c.req.valid('query'));
    return cells ? c.json({ cells }, 200) : c.json(nothingAt(c.req.path), 404);
  });
  app.openapi(routes.decide, (c) =>
    c.json(reviews.decide(c.req.valid('param').id, c.req.valid('json')), 200),
  );
  app.openapi(routes.cell, async (c) => {
    const cell = await reviews.cell(c.req.valid('param').id, c.req.valid('query').reading);
    return cell ? c.json(cell, 200) : c.json(nothingAt(c.req.path), 404);
  });
  app.openapi(routes.field, (c) => {
    const jpeg = reviews.fieldJpeg(c.req.valid('param').id);
    if (!jpeg) return c.json(nothingAt(c.req.path), 404);
    return c.body(new Uint8Array(jpeg), 200, {
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=60',
    });
  });
  app.openapi(routes.changeOrder, (c) =>
    c.json(reviews.changeOrder(c.req.valid('param').id, c.req.valid('json')), 200),
  );
  app.openapi(routes.openSecond, (c) => c.json(reviews.openSecondReading(c.req.valid('param').id), 201));
  app.openapi(routes.closeSecond, (c) =>
    c.json(reviews.closeSecondReading(c.req.valid('param').id, c.var.principal), 200),
  );
  app.openapi(routes.agreement, (c) => {
    const found = reviews.agreement(c.req.valid('param').id);
    return found ? c.json(found, 200) : c.json(nothingAt(c.req.path), 404);
  });
  app.openapi(routes.sign, (c) => c.json(reviews.sign(c.req.valid('param').id, c.req.valid('json')), 201));
  app.openapi(routes.amend, (c) => c.json(reviews.amend(c.req.valid('param').id, c.req.valid('json')), 200));
}
