import { msg, str } from '@lit/localize';
import type { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { type Problem, problem } from '../../core/wire/live.ts';
import { inWords } from './problem-words.ts';

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export interface Asked<T> {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** A file goes as it is, all else as JSON. */
  readonly body?: object | undefined;
  /** Of the answer's JSON; `z.undefined()` for an empty one. */
  readonly schema: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
  /** For what takes its time. */
  readonly timeoutMs?: number;
}

/** An instrument that hangs must not hang the page. */
const TIMEOUT_MS = 15_000;

/** Asks the instrument. Faults come back as a problem to show, never thrown. */
export async function ask<T>(
  url: URL,
  { method = 'GET', body, schema, signal, timeoutMs = TIMEOUT_MS }: Asked<T>,
): Promise<Answer<T>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': body instanceof Blob ? 'application/octet-stream' : 'application/json' },
      body: body === undefined ? null : body instanceof Blob ? body : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const json: unknown = await response.json().catch(() => undefined);
    if (response.ok) {
      const told = schema.safeParse(json);
      return told.success ? { ok: true, value: told.data } : { ok: false, problem: notUnderstood() };
    }
    const told = problem.safeParse(json);
    return { ok: false, problem: told.success ? inWords(told.data) : unreachable(String(response.status)) };
  } catch (thrown) {
    return { ok: false, problem: unreachable(messageOf(thrown)) };
  }
}

export function unreachable(reason: string): Problem {
  return {
    code: 'request-failed',
    message: msg('The instrument does not answer.'),
    hint: msg(
      str`Nothing was changed. Check that it is switched on and that this computer is on its network (${reason}).`,
    ),
  };
}

/** The page and the instrument are of different versions. */
function notUnderstood(): Problem {
  return {
    code: 'answer-not-understood',
    message: msg('The instrument answered something that this page does not understand.'),
    hint: msg('Reload the page: a newer program may have been installed.'),
  };
}
