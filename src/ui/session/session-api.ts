import { messageOf } from '../../core/errors.ts';
import {
  differentialSnapshot,
  type Problem,
  problem,
  type StartSessionRequest,
} from '../../core/wire/live.ts';
import type { Snapshot } from '../live/live-state.ts';

export type SessionAnswer =
  | { readonly ok: true; readonly snapshot: Snapshot }
  | { readonly ok: false; readonly problem: Problem };

/** An instrument that hangs must not hang the dialog. */
const TIMEOUT_MS = 10_000;

/** Ends the running session and starts another. Faults come back as a problem to show, never thrown. */
export function startSession(request: StartSessionRequest, baseUrl: string): Promise<SessionAnswer> {
  return post(new URL('api/sessions', baseUrl), request);
}

/** Ends the running session; its result goes to the laboratory. */
export function endSession(baseUrl: string): Promise<SessionAnswer> {
  return post(new URL('api/sessions/current/end', baseUrl), null);
}

async function post(url: URL, body: unknown): Promise<SessionAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
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
