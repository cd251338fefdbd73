import { z } from 'zod';
import { ROLL_UP_NAMES } from '../analytes.ts';
import { CELL_CLASSES, HAND_CLASSES } from '../cells.ts';
import { classSet } from '../class-set.ts';
import { fieldSummary, instrumentState, problem } from './live.ts';
import { orderRequest } from './order.ts';
import { age, differentialSnapshot, reviewFlag, sex, startSessionRequest, target } from './session.ts';

/**
 * What travels over MQTT, JSON in UTF-8. docs/schemas holds the same as JSON Schema, docs/asyncapi.yaml the
 * topics. Receivers let keys they do not know pass; a change that old readers would misread gets the next
 * number in its `schema`. What comes in is strict: a misspelt key is answered, not ignored.
 */
export const SCHEMA_URN = {
  status: 'urn:hematovision:mqtt:status:1',
  health: 'urn:hematovision:mqtt:health:1',
  progress: 'urn:hematovision:mqtt:progress:1',
  result: 'urn:hematovision:mqtt:result:1',
  response: 'urn:hematovision:mqtt:response:1',
} as const;

const utcTime = z.iso.datetime().describe('UTC, RFC 3339');
const uuid = z.uuid();
const count = z.int().min(0);
const percent = z.number().min(0).max(100);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `…/status`, retained: birth, clean stop, and the will. */
export const statusMessage = z.object({
  state: z.enum(['online', 'stopped', 'offline']).describe('offline is the will: nobody said good-bye'),
});
export type StatusMessage = z.infer<typeof statusMessage>;

/** `…/health`, retained. */
export const healthMessage = instrumentState.extend({
  schema: z.literal(SCHEMA_URN.health),
  at: utcTime,
  uptimeSeconds: z.number().min(0),
  residentBytes: count.describe('Resident memory of the daemon'),
  audit: z
    .object({ number: count, hash: z.union([sha256, z.literal('')]) })
    .describe(
      'Newest row of the audit trail: kept elsewhere, it shows whether the trail was cut short or rewritten',
    ),
});
export type HealthMessage = z.infer<typeof healthMessage>;
/** What the instrument knows of its health; the rest is the program's. */
export type HealthFacts = Omit<HealthMessage, 'schema' | 'at' | 'uptimeSeconds' | 'residentBytes'>;

/** `…/session/{id}/progress`: the differential as it grows; the newest replaces all before it. */
export const progressMessage = differentialSnapshot.extend({
  schema: z.literal(SCHEMA_URN.progress),
  at: utcTime,
  device: z.string(),
});
export type ProgressMessage = z.infer<typeof progressMessage>;

export const modelIdentity = z.object({ name: z.string(), version: z.string(), sha256 });
export type ModelIdentity = z.infer<typeof modelIdentity>;

export const classifierIdentity = modelIdentity.extend({
  headSha256: sha256.describe('Its last layer: the shipped one, or one adapted to the laboratory'),
});
export type ClassifierIdentity = z.infer<typeof classifierIdentity>;

const code = z.string().nullable().describe('LOINC; null: there is none, and none is made up');
const referenceRange = z.object({ low: z.number(), high: z.number() });
/** HL7 table 0078. */
const interpretation = z.enum(['LL', 'L', 'N', 'H', 'HH']).nullable().describe('Null: there is no range');

const cellsPerLitre = z.literal('10*9/L').describe('UCUM');
const interval = z.tuple([z.number(), z.number()]);

const absoluteValue = z
  .object({
    code,
    value: z.number().min(0),
    unit: cellsPerLitre,
    ci95: interval.describe('Without the error of the white-cell count'),
    range: referenceRange.nullable(),
    interpretation,
  })
  .describe('Only where a white-cell count is known');

function resultRowOf<Name extends z.ZodType>(name: Name) {
  return z.object({
    class: name,
    code: code.describe('LOINC code of the percentage'),
    n: count,
    percent: percent.nullable().describe('Of the white cells; null when none was counted'),
    ci95: z.tuple([percent, percent]).nullable().describe('Exact (Clopper-Pearson) 95 % interval of percent'),
    range: referenceRange.nullable(),
    interpretation,
    absolute: absoluteValue.optional(),
  });
}

