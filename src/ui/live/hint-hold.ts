import type { FieldVerdict } from '../../core/types.ts';

/** The verdict on show. One blurred frame among sharp ones must not make the words flicker. */
export interface HintHold {
  readonly shown: FieldVerdict | null;
  readonly shownAtMs: number;
  readonly candidate: FieldVerdict | null;
  readonly candidateSinceMs: number;
}

export const INITIAL_HINT: HintHold = { shown: null, shownAtMs: 0, candidate: null, candidateSinceMs: 0 };

/** A verdict must hold this long before it replaces the one on show. */
export const HINT_HOLD_MS = 300;

/** And this long before it is read aloud. */
export const ANNOUNCE_AFTER_MS = 1200;

export function nextHint(hold: HintHold, verdict: FieldVerdict, nowMs: number): HintHold {
  if (hold.shown === null) return { shown: verdict, shownAtMs: nowMs, candidate: null, candidateSinceMs: 0 };
  if (verdict === hold.shown) return hold.candidate === null ? hold : { ...hold, candidate: null };
  if (verdict !== hold.candidate) return { ...hold, candidate: verdict, candidateSinceMs: nowMs };
  if (nowMs - hold.candidateSinceMs < HINT_HOLD_MS) return hold;
  return { shown: verdict, shownAtMs: nowMs, candidate: null, candidateSinceMs: 0 };
}

/** The verdict a screen reader should hear now: one that stays, never each change. */
export function announcedVerdict(hold: HintHold, nowMs: number): FieldVerdict | null {
  return hold.shown !== null && nowMs - hold.shownAtMs >= ANNOUNCE_AFTER_MS ? hold.shown : null;
}
