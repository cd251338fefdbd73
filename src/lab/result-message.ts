import type { DifferentialRow, DifferentialSnapshot } from '../core/types.ts';
import { type ModelIdentity, type ResultMessage, type ResultRow, SCHEMA_URN } from '../core/wire/mqtt.ts';
import type { Envelope, OutboxMessage, SessionRecord } from '../store/records.ts';
import { LOINC_RELATIVE } from './codes.ts';
import { resultTopic } from './topics.ts';

export const DISCLAIMER =
  'Decision support: assists a qualified technologist, who verifies every cell. Not a medical device.';

export interface ResultFacts {
  readonly site: string;
  readonly device: string;
  /** Ended, with the differential of the same revision. */
  readonly session: SessionRecord;
  readonly snapshot: DifferentialSnapshot;
  readonly models: { readonly classifier: ModelIdentity; readonly detector: ModelIdentity };
  readonly envelope: Envelope;
  /** Message id of the result this one replaces. */
  readonly supersedes?: string;
}

/** The message that tells how a slide was counted. Preliminary: nobody has signed it. Pure. */
export function resultMessage(facts: ResultFacts): OutboxMessage {
  return { topic: resultTopic(facts.session.id), payload: JSON.stringify(resultPayload(facts)) };
}

function resultPayload({ session, snapshot, models, envelope, ...facts }: ResultFacts): ResultMessage {
  return {
    schema: SCHEMA_URN.result,
    id: envelope.id,
    seq: envelope.seq,
    at: envelope.at,
    site: facts.site,
    device: facts.device,
    session: {
      id: session.id,
      accession: session.accession,
      startedAt: session.startedAt,
      endedAt: session.endedAt ?? envelope.at,
      revision: session.revision,
    },
    status: 'preliminary',
    ...(facts.supersedes === undefined ? {} : { supersedes: facts.supersedes }),
    model: identity(models.classifier),
    detector: identity(models.detector),
    n: snapshot.n,
    differential: snapshot.rows.map(resultRow),
    nrbc: {
      code: LOINC_RELATIVE.erythroblast,
      n: snapshot.erythroblasts,
      per100Wbc: rounded(snapshot.nrbcPer100Wbc),
    },
    platelets: { n: snapshot.platelets },
    unclassified: { n: snapshot.unclassified },
    disclaimer: DISCLAIMER,
  };
}

/** Only the identity: the daemon's own record of a model may say more. */
function identity({ name, version, sha256 }: ModelIdentity): ModelIdentity {
  return { name, version, sha256 };
}

function resultRow({ class: name, count, percent, ci95 }: DifferentialRow): ResultRow {
  return {
    class: name,
    code: LOINC_RELATIVE[name],
    n: count,
    percent: rounded(percent),
    ci95: ci95 && [rounded(ci95[0]), rounded(ci95[1])],
  };
}

/** To 0.01: finer digits of a count of some hundred cells say nothing. */
function rounded<T extends number | null>(value: T): T {
  return (value === null ? null : Math.round(value * 100) / 100) as T;
}
