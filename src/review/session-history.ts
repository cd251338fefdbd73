import { setImmediate as otherWork } from 'node:timers/promises';
import type { DifferentialSnapshot } from '../core/types.ts';
import type {
  EarlierResults,
  SessionDetail,
  SessionList,
  SessionQuery,
  SessionSummary,
} from '../core/wire/review.ts';
import type { SessionRecord } from '../store/records.ts';
import { isBlinded, openPointsOf, readSession, secondTally } from './reading.ts';
import { judge, type ReviewParts } from './review-parts.ts';

/** Sessions are judged so many at a time, so that live pictures come between. */
const BATCH = 20;
const MOST_EARLIER = 10;

/** What a line of the history shows of a differential. */
export type Judged = Pick<DifferentialSnapshot, 'n' | 'flags'>;

/** A session in one line, judged by the rules of today. */
export function summaryOf(
  { store }: ReviewParts,
  session: SessionRecord,
  { n, flags }: Judged,
): SessionSummary {
  const { id, accession, startedAt, endedAt, state, kind } = session;
  return {
    ...{ id, accession, startedAt, endedAt, state, kind },
    n,
    flags: flags.length,
    critical: flags.some(({ level }) => level === 'critical'),
    signedBy: store.review.reports.heads(id).at(-1)?.signedBy ?? null,
  };
}

/** Finds sessions, newest first, with `judged` of each. */
export async function searchSessions(
  parts: ReviewParts,
  query: SessionQuery,
  judged: (session: SessionRecord) => Judged,
): Promise<SessionList> {
  const { limit, flag, accession, state, from, to } = query;
  const filter = { accession, state, from, to: to?.length === 10 ? `${to}T23:59:59.999Z` : to };
  const found: SessionSummary[] = [];
  let before = query.before ?? null;
  while (found.length <= limit) {
    const page = parts.store.review.search.find(filter, { before, limit: BATCH });
    for (const session of page) {
      const verdict = judged(session);
      if (flag === undefined || hasFlag(verdict, flag)) found.push(summaryOf(parts, session, verdict));
    }
    before = page.at(-1)?.id ?? null;
    if (page.length < BATCH) break;
    await otherWork();
  }
  const sessions = found.slice(0, limit);
  return { sessions, next: found.length > limit ? (sessions.at(-1)?.id ?? null) : null };
}

/** Everything of a session but its cells. */
export function detailOf(parts: ReviewParts, session: SessionRecord): SessionDetail {
  const { review } = parts.store;
  const snapshot = judgedFor(parts, session);
  const reading = readSession(parts, session);
  const { second, latest } = reading;
  const { by = '', openedAt = '', closedAt = null } = second ?? {};
  return {
    ...summaryOf(parts, session, snapshot),
    snapshot,
    micronsPerPixel: session.micronsPerPixel ?? parts.micronsPerPixel,
    reports: review.reports.heads(session.id),
    secondReading: second && { by, openedAt, closedAt, decided: latest.second.size },
    // How many cells are open for which reason says how the first reader named them.
    openPoints: isBlinded(parts, session.id)
      ? [{ why: 'second-reading', cells: 0 }]
      : openPointsOf(parts, reading),
    earlier: review.search
      .signedBefore(session.id, MOST_EARLIER)
      .map((other) => summaryOf(parts, other, judge(parts, other))),
  };
}

/** What was signed of the same accession before, oldest first. */
export function earlierResults({ store, rules, ...parts }: ReviewParts, sessionId: string): EarlierResults {
  const { reports, search } = store.review;
  const sessions = search.signedBefore(sessionId, MOST_EARLIER).toReversed();
  const results = sessions.flatMap((session) => {
    const report = reports.heads(session.id).at(-1);
    if (!report) return [];
    const snapshot = judge({ store, rules, ...parts }, session);
    return [{ session: session.id, report: report.id, signedAt: report.at, snapshot }];
  });
  return { results };
}

/** The differential that whoever asks may see: a second reader, while reading, only the own one. */
export function judgedFor(parts: ReviewParts, session: SessionRecord): DifferentialSnapshot {
  if (!isBlinded(parts, session.id)) return judge(parts, session);
  return judge(parts, session, secondTally(readSession(parts, session)));
}

function hasFlag({ flags }: Judged, wanted: NonNullable<SessionQuery['flag']>): boolean {
  return flags.some(
    ({ of, level }) => wanted === 'any' || of === wanted || (wanted === 'critical' && level === wanted),
  );
}
