import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { v7 as newUuid } from 'uuid';
import { HematovisionError } from '../../core/errors.ts';
import {
  type Account,
  account,
  addAccountRequest,
  changeAccountRequest,
  newShareLink,
  type ShareLink,
  shareLink,
  shareRequest,
} from '../../core/wire/access.ts';
import type { AccessStore } from '../../store/access-store.ts';
import type { AccountRecord, ShareLinkRecord } from '../../store/records.ts';
import { byId, byName, done, json, refused, taking } from '../route-parts.ts';
import type { AccessEnv } from './guard.ts';
import type { OpenStreams } from './open-streams.ts';
import { hashPassword } from './password.ts';
import { digestOf, newSecret } from './secrets.ts';

const HOUR_MS = 3_600_000;

const routes = {
  accounts: createRoute({
    method: 'get',
    path: '/api/accounts',
    summary: 'All accounts',
    responses: { 200: json(z.array(account), 'Accounts') },
  }),
  add: createRoute({
    method: 'post',
    path: '/api/accounts',
    summary: 'Adds an account',
    request: taking(addAccountRequest),
    responses: { 201: json(account, 'The new account'), 400: refused, 409: refused },
  }),
  change: createRoute({
    method: 'patch',
    path: '/api/accounts/{name}',
    summary: 'Changes role or password of an account, or disables it; ends its sign-ins',
    request: { ...byName, ...taking(changeAccountRequest) },
    responses: { 200: json(account, 'The account now'), 400: refused, 404: refused, 409: refused },
  }),
  links: createRoute({
    method: 'get',
    path: '/api/sessions/{id}/links',
    summary: 'The share links of a session that are still good',
    request: byId,
    responses: { 200: json(z.array(shareLink), 'Links') },
  }),
  share: createRoute({
    method: 'post',
    path: '/api/sessions/{id}/links',
    summary: 'Makes a link that shows this session, and nothing else, to whoever has it',
    request: { ...byId, ...taking(shareRequest) },
    responses: { 201: json(newShareLink, 'The link; its secret is told this once'), 409: refused },
  }),
  revoke: createRoute({
    method: 'delete',
    path: '/api/links/{id}',
    summary: 'Ends a share link',
    request: byId,
    responses: { 204: done, 404: refused },
  }),
};

export interface AccountRoutesOptions {
  readonly store: AccessStore;
  readonly streams: OpenStreams;
}

/** Accounts for administrators, and links for guests. */
export function addAccountRoutes(
  app: OpenAPIHono<AccessEnv>,
  { store, streams }: AccountRoutesOptions,
): void {
  app.openapi(routes.accounts, (c) => c.json(store.accounts().map(toAccount), 200));
  app.openapi(routes.add, async (c) => {
    const { name, role, password } = c.req.valid('json');
    store.addAccount({ name, role, password: await hashPassword(password) });
    return c.json(toAccount(found(store, name)), 201);
  });
  app.openapi(routes.change, async (c) => {
    const { name } = c.req.valid('param');
    const { role, disabled, password } = c.req.valid('json');
    const change = {
      ...(role === undefined ? {} : { role }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(password === undefined ? {} : { password: await hashPassword(password) }),
    };
    store.changeAccount(name, change);
    streams.review();
    return c.json(toAccount(found(store, name)), 200);
  });
  app.openapi(routes.links, (c) => {
    const now = new Date().toISOString();
    const links = store.links(c.req.valid('param').id);
    const good = links.filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt > now);
    return c.json(good.map(toLink), 200);
  });
  app.openapi(routes.share, (c) => {
    const { hours } = c.req.valid('json');
    const secret = newSecret('link');
    const expiresAt = new Date(Date.now() + hours * HOUR_MS).toISOString();
    const wanted = { id: newUuid(), session: c.req.valid('param').id, expiresAt };
    const link = store.addLink(wanted, digestOf(secret));
    return c.json({ ...toLink(link), path: `/#guest=${secret}` }, 201);
  });
  app.openapi(routes.revoke, (c) => {
    store.revokeLink(c.req.valid('param').id);
    streams.review();
    return c.body(null, 204);
  });
}

function found(store: AccessStore, name: string): AccountRecord {
  const record = store.account(name);
  if (!record) throw new HematovisionError('account-missing', `No account ${name}`);
  return record;
}

function toAccount({ name, role, disabled, createdAt }: AccountRecord): Account {
  return { name, role, disabled, createdAt };
}

function toLink({ id, session, createdBy, createdAt, expiresAt }: ShareLinkRecord): ShareLink {
  return { id, session, createdBy, createdAt, expiresAt };
}
