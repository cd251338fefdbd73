import { z } from 'zod';
import { ANALYTES } from '../analytes.ts';
import { CELL_CLASSES } from '../cells.ts';
import { box } from './live.ts';
import { cellClass, differentialSnapshot } from './session.ts';

/** What people do with a counted session: read its cells, agree, sign, amend, leave notes. Over HTTP; the dashboard's. */
const at = z.iso.datetime().describe('UTC, RFC 3339');
const by = z.string().describe('As in the audit trail: person:NAME, machine:NAME, guest:ID, demo or system');
const uuid = z.string();

/** `adjudication` is what people agree on once the second reader has closed; `readingOf` says which is due. */
export const READINGS = ['first', 'second', 'adjudication'] as const;
export const reading = z.enum(READINGS);
export type Reading = z.infer<typeof reading>;

/** `amending`: a signed session that a person opened again; its last report stands until the next is signed. */
export const REVIEW_STATES = ['counting', 'ended', 'signed', 'amending'] as const;
export const reviewState = z.enum(REVIEW_STATES);
export type ReviewState = z.infer<typeof reviewState>;

/**
 * One act of one reader on one cell; confirming is naming it what it was. Never changed, only followed: an act that is
 * undone is followed by one that names the class before, or, where nobody had looked before, by one that names none.
 */
export const decision = z.object({
  number: z.int().describe('Place among all decisions'),
  cell: uuid,
  reading,
  by,
  at,
  before: cellClass.nullable().describe('Null: a second reader had not decided yet'),
  after: cellClass
    .nullable()
    .describe('Null: taken back; the cell is as if nobody had looked in this reading'),
});
export type Decision = z.infer<typeof decision>;

/** Why a cell must be decided by a person before the session can be signed. */
export const MUST_DECIDE = ['unclassified', 'flagged', 'disagreed'] as const;

export const reviewCell = z.object({
  id: uuid,
  /** What the classifier said; null to a second reader who has not decided yet. */
  suggested: cellClass.nullable(),
  /** Of `suggested`. */
  probability: z.number().nullable(),
  /** What it counts as in this reading; null to a second reader who has not decided yet. */
  class: cellClass.nullable(),
  /** The last decision in this reading; null: nobody looked yet. */
  decided: z.object({ by, at }).nullable(),
  mustDecide: z.enum(MUST_DECIDE).nullable(),
  xUm: z.number(),
  yUm: z.number(),
  /** Side of the square picture `/api/cells/{id}/crop.jpg`, so that all cells can be shown at one scale; 0: there is none. */
  cropUm: z.number(),
  notes: z.int().describe('How many notes are about it'),
});
export type ReviewCell = z.infer<typeof reviewCell>;

export const decideRequest = z.strictObject({
  reading: reading.default('first'),
  decisions: z
    .array(
      z.strictObject({
        cell: uuid,
        class: cellClass.nullable().describe('Null takes the decisions of this reading back'),
      }),
    )
    .min(1)
    .max(10_000),
});
export type DecideRequest = z.infer<typeof decideRequest>;

/** A cell as it is kept after a change, so that every open page can follow. */
export const decided = z.object({
  decisions: z.array(decision).readonly(),
  snapshot: differentialSnapshot,
});
export type Decided = z.infer<typeof decided>;

/** 7 × 7 shares of the evidence for one class, row by row; 0 to 1. */
export const activationMap = z.object({
  of: z.enum(CELL_CLASSES),
  rows: z.array(z.array(z.number())),
  /** The square of the crop that the map lies over: x, y, width, height as shares of its sides. */
  over: box,
});

export const cellDetail = reviewCell.extend({
  session: uuid,
  probabilities: z.partialRecord(z.enum(CELL_CLASSES), z.number()).nullable(),
  attributes: z
    .array(z.object({ name: z.string(), value: z.string(), probability: z.number() }))
    .readonly()
    .describe('Morphology of mature white cells; empty for others'),
  activation: activationMap.nullable().describe('Over the crop; null where no model is at hand'),
  /** Where the cell lies in `/api/cells/{id}/field.jpg`; null when no field picture was kept. */
  field: z.object({ width: z.int(), height: z.int(), box, micronsPerPixel: z.number() }).nullable(),
  history: z.array(decision).readonly().describe('Oldest first'),
  /** Nearest cells of signed sessions of this laboratory by the classifier's embedding. */
  alike: z
    .array(
      z.object({ cell: uuid, session: uuid, class: cellClass, similarity: z.number(), cropUm: z.number() }),
    )
    .readonly(),
});
export type CellDetail = z.infer<typeof cellDetail>;

export const agreement = z.object({
  first: by.nullable(),
  second: by,
  /** Cells that both readers decided. */
  compared: z.int(),
  agreed: z.int(),
  /** Cohen's kappa; null where it is not defined (one class only, or nothing compared). */
  kappa: z.number().nullable(),
  /** Every cell named differently in the two readings, also where the first reader only let the classifier's name stand. */
  differences: z
    .array(z.object({ cell: uuid, first: cellClass, second: cellClass, adjudicated: cellClass.nullable() }))
    .readonly(),
});
export type Agreement = z.infer<typeof agreement>;

export const secondReading = z.object({ by, openedAt: at, closedAt: at.nullable(), decided: z.int() });

export const reportHead = z.object({
  /** Message id of the result. */
  id: uuid,
  version: z.int().min(1),
  status: z.enum(['final', 'corrected']),
  signedBy: by,
  at,
  supersedes: uuid.nullable(),
  reason: z.string().nullable().describe('Of the amendment; null for the first report'),
});
export type ReportHead = z.infer<typeof reportHead>;

