import { currentActor } from '../core/acting-as.ts';
import type { CellClass } from '../core/cells.ts';
import { clockFault } from '../core/clock-fault.ts';
import { readingOf } from '../core/reading-of.ts';
import type { Tally } from '../core/types.ts';
import type { Agreement, ReviewCell, SessionDetail } from '../core/wire/review.ts';
import { usualCropUm } from '../crop.ts';
import { cohensKappa, type Pair } from '../slide/agreement.ts';
import { emptyTally } from '../slide/differential.ts';
import { flaggedClasses, type MustDecide, mustDecide } from '../slide/must-decide.ts';
import { countsAs, type LatestDecisions, type StandingDecision, standing } from '../store/decision-table.ts';
import type { CellRecord, SessionRecord } from '../store/records.ts';
import type { SecondReadingRecord } from '../store/second-reading-table.ts';
import { judge, type ReviewParts } from './review-parts.ts';

/** The cells of a session and what readers say of them, read once. */
export interface SessionReading {
  readonly session: SessionRecord;
  readonly cells: readonly CellRecord[];
  readonly latest: LatestDecisions;
  readonly second: SecondReadingRecord | null;
  /** Of what it counts as. */
  readonly flagged: ReadonlySet<CellClass>;
}

export function readSession(parts: ReviewParts, session: SessionRecord): SessionReading {
  const { store } = parts;
  return {
    ...readAround(parts, session),
    cells: store.cells(session.id, { limit: Number.MAX_SAFE_INTEGER }),
    latest: store.readings.decisions.latest(session.id),
  };
}

/** The same of one cell. */
export function readCell(parts: ReviewParts, session: SessionRecord, cell: CellRecord): SessionReading {
  const latest = standing(parts.store.readings.decisions.ofCell(cell.id));
  return { ...readAround(parts, session), cells: [cell], latest };
}

function readAround(parts: ReviewParts, session: SessionRecord) {
  const second = parts.store.readings.secondReadings.get(session.id);
  return { session, second, flagged: flaggedClasses(judge(parts, session).flags) };
}

/** Whether whoever asks is a second reader who must not see what others said of a session. */
export function isBlinded(
  { store }: Pick<ReviewParts, 'store'>,
  sessionId: string,
  actor = currentActor(),
): boolean {
  return readingOf(store.readings.secondReadings.get(sessionId), actor) === 'second';
}

/** What two readers, of whom the second has closed, named a cell differently; null where they do not differ. */
function differenceOf({ latest, second }: SessionReading, cell: CellRecord): Pair | null {
  const named = second?.closedAt ? latest.second.get(cell.id)?.after : undefined;
  // What the first reader let stand counts as the classifier named it.
  const first = latest.first.get(cell.id)?.after ?? cell.class;
  return named === undefined || named === first ? null : { first, second: named };
}

/** Why a cell must be decided before the session can be signed; null when it need not. */
export function mustDecideOf(reading: SessionReading, cell: CellRecord): MustDecide | null {
  const { latest, flagged } = reading;
  return mustDecide(
    {
      class: countsAs(cell, latest),
      isDecided: latest.first.has(cell.id),
      differs: differenceOf(reading, cell) !== null,
      isAdjudicated: latest.adjudication.has(cell.id),
    },
    flagged,
  );
}

/** A cell as the first reading shows it. */
export function openCell(reading: SessionReading, cell: CellRecord): Omit<ReviewCell, 'notes' | 'cropUm'> {
  const { latest } = reading;
  const { id, xUm, yUm } = cell;
  return {
    ...{ id, xUm, yUm },
    suggested: cell.class,
    probability: cell.probability,
    class: countsAs(cell, latest),
    decided: signature(latest.adjudication.get(id) ?? latest.first.get(id)),
    mustDecide: mustDecideOf(reading, cell),
  };
}

/** A cell as a second reader sees it, who knows nothing but what he said himself. */
export function blindedCell(
  { latest }: SessionReading,
  cell: CellRecord,
): Omit<ReviewCell, 'notes' | 'cropUm'> {
  const { id, xUm, yUm } = cell;
  const own = latest.second.get(id);
  const nothing = { suggested: null, probability: null, mustDecide: null };
  return { ...{ id, xUm, yUm }, ...nothing, class: own?.after ?? null, decided: signature(own) };
}

/** Side of a cell's crop in micrometres. */
export function cropUmOf({ crop, box }: CellRecord, micronsPerPixel: number): number {
  return crop?.sideUm ?? usualCropUm(box, micronsPerPixel);
}

/** What a second reader has counted so far; platelets are nobody's to read. */
export function secondTally({ cells, latest }: SessionReading): Tally {
  const tally = emptyTally();
  for (const cell of cells) {
    const named = latest.second.get(cell.id)?.after;
    if (named !== undefined || cell.class !== 'platelet') tally[named ?? 'unclassified'] += 1;
  }
  return tally;
}

/** How two readers agree; null without a second one. */
export function agreementOf(parts: ReviewParts, session: SessionRecord): Agreement | null {
  const { decisions } = parts.store.readings;
  const reading = readSession(parts, session);
  const { second, cells, latest } = reading;
  if (!second) return null;
  const pairs = cells.flatMap(({ id }) => {
    const [first, other] = [latest.first.get(id)?.after, latest.second.get(id)?.after];
    return first && other ? [{ first, second: other }] : [];
  });
  const differences = cells.flatMap((cell) => {
    const difference = differenceOf(reading, cell);
    const adjudicated = latest.adjudication.get(cell.id)?.after ?? null;
    return difference ? [{ cell: cell.id, ...difference, adjudicated }] : [];
  });
  return {
    first: decisions.readers(session.id, 'first')[0] ?? null,
    second: second.by,
    compared: pairs.length,
    agreed: pairs.filter((pair) => pair.first === pair.second).length,
    kappa: cohensKappa(pairs),
    differences,
  };
}

type OpenPoint = SessionDetail['openPoints'][number];

/** What signing a session still waits for. */
export function openPointsOf(parts: ReviewParts, reading: SessionReading): OpenPoint[] {
  const { session, second, cells } = reading;
  const whys = cells.flatMap((cell) => mustDecideOf(reading, cell) ?? []);
  const ofCells = [...Map.groupBy(whys, (why) => why)].map(([why, some]) => ({ why, cells: some.length }));
  const others: readonly (readonly [OpenPoint['why'], boolean])[] = [
    ['counting', session.status === 'counting'],
    ['nothing-counted', judge(parts, session).n === 0],
    ['second-reading', second !== null && second.closedAt === null],
    ['clock', !isClockPlausible(parts, session)],
  ];
  return [...others.flatMap(([why, holds]) => (holds ? [{ why, cells: 0 }] : [])), ...ofCells];
}

/** What is signed at a false time carries a false date. */
function isClockPlausible({ store, now }: ReviewParts, { startedAt, endedAt }: SessionRecord): boolean {
  const noted = store.access.audit.newest(1).map(({ at }) => at);
  const facts = [startedAt, endedAt, store.latestTime, ...noted];
  return facts.every((at) => clockFault(now(), at) === null);
}

function signature(decision: StandingDecision | undefined): ReviewCell['decided'] {
  return decision ? { by: decision.by, at: decision.at } : null;
}
