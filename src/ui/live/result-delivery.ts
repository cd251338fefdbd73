import type { LiveState } from './live-state.ts';

export interface Delivery {
  readonly words: string;
  readonly tone: 'ok' | 'warn' | 'quiet';
}

/** Where the result of an ended session is; null while it counts. */
export function resultDelivery(state: LiveState): Delivery | null {
  if (state.snapshot?.status !== 'ended') return null;
  if (state.link !== 'open') return { words: 'Delivery unknown until the instrument answers', tone: 'quiet' };
  const broker = state.instrument?.broker;
  // Only a state that is newer than the end can know about the result.
  if (!broker || state.instrumentAtMs < state.snapshotAtMs)
    return { words: 'Sending the result', tone: 'quiet' };
  if (broker.state === 'off')
    return { words: 'Result kept on this instrument: no laboratory connection is set up', tone: 'quiet' };
  if (broker.waiting === 0) return { words: 'Result sent to the laboratory', tone: 'ok' };
  const waiting = broker.waiting === 1 ? 'Result waits' : `${broker.waiting} results wait`;
  return broker.state === 'connected'
    ? { words: `${waiting} for the laboratory's receipt`, tone: 'quiet' }
    : { words: `${waiting} on disk until the laboratory answers`, tone: 'warn' };
}
