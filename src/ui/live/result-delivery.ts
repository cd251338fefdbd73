import { msg, str } from '@lit/localize';
import type { LiveState } from './live-state.ts';

export interface Delivery {
  readonly words: string;
  readonly tone: 'ok' | 'warn' | 'quiet';
}

/** Where the result of an ended session is; null while it counts. */
export function resultDelivery(state: LiveState): Delivery | null {
  if (state.snapshot?.status !== 'ended') return null;
  if (state.link !== 'open')
    return { words: msg('Delivery unknown until the instrument answers'), tone: 'quiet' };
  const broker = state.instrument?.broker;
  // Only a state that is newer than the end can know about the result.
  if (!broker || state.instrumentAtMs < state.snapshotAtMs)
    return { words: msg('Sending the result'), tone: 'quiet' };
  if (broker.state === 'off')
    return {
      words: msg('Result kept on this instrument: no laboratory connection is set up'),
      tone: 'quiet',
    };
  if (broker.waiting === 0) return { words: msg('Result sent to the laboratory'), tone: 'ok' };
  return broker.state === 'connected'
    ? { words: msg(str`Waiting for the laboratory's receipt, results: ${broker.waiting}`), tone: 'quiet' }
    : {
        words: msg(str`Waits on disk until the laboratory answers, results: ${broker.waiting}`),
        tone: 'warn',
      };
}
