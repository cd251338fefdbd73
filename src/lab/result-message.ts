import { type Analyte, ROLL_UPS } from '../core/analytes.ts';
import { CELL_CLASSES } from '../core/cells.ts';
import { type ClassSet, isCounted, isCountedApart } from '../core/class-set.ts';
import type { CodeMap } from '../core/laboratory-rules.ts';
import type {
  DifferentialRow,
  DifferentialSnapshot,
  Interval,
  RangePosition,
  ReferenceRange,
} from '../core/types.ts';
import {
  type ClassifierIdentity,
  type ModelIdentity,
  type ResultMessage,
  SCHEMA_URN,
} from '../core/wire/mqtt.ts';
import type { Envelope, SessionRecord } from '../store/records.ts';
import { INTERPRETATION } from './codes.ts';

export const DISCLAIMER =
  'Decision support: assists a qualified technologist, who verifies every cell. Not a medical device.';

const CELLS_PER_LITRE = '10*9/L' as const;
/** Shares are told as the dashboard shows them: rounded once, so that no document rounds a rounded figure the other way. */
const TENTHS = 10;

export interface ResultFacts {
  readonly site: string;
  readonly device: string;
  /** Ended, with the differential of the same revision. */
  readonly session: SessionRecord;
  readonly snapshot: DifferentialSnapshot;
  /** Null: no model saw the cells. */
  readonly models: {
    readonly classifier: ClassifierIdentity | null;
    readonly detector: ModelIdentity | null;
  };
  /** LOINC codes of the laboratory. */
  readonly codes: CodeMap;
  readonly fields: ResultMessage['fields'];
  /** What was told apart; without it, everything. */
  readonly classSet?: ClassSet | undefined;
  readonly envelope: Envelope;
  readonly software: ResultMessage['software'];
  /** Null: nobody has signed it. */
  readonly verified: Verified | null;
}

/** Who verified the cells and how; `amends` where it replaces a signed result. */
export interface Verified {
  readonly signed: NonNullable<ResultMessage['signed']>;
  readonly review: NonNullable<ResultMessage['review']>;
  readonly amends: { readonly id: string; readonly reason: string } | null;
}

/** How a slide was counted, preliminary until somebody has verified its cells: the one value from which every form of a result is made. Pure. */
export function resultPayload({
  session,
  snapshot,
  models,
  codes,
  envelope,
  classSet = 'all',
  ...facts
}: ResultFacts): ResultMessage {
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
      target: snapshot.target,
    },
    patient: { age: snapshot.age, sex: snapshot.sex, ageIsAssumed: snapshot.ageIsAssumed },
    ...standing(facts.verified),
    model: models.classifier && {
      ...identity(models.classifier),
      headSha256: models.classifier.headSha256,
    },
    detector: models.detector && identity(models.detector),
    classSet,
    n: snapshot.n,
    differential: snapshot.rows
      .filter((row) => isReported(row, classSet))
      .map((row) => resultRow(row, codes)),
    totals: snapshot.totals
      .filter(({ class: name }) => ROLL_UPS[name].every((part) => isCounted(part, classSet)))
      .map((row) => resultRow(row, codes)),
    wbc: whiteCells(snapshot, codes),
    nrbc: nucleatedRedCells(snapshot, { codes, classSet }),
    platelets: { n: snapshot.platelets },
    unclassified: { n: snapshot.unclassified },
    beside: snapshot.beside.map(({ class: name, count, per100Wbc }) => ({
      class: name,
      code: codes[name]?.percent ?? null,
      n: count,
      per100Wbc: rounded(per100Wbc),
    })),
    fields: facts.fields,
    flags: [...snapshot.flags],
    signed: facts.verified?.signed ?? null,
    review: facts.verified?.review ?? null,
    software: facts.software,
    disclaimer: DISCLAIMER,
  };
}

function standing(verified: Verified | null): Pick<ResultMessage, 'status' | 'supersedes' | 'reason'> {
  if (verified === null) return { status: 'preliminary' };
  const { amends } = verified;
  return amends ? { status: 'corrected', supersedes: amends.id, reason: amends.reason } : { status: 'final' };
}

/** Only the identity: the daemon's own record of a model may say more. */
function identity({ name, version, sha256 }: ModelIdentity): ModelIdentity {
  return { name, version, sha256 };
}

function resultRow<Name extends Analyte>(row: DifferentialRow<Name>, codes: CodeMap) {
  const { class: name, count, percent, ci95, absolute } = row;
  return {
    class: name,
    code: codes[name]?.percent ?? null,
    n: count,
    percent: rounded(percent, TENTHS),
    ci95: ci95 && roundedPair(ci95, TENTHS),
    ...judged(row),
    ...(absolute && {
      absolute: {
        code: codes[name]?.absolute ?? null,
        value: rounded(absolute.value),
        unit: CELLS_PER_LITRE,
        ci95: roundedPair(absolute.ci95),
        ...judged(absolute),
      },
    }),
  };
}

/** What was not told apart is absent and not 0, unless a person named one all the same. */
function isReported({ class: name, count }: DifferentialRow, classSet: ClassSet): boolean {
  const known = CELL_CLASSES.find((one) => one === name);
  if (known === undefined || isCountedApart(known, classSet)) return true;
  return count > 0 && !isCounted(known, classSet);
}

function nucleatedRedCells(
  { erythroblasts, nrbcPer100Wbc, nrbcCi95 }: DifferentialSnapshot,
  { codes, classSet }: { readonly codes: CodeMap; readonly classSet: ClassSet },
): ResultMessage['nrbc'] {
  if (erythroblasts === 0 && !isCountedApart('erythroblast', classSet)) return null;
  return {
    code: codes.erythroblast?.percent ?? null,
    n: erythroblasts,
    per100Wbc: rounded(nrbcPer100Wbc),
    ci95: nrbcCi95 && roundedPair(nrbcCi95),
  };
}

function whiteCells({ wbc }: DifferentialSnapshot, codes: CodeMap): ResultMessage['wbc'] {
  if (wbc === null) return null;
  return {
    code: codes.wbc?.absolute ?? null,
    value: wbc.given,
    corrected:
      wbc.corrected === null
        ? null
        : { code: codes.wbc_corrected?.absolute ?? null, value: rounded(wbc.corrected) },
    unit: CELLS_PER_LITRE,
    ...judged(wbc),
  };
}

function judged({ range, position }: { range: ReferenceRange | null; position: RangePosition | null }) {
  return { range, interpretation: position && INTERPRETATION[position] };
}

function roundedPair([low, high]: Interval, perUnit?: number): [number, number] {
  return [rounded(low, perUnit), rounded(high, perUnit)];
}

/** To 0.01 where nothing else is said: finer digits of a count of some hundred cells say nothing. */
function rounded<T extends number | null>(value: T, perUnit = 100): T {
  return (value === null ? null : Math.round(value * perUnit) / perUnit) as T;
}
