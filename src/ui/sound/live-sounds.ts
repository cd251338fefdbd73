import { targetProgress } from '../differential/format.ts';
import type { LiveState } from '../live/live-state.ts';
import type { Sound, SoundChoice } from './sound-choice.ts';

/** What should be heard when the page came to know `now` after `before`. */
export function soundsBetween(before: LiveState, now: LiveState, choice: SoundChoice): readonly Sound[] {
  if (choice === 'off') return [];
  const sounds: Sound[] = [];
  const isLost = (state: LiveState) => state.hint.shown === 'lost';
  if (isLost(now) && !isLost(before)) sounds.push('lost');
  const counted = countedBetween(before, now);
  if (counted === 'target') sounds.push('target');
  if (counted === 'cell' && choice === 'all') sounds.push('cell');
  return sounds;
}

/** What the count did within one session that was heard of without a break. */
function countedBetween(
  { snapshot: before, snapshotFresh }: LiveState,
  { snapshot: now }: LiveState,
): Sound | null {
  if (!snapshotFresh || !before || !now || before.session !== now.session || now.n <= before.n) return null;
  const reached = (n: number) => targetProgress(n, now.target).reached;
  return reached(now.n) && !reached(before.n) ? 'target' : 'cell';
}
