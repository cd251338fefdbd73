import { messageOf } from '../../core/errors.ts';
import type { OrderChange, SessionOrder } from '../../core/session-order.ts';
import { type Problem, problem } from '../../core/wire/live.ts';
import { differentialSnapshot } from '../../core/wire/session.ts';
import type { Snapshot } from '../live/live-state.ts';

export type SessionAnswer =
  | { readonly ok: true; readonly snapshot: Snapshot }
  | { readonly ok: false; readonly problem: Problem };

/** An instrument that hangs must not hang the dialog. */
const TIMEOUT_MS = 10_000;

/** Ends the running session and starts another. Faults come back as a problem to show, never thrown. */
export function startSession(order: SessionOrder, baseUrl: string): Promise<SessionAnswer> {
  return send('POST', new URL('api/sessions', baseUrl), order);
}

/** Tells what became known of the specimen, or how far to count. */
export function changeOrder(change: OrderChange, baseUrl: string): Promise<SessionAnswer> {
  return send('PATCH', new URL('api/sessions/current', baseUrl), change);
}

/** Ends the running session; its result goes to the laboratory. */
export function endSession(baseUrl: string): Promise<SessionAnswer> {
  return send('POST', new URL('api/sessions/current/end', baseUrl), null);
}

async function send(method: 'POST' | 'PATCH', url: URL, body: unknown): Promise<SessionAnswer> {
  try {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === null ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const json: unknown = await response.json().catch(() => null);
    if (response.ok) return { ok: true, snapshot: differentialSnapshot.parse(json) };
    const told = problem.safeParse(json);
    return {
      ok: false,
      problem: told.success ? told.data : unexplained(`the instrument answered ${response.status}`),
    };
  } catch (thrown) {
    return { ok: false, problem: unexplained(messageOf(thrown)) };
  }
}

function unexplained(message: string): Problem {
  return {
    code: 'request-failed',
    message: `The instrument could not be asked: ${message}`,
    hint: 'Check the connection and try again. Nothing was changed on this page.',
  };
}
