import { msg, str } from '@lit/localize';
import type { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { type Problem, problem } from '../../core/wire/live.ts';

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** An instrument that hangs must not hang the page; a session of many cells takes a while. */
const TIMEOUT_MS = 30_000;

export interface Asked<T> {
  readonly body?: object | undefined;
  readonly schema: z.ZodType<T>;
  readonly signal?: AbortSignal;
}

/** Asks the instrument. Faults come back as a problem to show, never thrown. */
export async function request<T>(
  method: 'GET' | 'POST',
  url: URL,
  { body, schema, signal }: Asked<T>,
): Promise<Answer<T>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json' },
      body: method === 'GET' ? null : JSON.stringify(body ?? {}),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const json: unknown = await response.json().catch(() => null);
    if (response.ok) {
      const told = schema.safeParse(json);
      return told.success ? { ok: true, value: told.data } : { ok: false, problem: notUnderstood() };
    }
    const told = problem.safeParse(json);
    return { ok: false, problem: told.success ? told.data : unexplained(`it answered ${response.status}`) };
  } catch (thrown) {
    return { ok: false, problem: unexplained(messageOf(thrown)) };
  }
}

function unexplained(reason: string): Problem {
  return {
    code: 'request-failed',
    message: msg('The instrument does not answer.'),
    hint: msg(str`Nothing was changed. Check the connection and try again (${reason}).`),
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
