import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type ErrorCode, HematovisionError, messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Problem } from '../core/wire/live.ts';

/** Faults that are the asker's to mend; all others are 500. */
const STATUS_OF: Partial<Record<ErrorCode, 400 | 401 | 403 | 404 | 406 | 409 | 412 | 413 | 415 | 429 | 503>> =
  {
    usage: 400,
    'sign-in-required': 401,
    'sign-in-failed': 401,
    'not-permitted': 403,
    'reading-blinded': 403,
    'claim-refused': 403,
    'account-missing': 404,
    'token-missing': 404,
    'link-missing': 404,
    'chamber-reading-refused': 409,
    'order-missing': 404,
    'accession-unknown': 409,
    'session-missing': 409,
    'session-running': 409,
    'session-signed': 409,
    'session-unsigned': 409,
    'sign-refused': 409,
    'self-test-failed': 409,
    'revision-changed': 409,
    'reading-refused': 409,
    'cell-missing': 404,
    'config-invalid': 400,
    'settings-fixed': 409,
    'restart-refused': 409,
    'ruler-missing': 409,
    'account-exists': 409,
    'account-needed': 409,
    'picture-missing': 404,
    'picture-too-large': 413,
    'picture-unreadable': 415,
    'tally-missing': 404,
    'tally-running': 409,
    'tally-behind': 409,
    'quiz-missing': 404,
    'quiz-refused': 409,
    'too-many-attempts': 429,
    'offer-unreadable': 400,
    'offer-refused': 406,
    'viewer-missing': 404,
    'viewer-changed': 412,
    'video-full': 503,
    'encoder-missing': 503,
  };

/** What was thrown, as a problem with its status. What broke inside is told to the log alone. */
export function answerFault(thrown: unknown, c: Context, log: Log): Response {
  if (thrown instanceof HematovisionError) return c.json(problemOf(thrown), STATUS_OF[thrown.code] ?? 500);
  if (thrown instanceof HTTPException)
    return thrown.res ? thrown.getResponse() : c.json(unreadableRequest(thrown), 400);
  log.error({ err: thrown, path: c.req.path }, 'request failed');
  return c.json(
    { code: 'internal', message: 'The request failed.', hint: 'The log of the daemon says why.' },
    500,
  );
}

export function nothingAt(path: string): Problem {
  return { code: 'not-found', message: `Nothing at ${path}`, hint: 'See /api/docs.' };
}

/** Names every field that does not fit. */
export function invalidRequest(error: z.ZodError): Problem {
  const faults = error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return { code: 'invalid-request', message: faults.join('; '), hint: 'See /api/docs.' };
}

function problemOf(error: HematovisionError): Problem {
  return { code: error.code, message: error.message, hint: error.hint };
}

function unreadableRequest(thrown: unknown): Problem {
  return {
    code: 'invalid-request',
    message: messageOf(thrown),
    hint: 'Send JSON with content-type application/json.',
  };
}
