import type { LaboratoryRules } from '../core/laboratory-rules.ts';
import type { DifferentialSnapshot, Tally } from '../core/types.ts';
import { differential } from '../slide/differential.ts';
import type { SessionRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** What every part of the review rests on. */
export interface ReviewParts {
  readonly store: Store;
  /** By which a count is judged. */
  readonly rules: LaboratoryRules;
  /** Of the camera's pictures; stands in where a session does not say. */
  readonly micronsPerPixel: number;
  readonly now: () => Date;
}

/** The differential of a session as it stands, or of another tally of it. */
export function judge(
  { store, rules }: ReviewParts,
  session: SessionRecord,
  tally: Tally = store.tally(session.id),
): DifferentialSnapshot {
  return differential({ ...session, session: session.id, tally, rules });
}
