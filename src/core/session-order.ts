import type { Age } from './age.ts';
import type { Sex } from './laboratory-rules.ts';

/** White cells a person may set out to count; beside them stands the free count. */
export const TARGETS = [100, 200, 400] as const;
export type Target = (typeof TARGETS)[number];

/** What is known of a specimen besides its cells, and how far to count. */
export interface SessionOrder {
  readonly accession: string | null;
  readonly age: Age | null;
  readonly sex: Sex | null;
  /** White cells, 10⁹/L, from an analyser or a counting chamber. */
  readonly wbcCount: number | null;
  /** Whether `wbcCount` arrived without its nRBC already: it is then never corrected again. */
  readonly wbcIsCorrected: boolean;
  /** White cells to count; null is a free count. */
  readonly target: Target | null;
}

/** What may become known or change until a session is signed. */
export type OrderChange = Partial<Omit<SessionOrder, 'accession'>>;

/** Nothing known, and the cells that one examiner counts in the reference method (CLSI H20). */
export const BLANK_ORDER: SessionOrder = {
  accession: null,
  age: null,
  sex: null,
  wbcCount: null,
  wbcIsCorrected: false,
  target: 200,
};
