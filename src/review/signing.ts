import { HematovisionError } from '../core/errors.ts';
import type { Verified } from '../lab/result-message.ts';
import { countsAs } from '../store/decision-table.ts';
import type { SigningFacts } from '../store/review-store.ts';
import { agreementOf, openPointsOf, type SessionReading } from './reading.ts';
import type { ReviewParts } from './review-parts.ts';

/** Throws `sign-refused` with all that is still open. */
export function refuseOpenPoints(parts: ReviewParts, reading: SessionReading): void {
  const open = openPointsOf(parts, reading);
  if (open.length === 0) return;
  const words = open.map(({ why, cells }) => (cells > 0 ? `${cells} ${why}` : why));
  throw new HematovisionError('sign-refused', `Still open: ${words.join(', ')}`);
}

/** Who verified the cells and how, for the result. */
export function verifiedBy(
  parts: ReviewParts,
  { session, cells, latest }: SessionReading,
  { by, envelope, amends, comment }: SigningFacts & { readonly comment: string },
): Verified {
  const decided = cells.filter(({ id }) => latest.first.has(id) || latest.adjudication.has(id));
  const agreement = agreementOf(parts, session);
  return {
    signed: { by: nameOf(by), at: envelope.at, comment },
    review: {
      decided: decided.length,
      renamed: decided.filter((cell) => countsAs(cell, latest) !== cell.class).length,
      second: agreement && {
        by: nameOf(agreement.second),
        compared: agreement.compared,
        agreed: agreement.agreed,
        kappa: agreement.kappa,
      },
    },
    amends,
  };
}

/** The laboratory knows people by their names alone. */
function nameOf(actor: string): string {
  return actor.replace(/^person:/, '');
}
