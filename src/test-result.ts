import { v7 as newUuid } from 'uuid';
import { ANALYTES } from './core/analytes.ts';
import type { LaboratoryRules } from './core/laboratory-rules.ts';
import { BLANK_ORDER } from './core/session-order.ts';
import type { ResultMessage } from './core/wire/mqtt.ts';
import { resultPayload } from './lab/result-message.ts';
import { PRODUCT } from './product.ts';
import { differential, emptyTally } from './slide/differential.ts';

const NO_WEIGHTS = '0'.repeat(64);

/**
 * A result that belongs to no patient and says so, with every value that a real one can have: what a peer reads of it,
 * it will read of the real ones.
 */
export function testResult(
  { site, device }: { readonly site: string; readonly device: string },
  rules: LaboratoryRules,
  now: Date,
): ResultMessage {
  const at = now.toISOString();
  const session = {
    ...BLANK_ORDER,
    ...{ id: newUuid(), accession: `TEST-${at.slice(0, 19).replace(/\D/g, '')}`, revision: 0 },
    ...({ startedAt: at, endedAt: at, status: 'ended', kind: 'scan', micronsPerPixel: null } as const),
    ...({ state: 'signed', amendReason: null, age: { value: 40, unit: 'years' }, wbcCount: 7 } as const),
  };
  const classes = Object.fromEntries(ANALYTES.map((name) => [name, 10]));
  const model = { name: 'none', version: PRODUCT.version, sha256: NO_WEIGHTS };
  const result = resultPayload({
    ...{ site, device, session },
    snapshot: differential({
      ...{ ...session, session: session.id, rules },
      tally: { ...emptyTally(), ...classes, unclassified: 0 },
    }),
    models: { detector: model, classifier: { ...model, headSha256: NO_WEIGHTS } },
    codes: rules.codes,
    fields: { frames: 0, refused: {}, areaMm2: 0 },
    envelope: { id: newUuid(), seq: 1, at },
    software: { name: PRODUCT.name, version: PRODUCT.version },
    verified: {
      signed: { by: 'hematovision lab test', at, comment: 'Test of the connection: belongs to no patient.' },
      review: { decided: 0, renamed: 0, second: null },
      amends: null,
    },
  });
  return { ...result, test: true };
}
