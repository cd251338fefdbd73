import { z } from 'zod';
import { UNDO } from '../key-tally.ts';
import { cellClass, differentialSnapshot, startSessionRequest, target } from './session.ts';

/** The manual counter: cells counted by keys, instead of the machine's count or beside it. Over HTTP; the dashboard's. */
export const tallyKey = z.union([cellClass, z.literal(UNDO)]);

/** Body of POST /api/tallies. */
export const startTallyRequest = z.strictObject({
  accession: startSessionRequest.shape.accession,
  target: startSessionRequest.shape.target,
  /** Whether the running session is counted once more by eye; its accession is then that of the count. */
  beside: z.boolean().default(false),
});
export type StartTallyRequest = z.infer<typeof startTallyRequest>;

export const tally = z.object({
  id: z.uuid(),
  by: z.string().describe('As in the audit trail'),
  startedAt: z.iso.datetime(),
  accession: z.string().nullable(),
  target: target.nullable(),
  /** The session that the machine counts too; null for a count of its own. */
  beside: z.string().nullable(),
  /** Keys that are kept, those taken back and those that took back among them. */
  keys: z.int(),
  marks: z.array(cellClass).readonly().describe('The cells counted, in the order of their keys'),
  snapshot: differentialSnapshot,
});
export type TallyState = z.infer<typeof tally>;

/** Answer of GET /api/tallies/current. */
export const currentTally = z.object({ tally: tally.nullable() });

/**
 * Body of POST /api/tallies/{id}/keys. `from` is the place of the first of these keys among all: sent once more,
 * they count once.
 */
export const tallyKeysRequest = z.strictObject({
  from: z.int().min(0),
  keys: z.array(tallyKey).min(1).max(1000),
});
export type TallyKeysRequest = z.infer<typeof tallyKeysRequest>;

const share = z.object({
  count: z.int(),
  percent: z.number().nullable(),
  ci95: z.tuple([z.number(), z.number()]).readonly().nullable(),
});

/** A reader's count of a session beside what the session counts as. */
export const readerCount = z.object({
  id: z.uuid(),
  by: z.string(),
  at: z.iso.datetime(),
  reader: differentialSnapshot,
  session: differentialSnapshot,
  rows: z
    .array(
      z.object({
        class: cellClass,
        reader: share,
        session: share,
        /** Reader less session, in percent points; null while one of them has counted nothing. */
        difference: z.number().nullable(),
        /** Fisher's exact test, two-sided; null likewise. */
        p: z.number().nullable(),
      }),
    )
    .readonly()
    .describe('The white-cell classes that either has counted'),
});
export type ReaderCount = z.infer<typeof readerCount>;
export const readerCounts = z.object({ counts: z.array(readerCount).readonly() });

/** Answer of POST /api/tallies/{id}/keep: the session it now belongs to, and the comparison where there is one. */
export const keptTally = z.object({
  session: z.string(),
  snapshot: differentialSnapshot,
  comparison: readerCount.nullable(),
});
export type KeptTally = z.infer<typeof keptTally>;
