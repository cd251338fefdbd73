import { z } from 'zod';
import {
  type DeleteSessionRequest,
  type EarlierResults,
  earlierResults,
  type SessionList,
  type SessionQuery,
  type StorageUse,
  sessionDetail,
  sessionList,
  storageUse,
} from '../../core/wire/review.ts';
import { type Answer, ask } from '../api/ask.ts';

/** What is looked for, as it goes into the address: absent where anything is welcome. */
export type SessionSearch = Partial<
  Pick<SessionQuery, 'accession' | 'from' | 'to' | 'state' | 'flag' | 'before'>
>;

/** Sessions, newest first. */
export function findSessions(
  search: SessionSearch,
  baseUrl: string,
  signal: AbortSignal,
): Promise<Answer<SessionList>> {
  const url = new URL('api/sessions', baseUrl);
  for (const [name, value] of Object.entries(search)) if (value) url.searchParams.set(name, value);
  return ask(url, { schema: sessionList, signal });
}

/** Earlier signed results of the accession of a session, oldest first, and then the session's own as it stands. */
export async function readCourse(
  session: string,
  baseUrl: string,
): Promise<Answer<EarlierResults['results']>> {
  const detailUrl = new URL(`api/sessions/${encodeURIComponent(session)}`, baseUrl);
  const [detail, earlier] = await Promise.all([
    ask(detailUrl, { schema: sessionDetail }),
    ask(sessionUrl(session, 'earlier', baseUrl), { schema: earlierResults }),
  ]);
  if (!detail.ok) return detail;
  if (!earlier.ok) return earlier;
  const { snapshot, startedAt, reports } = detail.value;
  const signedAt = reports.at(-1)?.at ?? startedAt;
  const own = { session, report: reports.at(-1)?.id ?? '', signedAt, snapshot };
  return { ok: true, value: [...earlier.value.results, own] };
}

export function readStorage(baseUrl: string): Promise<Answer<StorageUse>> {
  return ask(new URL('api/storage', baseUrl), { schema: storageUse });
}

/** Takes a session off the instrument for good; the audit trail keeps that, and why. */
export function deleteSession(
  session: string,
  request: DeleteSessionRequest,
  baseUrl: string,
): Promise<Answer<unknown>> {
  const url = new URL(`api/sessions/${encodeURIComponent(session)}`, baseUrl);
  return ask(url, { method: 'DELETE', body: request, schema: z.unknown() });
}

/** Where everything of a session is fetched as one file. */
export function exportUrl(session: string, baseUrl: string): string {
  return sessionUrl(session, 'export', baseUrl).href;
}

function sessionUrl(session: string, part: string, baseUrl: string): URL {
  return new URL(`api/sessions/${encodeURIComponent(session)}/${part}`, baseUrl);
}
