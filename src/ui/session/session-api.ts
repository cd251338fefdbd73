import type { OrderChange, SessionOrder } from '../../core/session-order.ts';
import { type InstrumentState, instrumentState } from '../../core/wire/live.ts';
import { differentialSnapshot } from '../../core/wire/session.ts';
import { type Answer, ask } from '../api/ask.ts';
import type { Snapshot } from '../live/live-state.ts';

/** Ends the running session and starts another. Faults come back as a problem to show, never thrown. */
export function startSession(order: SessionOrder, baseUrl: string): Promise<Answer<Snapshot>> {
  return send('POST', new URL('api/sessions', baseUrl), order);
}

/** Tells what became known of the specimen, or how far to count. */
export function changeOrder(
  session: string,
  change: OrderChange,
  baseUrl: string,
): Promise<Answer<Snapshot>> {
  return send('PATCH', new URL(`api/sessions/${encodeURIComponent(session)}`, baseUrl), change);
}

/** Ends the running session; its result goes to the laboratory. */
export function endSession(baseUrl: string): Promise<Answer<Snapshot>> {
  return send('POST', new URL('api/sessions/current/end', baseUrl));
}

/** Stops or takes up the looking for cells; pictures go on. */
export function setPaused(paused: boolean, baseUrl: string): Promise<Answer<InstrumentState>> {
  const url = new URL(`api/sessions/current/${paused ? 'pause' : 'resume'}`, baseUrl);
  return ask(url, { method: 'POST', schema: instrumentState });
}

function send(method: 'POST' | 'PATCH', url: URL, body?: object): Promise<Answer<Snapshot>> {
  return ask(url, { method, body, schema: differentialSnapshot });
}
