import type { LaboratoryRules } from './core/laboratory-rules.ts';
import type { Tally } from './core/types.ts';
import type { ResultMessage } from './core/wire/mqtt.ts';
import { resultPayload, type Verified } from './lab/result-message.ts';
import type { TellResult } from './lab/tell-result.ts';
import { PRODUCT } from './product.ts';
import { differential } from './slide/differential.ts';
import type { CountBasis, Envelope, OutboxMessage, SessionRecord } from './store/records.ts';

export interface ComposerOptions {
  readonly site: string;
  readonly device: string;
  readonly rules: LaboratoryRules;
  /** Everybody a result is told to. */
  readonly tellers: readonly TellResult[];
  /** Stands in where a session does not say what its count rests on. */
  readonly basis: CountBasis;
  /** A control slide is no patient: nobody is told of it. */
  readonly isControl?: (accession: string | null) => boolean;
}

export interface CountFacts {
  readonly session: SessionRecord;
  readonly tally: Tally;
  readonly envelope: Envelope;
  readonly basis: CountBasis | null;
  /** Null: nobody has signed it. */
  readonly verified: Verified | null;
}

/** The result of a count, and the messages that tell it. */
export interface ComposedResult {
  readonly result: ResultMessage;
  readonly messages: readonly OutboxMessage[];
}

export type ComposeCount = (facts: CountFacts) => ComposedResult;

/** Makes a result and its messages, the same way for one that was counted and one that was signed. Pure. */
export function resultComposer({ site, device, rules, tellers, ...options }: ComposerOptions): ComposeCount {
  return ({ session, tally, envelope, basis, verified }) => {
    const { fields, model, detector, classSet } = basis ?? options.basis;
    const result = resultPayload({
      ...{ site, device, session, envelope, verified, fields, classSet },
      snapshot: differential({ ...session, session: session.id, tally, rules }),
      models: { detector, classifier: model },
      codes: rules.codes,
      software: { name: PRODUCT.name, version: PRODUCT.version },
    });
    const told = options.isControl?.(session.accession) ? [] : tellers;
    return { result, messages: told.flatMap((tell) => tell(result) ?? []) };
  };
}
