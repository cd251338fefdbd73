import { z } from 'zod';
import { AGE_UNITS } from '../age.ts';
import { ANALYTES, ROLL_UP_NAMES } from '../analytes.ts';
import { ALL_CELL_CLASSES, CELL_CLASSES, HAND_CLASSES } from '../cells.ts';
import { COMPARATORS, MEASURES, SEXES } from '../laboratory-rules.ts';
import { BLANK_ORDER, TARGETS } from '../session-order.ts';

/** What a session is asked for and what it counts, the same over HTTP, WebSocket and MQTT. */
export const cellClass = z.enum(ALL_CELL_CLASSES);

export const age = z.object({ value: z.int().min(0).max(150), unit: z.enum(AGE_UNITS) });
export const sex = z.enum(SEXES);
export const target = z.union(TARGETS.map((cells) => z.literal(cells)));
const interval = z.tuple([z.number(), z.number()]).readonly();
const range = z.object({ low: z.number(), high: z.number() });
const position = z.enum(['critical-low', 'low', 'normal', 'high', 'critical-high']);

/** Where a value lies against the laboratory's reference range; both null where there is none. */
const judged = { range: range.nullable(), position: position.nullable() };

const absoluteCount = z
  .object({ value: z.number(), ci95: interval, ...judged })
  .describe('10*9/L; its interval leaves the error of the white-cell count out');

function differentialRowOf<Name extends z.ZodType>(name: Name) {
  return z.object({
    class: name,
    count: z.number().int(),
    percent: z.number().nullable(),
    ci95: interval.nullable(),
    ...judged,
    absolute: absoluteCount.nullable(),
  });
}

export const reviewFlag = z.object({
  of: z.enum(ANALYTES),
  in: z.enum(MEASURES).describe('count, percent (nRBC: per 100 white cells) or absolute (10*9/L)'),
  level: z.enum(['review', 'critical']),
  value: z.number(),
  when: z.object({ comparator: z.enum(COMPARATORS), value: z.number() }),
  settled: z.boolean().describe('The whole 95 % interval lies beyond the limit'),
});

export const differentialSnapshot = z.object({
  session: z.string(),
  accession: z.string().nullable(),
  unordered: z
    .literal(true)
    .exactOptional()
    .describe('Nobody ordered this accession, and the laboratory wants people to be warned'),
  revision: z.number().int(),
  status: z.enum(['counting', 'ended']),
  age: age.nullable(),
  sex: sex.nullable(),
  target: target.nullable().describe('White cells to count; null: a free count'),
  ageIsAssumed: z
    .boolean()
    .describe("No age was given; ranges and rules are those of the laboratory's assumption"),
  n: z.number().int(),
  rows: z.array(differentialRowOf(z.enum([...CELL_CLASSES, ...HAND_CLASSES]))).readonly(),
  totals: z.array(differentialRowOf(z.enum(ROLL_UP_NAMES))).readonly(),
  wbc: z
    .object({ given: z.number(), arrivedCorrected: z.boolean(), corrected: z.number().nullable(), ...judged })
    .nullable()
    .describe('White cells, 10*9/L; corrected for nRBC where the laboratory asks for it'),
  nrbcPer100Wbc: z.number().nullable(),
  nrbcCi95: interval.nullable(),
  erythroblasts: z.number().int(),
  platelets: z.number().int(),
  unclassified: z.number().int(),
  beside: z
    .array(
      z.object({
        class: z.enum(HAND_CLASSES),
        count: z.number().int(),
        per100Wbc: z.number().nullable(),
      }),
    )
    .readonly()
    .describe('What people named outside the white-cell denominator, where any was'),
  flags: z.array(reviewFlag).readonly(),
  nextDecision: z
    .object({ of: z.enum(ANALYTES), limitPercent: z.number(), moreCells: z.number().int() })
    .nullable()
    .describe('The limit that the fewest more cells would tell from its share'),
});

export const accession = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dot, dash and underscore, at most 64');
export const wbcCount = z.number().positive().max(1000).describe('White cells, 10*9/L');
export const wbcIsCorrected = z
  .boolean()
  .describe('The count came without its nRBC already: it is not corrected again');

/** What may become known or change until a session is signed. */
const orderDetails = {
  age: age.nullable(),
  sex: sex.nullable(),
  wbcCount: wbcCount.nullable(),
  wbcIsCorrected,
  target: target.nullable().describe('White cells to count; null: a free count'),
};

/** Body of POST /api/sessions: ends the running session and starts one. */
export const startSessionRequest = z.strictObject({
  accession: accession.nullable().default(BLANK_ORDER.accession),
  age: orderDetails.age.default(BLANK_ORDER.age),
  sex: orderDetails.sex.default(BLANK_ORDER.sex),
  wbcCount: orderDetails.wbcCount.default(BLANK_ORDER.wbcCount),
  wbcIsCorrected: orderDetails.wbcIsCorrected.default(BLANK_ORDER.wbcIsCorrected),
  target: orderDetails.target.default(BLANK_ORDER.target),
});
export type StartSessionRequest = z.infer<typeof startSessionRequest>;

/** Body of PATCH /api/sessions/{id}: only what changes. */
export const changeOrderRequest = z.strictObject({
  age: orderDetails.age.exactOptional(),
  sex: orderDetails.sex.exactOptional(),
  wbcCount: orderDetails.wbcCount.exactOptional(),
  wbcIsCorrected: orderDetails.wbcIsCorrected.exactOptional(),
  target: orderDetails.target.exactOptional(),
});
