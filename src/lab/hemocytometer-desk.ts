import { HematovisionError } from '../core/errors.ts';
import {
  CHAMBER_CELLS,
  concentrationOf,
  DOUBT_SENTENCES,
  doubtsOf,
  refusalsOf,
} from '../core/hemocytometer-reading.ts';
import { schemaFaults } from '../core/schema-faults.ts';
import {
  type ChamberReadingMessage,
  type ChamberReadings,
  chamberReading,
  type KeptChamberReading,
  PER_UL,
  type TakenChamberReading,
} from '../core/wire/hemocytometer.ts';
import type { ChamberReadingTable } from '../store/chamber-reading-table.ts';

export interface ReadingDesk {
  readonly table: ChamberReadingTable;
  readonly now: () => Date;
  /** Older readings are not used: cells settle, burst and clot. */
  readonly staleAfterMs: number;
}

const MOST_LISTED = 50;

/**
 * Takes in what a counting chamber's device sent: `value` is the payload's JSON. A reading that came before is answered as it
 * was then. Throws `chamber-reading-refused` with every reason; a reading that fits the schema is kept all the same.
 */
export function takeReading(value: unknown, desk: ReadingDesk): TakenChamberReading {
  const parsed = chamberReading.safeParse(value);
  if (parsed.success) return keepReading(parsed.data, desk);
  throw refusal(schemaFaults(chamberReading, parsed.error).join('; '));
}

/** As `takeReading`, for a reading that was parsed. */
export function keepReading(message: ChamberReadingMessage, desk: ReadingDesk): TakenChamberReading {
  const before = desk.table.get(message.id);
  const reading = judged(message, desk);
  if (before === null) desk.table.add(reading);
  else if (!isSame(before, reading)) throw refusal(`Another reading has the id ${message.id} already`);
  const kept = before ?? reading;
  if (kept.refused)
    throw refusal(
      refusalsOf(kept.doubts)
        .map((doubt) => DOUBT_SENTENCES[doubt])
        .join('; '),
    );
  return { repeated: before !== null, reading: kept };
}

/** What may be used now for a specimen, and what came in lately. */
export function readingsFor(
  accession: string | null,
  { table, now, staleAfterMs }: ReadingDesk,
): ChamberReadings {
  const since = new Date(now().getTime() - staleAfterMs).toISOString();
  const offered = CHAMBER_CELLS.map((cell) => {
    const own = accession === null ? null : table.offered({ cell, accession, since });
    return [cell, own ?? table.offered({ cell, accession: null, since })] as const;
  });
  return {
    offered: Object.fromEntries(offered) as ChamberReadings['offered'],
    readings: table.newest(accession, MOST_LISTED),
  };
}

function refusal(message: string): HematovisionError {
  return new HematovisionError('chamber-reading-refused', message);
}

function judged(message: ChamberReadingMessage, { now, staleAfterMs }: ReadingDesk): KeptChamberReading {
  const { id, cell, device, dilution, chambers = null, accession = null } = message;
  const { perUl, ci95, count, squares } = measuredBy(message);
  const takenAt = new Date(message.takenAt);
  const received = now();
  const doubts = doubtsOf(
    { cell, perUl, count, chambers, takenAtMs: takenAt.getTime() },
    { nowMs: received.getTime(), staleAfterMs },
  );
  return {
    ...{ id, cell, perUl, ci95, count, squares, dilution, chambers, device, accession, doubts },
    takenAt: takenAt.toISOString(),
    receivedAt: received.toISOString(),
    refused: refusalsOf(doubts).length > 0,
  };
}

function measuredBy({
  count,
  squares,
  dilution,
  concentration = 0,
  unit,
}: ChamberReadingMessage): Pick<KeptChamberReading, 'perUl' | 'ci95' | 'count' | 'squares'> {
  if (count === undefined || squares === undefined)
    return { perUl: concentration * PER_UL[unit], ci95: null, count: null, squares: null };
  const { perUl, ci95 } = concentrationOf({ count, areaMm2: squares, dilution });
  return { perUl, ci95, count, squares };
}

/** Whether both tell the same fact; when they came, and what was thought of them then, is no part of it. */
function isSame(one: KeptChamberReading, other: KeptChamberReading): boolean {
  const fact = ({ receivedAt, doubts, refused, ...told }: KeptChamberReading): string =>
    JSON.stringify(Object.entries(told).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return fact(one) === fact(other);
}