export const sessionKind = z
  .enum(['scan', 'upload', 'manual'])
  .describe('Under the microscope, from uploaded pictures, or by keys');
export type SessionKind = z.infer<typeof sessionKind>;

export const sessionSummary = z.object({
  id: uuid,
  accession: z.string().nullable(),
  startedAt: at,
  endedAt: at.nullable(),
  state: reviewState,
  /** White cells counted. */
  n: z.int(),
  flags: z.int().describe('Review rules that hold'),
  critical: z.boolean(),
  signedBy: by.nullable(),
  kind: sessionKind,
});
export type SessionSummary = z.infer<typeof sessionSummary>;

export const sessionDetail = sessionSummary.extend({
  snapshot: differentialSnapshot,
  micronsPerPixel: z.number(),
  reports: z.array(reportHead).readonly().describe('Oldest first'),
  secondReading: secondReading.nullable(),
  /** What signing still waits for; empty: it can be signed. */
  openPoints: z
    .array(
      z.object({
        why: z.enum([...MUST_DECIDE, 'counting', 'clock', 'nothing-counted', 'second-reading']),
        cells: z.int(),
      }),
    )
    .readonly(),
  /** Earlier signed sessions of the same accession, newest first. */
  earlier: z.array(sessionSummary).readonly(),
});
export type SessionDetail = z.infer<typeof sessionDetail>;

export const signRequest = z.strictObject({
  /** The revision that the person saw; refused when it has changed since. */
  revision: z.int(),
  comment: z.string().trim().max(2000).default(''),
});
export const amendRequest = z.strictObject({ reason: z.string().trim().min(3).max(500) });

/** A remark for whoever else looks at the session, at a cell or at the whole; `point` only draws the eye. */
export const note = z.object({
  id: uuid,
  session: uuid,
  cell: uuid.nullable(),
  by,
  at,
  text: z.string(),
});
export type Note = z.infer<typeof note>;
export const addNoteRequest = z.strictObject({
  cell: uuid.nullable().default(null),
  text: z.string().trim().min(1).max(1000),
});

/** Draws the eye of everybody else who looks at the session to a cell. */
export const pointRequest = z.strictObject({ cell: uuid });

/**
 * What `GET /api/sessions/{id}/events` tells as server-sent events: the name of the event, and its data as JSON.
 * `decided` is of the first reading and of the adjudication only, and not told to a second reader who is still blinded.
 */
export const SESSION_EVENTS = {
  note,
  point: z.object({ cell: uuid, by }),
  decided: z.object({ decisions: z.array(decision).readonly() }),
  signed: reportHead,
  /** Anything else: cells were counted, it ended, was amended, a second reading opened or closed. */
  revision: z.object({ revision: z.int() }),
} as const;
export type SessionEventName = keyof typeof SESSION_EVENTS;
export type SessionEvent = {
  [Name in SessionEventName]: {
    readonly name: Name;
    readonly data: z.infer<(typeof SESSION_EVENTS)[Name]>;
  };
}[SessionEventName];

/** Query of GET /api/sessions; newest first. */
export const sessionQuery = z.object({
  accession: z.string().trim().max(64).optional().describe('Part of the accession'),
  from: z.union([z.iso.date(), z.iso.datetime()]).optional().describe('Started then or later; UTC'),
  to: z
    .union([z.iso.date(), z.iso.datetime()])
    .optional()
    .describe('Started then, on that day, or earlier; UTC'),
  state: reviewState.optional(),
  flag: z
    .enum(['any', 'critical', ...ANALYTES])
    .optional()
    .describe('With any review rule that holds, with a critical one, or with one about this'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: uuid.optional().describe('`next` of the page before'),
});
export type SessionQuery = z.infer<typeof sessionQuery>;

export const sessionList = z.object({
  sessions: z.array(sessionSummary).readonly(),
  next: uuid.nullable().describe('`before` of the next page; null: there is none'),
});
export type SessionList = z.infer<typeof sessionList>;

export const cellList = z.object({ cells: z.array(reviewCell).readonly() });
export const noteList = z.object({ notes: z.array(note).readonly().describe('Oldest first') });

/** Signed results of the same accession, oldest first, to be compared with. */
export const earlierResults = z.object({
  results: z
    .array(z.object({ session: uuid, report: uuid, signedAt: at, snapshot: differentialSnapshot }))
    .readonly(),
});
export type EarlierResults = z.infer<typeof earlierResults>;

/** What a session's report can be fetched as: GET /api/sessions/{id}/reports/{version}/{form}. */
export const REPORT_FORMS = ['pdf', 'csv', 'fhir', 'hl7', 'json'] as const;
export const reportForm = z.enum(REPORT_FORMS);
export type ReportForm = z.infer<typeof reportForm>;

/** Disk in use, in bytes. */
export const storageUse = z.object({
  free: z.number().describe('Left for everybody on the disk of the data folder'),
  used: z.object({
    pictures: z.number().describe('Crops and fields of cells'),
    records: z.number().describe('All else in the database'),
    recordings: z.number(),
    other: z.number(),
  }),
});
export type StorageUse = z.infer<typeof storageUse>;

/** Body of DELETE /api/sessions/{id}. */
export const deleteSessionRequest = z.strictObject({
  reason: z.string().trim().min(3).max(500),
  reports: z
    .boolean()
    .default(false)
    .describe('Also what was signed; without it, a signed session loses its pictures only'),
});
export type DeleteSessionRequest = z.infer<typeof deleteSessionRequest>;
