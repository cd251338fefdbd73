import { z } from '@hono/zod-openapi';
import { accountName } from '../core/wire/access.ts';
import { problem } from '../core/wire/live.ts';

/** What the descriptions of several routes are made of. */
export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { 'application/json': { schema } },
  description,
});

export const taking = <T extends z.ZodType>(schema: T) => ({
  body: { content: { 'application/json': { schema } }, required: true },
});

export const byId = { params: z.object({ id: z.uuid() }) };
export const byName = { params: z.object({ name: accountName }) };
export const refused = json(problem, 'Refused');
export const done = { description: 'Done' };