/** `…/session/{id}/result`: how a slide was counted. Receivers drop repeats by `id`. */
export const resultMessage = z.object({
  schema: z.literal(SCHEMA_URN.result),
  id: uuid.describe('UUIDv7 of this message; a repeat carries the same'),
  seq: z.int().min(1).describe('Grows by one with every result of this device'),
  at: utcTime,
  site: z.string(),
  device: z.string(),
  session: z.object({
    id: z.string(),
    accession: z.string().nullable(),
    startedAt: utcTime,
    endedAt: utcTime,
    revision: count,
    target: target.nullable().describe('White cells to count; null: a free count'),
  }),
  patient: z.object({
    age: age.nullable(),
    sex: sex.nullable(),
    ageIsAssumed: z.boolean().describe("Ranges are those of the laboratory's assumption"),
  }),
  status: z.enum(['preliminary', 'final', 'corrected']).describe('preliminary: nobody has signed it'),
  supersedes: uuid.optional().describe('id of the result that this one replaces'),
  reason: z.string().optional().describe('Why it was amended; with supersedes'),
  model: classifierIdentity
    .nullable()
    .describe('The classifier that named the cells; null: a person counted them by eye'),
  detector: modelIdentity.nullable().describe('The detector that found them; null likewise'),
  classSet: classSet
    .optional()
    .describe('Classes that were told apart; what is not among them is absent, which is not 0. Missing: all'),
  n: count.describe('White cells counted: the denominator of every percentage'),
  differential: z
    .array(resultRowOf(z.enum([...CELL_CLASSES, ...HAND_CLASSES])))
    .describe(
      'The white-cell classes that were told apart, in reporting order, then those people named, where any was',
    ),
  totals: z
    .array(resultRowOf(z.enum(ROLL_UP_NAMES)))
    .describe('All neutrophils; immature granulocytes; each where all its parts were counted'),
  wbc: z
    .object({
      code,
      value: z.number().min(0),
      corrected: z
        .object({ code, value: z.number().min(0) })
        .nullable()
        .describe('Without nRBC; null: not corrected'),
      unit: cellsPerLitre,
      range: referenceRange.nullable(),
      interpretation,
    })
    .nullable()
    .describe(
      'White-cell count of the order; null: not known. Range and absolute counts rest on the corrected one',
    ),
  nrbc: z
    .object({
      code: z.string().nullable().describe('LOINC'),
      n: count,
      per100Wbc: z.number().min(0).nullable(),
      ci95: interval.nullable(),
    })
    .nullable()
    .describe('Null: nucleated red cells were not told apart, see classSet'),
  platelets: z.object({ n: count.describe('Seen in the fields counted; not a platelet count') }),
  unclassified: z.object({ n: count.describe('White cells no class was sure enough for; not in n') }),
  beside: z
    .array(
      z.object({
        class: z.enum(HAND_CLASSES),
        code: code.describe('LOINC code of the count per 100 white cells'),
        n: count,
        per100Wbc: z.number().min(0).nullable(),
      }),
    )
    .describe('What people named outside the white-cell denominator, where any was'),
  fields: z
    .object({
      frames: count,
      refused: fieldSummary.shape.refused.describe('Frames not counted from, by reason'),
      areaMm2: z.number().min(0).describe('Slide area seen in focus'),
    })
    .describe('What the count rests on'),
  flags: z.array(reviewFlag).describe("The laboratory's review rules that hold, critical ones first"),
  signed: z
    .object({ by: z.string(), at: utcTime, comment: z.string() })
    .nullable()
    .describe('Who verified the cells; null in a preliminary result'),
  review: z
    .object({
      decided: count.describe('Cells that a person confirmed or named otherwise'),
      renamed: count.describe('Of these, the ones named otherwise than the classifier'),
      second: z
        .object({ by: z.string(), compared: count, agreed: count, kappa: z.number().nullable() })
        .nullable()
        .describe("A second reader, blinded to the first, and Cohen's kappa of the two"),
    })
    .nullable()
    .describe('How the cells were verified; null in a preliminary result'),
  software: z.object({ name: z.string(), version: z.string() }),
  disclaimer: z.string(),
  test: z.literal(true).optional().describe('Of `hematovision lab test`: belongs to no patient'),
});
export type ResultMessage = z.infer<typeof resultMessage>;

/** What each `…/cmd/{verb}` takes; an empty payload stands for {}. */
export const COMMANDS = {
  start: startSessionRequest,
  end: z.strictObject({
    session: uuid.exactOptional().describe('Only if this one is running: a late command ends no other count'),
  }),
  status: z.strictObject({}),
  snapshot: z.strictObject({}),
  order: orderRequest,
} as const;
export type CommandVerb = keyof typeof COMMANDS;
export type CommandPayload<Verb extends CommandVerb> = z.infer<(typeof COMMANDS)[Verb]>;

/** What `cmd/snapshot` gives: the live picture with its boxes drawn in, inside the JSON of every other answer. */
export const snapshotPicture = z.object({
  at: utcTime,
  session: z.string(),
  contentType: z.literal('image/jpeg'),
  base64: z.string(),
});
export type SnapshotPicture = z.infer<typeof snapshotPicture>;

/** The answer to a command. */
export const commandResponse = z.discriminatedUnion('ok', [
  z.object({
    schema: z.literal(SCHEMA_URN.response),
    verb: z.string(),
    ok: z.literal(true),
    result: z.unknown().describe('What the command gives; any JSON'),
  }),
  z.object({
    schema: z.literal(SCHEMA_URN.response),
    verb: z.string(),
    ok: z.literal(false),
    error: problem,
  }),
]);
export type CommandResponse = z.infer<typeof commandResponse>;
