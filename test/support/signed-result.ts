import type { ClassSet } from '../../src/core/class-set.ts';
import type { SessionOrder } from '../../src/core/session-order.ts';
import { BLANK_ORDER } from '../../src/core/session-order.ts';
import type { Tally } from '../../src/core/types.ts';
import type { ResultMessage } from '../../src/core/wire/mqtt.ts';
import { resultPayload, type Verified } from '../../src/lab/result-message.ts';
import { differential, emptyTally } from '../../src/slide/differential.ts';
import { RULES } from './laboratory.ts';

export const FIRST_REPORT = '01980000-0000-7000-8000-0000000000f1';
const SESSION = '01980000-0000-7000-8000-000000000001';
const SHA = (letter: string) => letter.repeat(64);

export const SIGNED: Verified = {
  signed: { by: 'grace', at: '2026-03-14T09:20:00.000Z', comment: 'Toxic granulation.' },
  review: {
    decided: 206,
    renamed: 9,
    second: { by: 'mary', compared: 206, agreed: 198, kappa: 0.9312 },
  },
  amends: null,
};

/** A count with something of everything: hand-assigned classes, flags, nRBC, a corrected white-cell count. */
export const COUNTS: Partial<Tally> = {
  neutrophil_segmented: 96,
  neutrophil_band: 14,
  eosinophil: 3,
  basophil: 1,
  lymphocyte: 60,
  monocyte: 18,
  metamyelocyte: 4,
  myelocyte: 2,
  promyelocyte: 0,
  blast: 1,
  variant_lymphocyte: 1,
  erythroblast: 12,
  smudge_cell: 5,
  platelet: 420,
};

export const ORDER: SessionOrder = {
  ...BLANK_ORDER,
  accession: '26-04711',
  age: { value: 43, unit: 'years' },
  sex: 'female',
  wbcCount: 14.2,
};

/** What a count of normal blood in five classes gives. */
export const FIVE_PART: Partial<Tally> = {
  neutrophil_segmented: 120,
  eosinophil: 6,
  basophil: 1,
  lymphocyte: 61,
  monocyte: 12,
  platelet: 300,
  unclassified: 3,
};

interface Made {
  readonly counts?: Partial<Tally>;
  readonly order?: Partial<SessionOrder>;
  /** Null: nobody has signed. */
  readonly verified?: Verified | null;
  readonly classSet?: ClassSet;
}

/** A result as the instrument makes it. */
export function madeResult({
  counts = COUNTS,
  order = {},
  verified = SIGNED,
  classSet,
}: Made = {}): ResultMessage {
  const session = {
    ...{ ...ORDER, ...order, id: SESSION, revision: 231, status: 'ended' as const },
    ...{ startedAt: '2026-03-14T09:01:00.000Z', endedAt: '2026-03-14T09:12:30.000Z' },
    ...{ kind: 'scan' as const, micronsPerPixel: 0.075, state: 'ended' as const, amendReason: null },
  };
  return resultPayload({
    ...{ site: 'ward-3', device: 'scope-1', session, verified, classSet },
    snapshot: differential({
      ...session,
      session: SESSION,
      tally: { ...emptyTally(), ...counts },
      rules: RULES,
    }),
    models: {
      classifier: { name: 'classifier', version: '1.2.0', sha256: SHA('c'), headSha256: SHA('e') },
      detector: { name: 'detector', version: '0.2.0', sha256: SHA('d') },
    },
    codes: RULES.codes,
    fields: { frames: 1847, refused: { 'out-of-focus': 212 }, areaMm2: 0.61 },
    envelope: {
      id: verified?.amends ? '01980000-0000-7000-8000-0000000000f2' : FIRST_REPORT,
      seq: verified?.amends ? 18 : 17,
      at: '2026-03-14T09:20:00.000Z',
    },
    software: { name: 'HematoVision Edge', version: '0.1.0' },
  });
}

/** The same count signed anew, in the place of the first report. */
export const CORRECTED: Verified = {
  ...SIGNED,
  amends: { id: FIRST_REPORT, reason: 'Two blasts were variant lymphocytes | see ^smear' },
};
