import { z } from 'zod';
import {
  type AccessState,
  accessState,
  type ClaimRequest,
  newShareLink,
  type SignInRequest,
} from '../../core/wire/access.ts';
import type { Problem } from '../../core/wire/live.ts';
import { ask } from '../api/ask.ts';

export type SignedIn = Extract<AccessState, { readonly state: 'signed-in' }>;

export type AccessAnswer =
  | { readonly ok: true; readonly access: AccessState }
  | { readonly ok: false; readonly problem: Problem };

const REFUSALS = ['not-permitted', 'reading-blinded'];
/** An instrument that hangs must not hang the page. */
const TIMEOUT_MS = 15_000;

/** Who is signed in. Faults come back as a problem to show, never thrown. */
export function readAccess(baseUrl: string): Promise<AccessAnswer> {
  return askAccess('GET', new URL('api/access', baseUrl));
}

/** Makes the first account with the code on the console, and signs it in. */
export function claim(request: ClaimRequest, baseUrl: string): Promise<AccessAnswer> {
  return askAccess('POST', new URL('api/access/claim', baseUrl), request);
}

export function signIn(request: SignInRequest, baseUrl: string): Promise<AccessAnswer> {
  return askAccess('POST', new URL('api/access/sign-in', baseUrl), request);
}

/** Comes in with the secret of a share link. */
export function openLink(secret: string, baseUrl: string): Promise<AccessAnswer> {
  return askAccess('POST', new URL('api/access/guest', baseUrl), { secret });
}

/** False when the instrument could not be told: whoever asked is then still signed in. */
export function signOut(baseUrl: string): Promise<boolean> {
  return tell(new URL('api/access/sign-out', baseUrl));
}

/** Somebody is at the page. */
export function tellPresence(baseUrl: string): Promise<boolean> {
  return tell(new URL('api/access/presence', baseUrl));
}

export type ShareAnswer =
  | { readonly ok: true; readonly link: string }
  | { readonly ok: false; readonly problem: Problem };

/** Makes a link to a session, good for so many hours. */
export async function shareSession(session: string, hours: number, baseUrl: string): Promise<ShareAnswer> {
  const url = new URL(`api/sessions/${session}/links`, baseUrl);
  const answer = await ask(url, { method: 'POST', body: { hours }, schema: newShareLink });
  return answer.ok ? { ok: true, link: new URL(answer.value.path, baseUrl).href } : answer;
}

/**
 * Why somebody may not see a session, or what is counted now; null where they may. The next session is none of a
 * link's, and a second reader must not see the classes of the one under way.
 */
export async function readRefusal(baseUrl: string, session = 'current'): Promise<Problem | null> {
  const url = new URL(`api/sessions/${encodeURIComponent(session)}`, baseUrl);
  const answer = await ask(url, { schema: z.unknown(), timeoutMs: TIMEOUT_MS });
  return answer.ok || !REFUSALS.includes(answer.problem.code) ? null : answer.problem;
}

async function tell(url: URL): Promise<boolean> {
  const options = { method: 'POST', signal: AbortSignal.timeout(TIMEOUT_MS) };
  return (await fetch(url, options).catch(() => null))?.ok ?? false;
}

async function askAccess(method: 'GET' | 'POST', url: URL, body?: object): Promise<AccessAnswer> {
  const answer = await ask(url, { method, body, schema: accessState });
  return answer.ok ? { ok: true, access: answer.value } : answer;
}
