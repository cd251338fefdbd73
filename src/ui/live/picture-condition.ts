import { msg, str } from '@lit/localize';
import { formatNumber } from '../locale/formats.ts';
import type { LiveState } from './live-state.ts';

/** A picture older than this is not live, whatever else is known. */
export const STALE_AFTER_MS = 1500;

/** Numbers are as live as the last word heard: the instrument speaks at least once a second. */
export const NUMBERS_STALE_AFTER_MS = 2500;

export type ConditionKind =
  | 'live'
  | 'connecting'
  | 'disconnected'
  | 'starting'
  | 'no-camera'
  | 'stalled'
  | 'ended'
  | 'silent'
  | 'late';

/** What stands over the picture when it is not live. */
export interface PictureCondition {
  readonly kind: ConditionKind;
  readonly title: string;
  readonly detail: string | null;
  /** What to do next. */
  readonly next: string | null;
}

/** Whether the picture may be shown as live at `nowMs` and, if not, why and what to do. */
export function pictureCondition(state: LiveState, nowMs: number): PictureCondition {
  if (state.link === 'connecting') {
    return { kind: 'connecting', title: msg('Connecting to the instrument'), detail: null, next: null };
  }
  if (state.link === 'closed') return disconnected(state, nowMs);
  const source = state.instrument?.source;
  const fresh = state.frameAtMs !== null && nowMs - state.frameAtMs <= STALE_AFTER_MS;
  const onArrivalMs = frameAgeMs(state, state.frameAtMs ?? nowMs) ?? 0;
  const late = onArrivalMs > STALE_AFTER_MS;
  const detail = source?.message ?? null;
  switch (source?.state) {
    case 'failed':
      return {
        kind: 'no-camera',
        title: msg('No camera'),
        detail,
        next: source.hint ?? msg('Check the cable and the power of the camera.'),
      };
    case 'stalled':
      return {
        kind: 'stalled',
        title: msg('The camera sends no pictures'),
        detail,
        next: source.hint ?? msg('Check the cable. Capture restarts by itself.'),
      };
    case 'ended':
      return {
        kind: 'ended',
        title: msg('End of the recording'),
        detail: source.label,
        next: msg('End the session to send its result, or start a new one.'),
      };
    default:
  }
  if (fresh && !late) return { kind: 'live', title: msg('Live'), detail: null, next: null };
  if (fresh) {
    const seconds = formatNumber((frameAgeMs(state, nowMs) ?? 0) / 1000, 1);
    return {
      kind: 'late',
      title: msg('Pictures arrive late'),
      detail: msg(str`They were taken ${seconds} s ago.`),
      next:
        2 * state.frameWayMs > onArrivalMs
          ? msg('The network is slow: use a cable, or come nearer to the access point.')
          : msg('The instrument is overloaded: close other programs or lower the picture size.'),
    };
  }
  if (source?.state === 'starting') {
    return {
      kind: 'starting',
      title: msg('Camera is starting'),
      detail: detail ?? source.label,
      next: source.hint,
    };
  }
  if (state.frameAtMs === null) {
    return {
      kind: 'starting',
      title: msg('Waiting for the first picture'),
      detail: source?.label ?? null,
      next: null,
    };
  }
  return {
    kind: 'silent',
    title: msg('No new pictures'),
    detail: msg('The instrument answers but sends no pictures.'),
    next: msg('If this lasts, check the camera and the load of the instrument.'),
  };
}

function disconnected(state: LiveState, nowMs: number): PictureCondition {
  const wait = state.retryAtMs === null ? 0 : Math.ceil(Math.max(0, state.retryAtMs - nowMs) / 1000);
  return {
    kind: 'disconnected',
    title: state.heardAtMs === null ? msg('The instrument does not answer') : msg('Connection lost'),
    detail: msg('The instrument may still be counting; this page shows the last it heard.'),
    next:
      wait > 0
        ? msg(str`Trying again in ${wait} s. Check the network if this lasts.`)
        : msg('Trying again now. Check the network if this lasts.'),
  };
}

/** Milliseconds since the light of the newest picture fell on the camera; null before the first. */
export function frameAgeMs(state: LiveState, nowMs: number): number | null {
  if (state.frame === null || state.frameAtMs === null) return null;
  return state.frame.ageMs + state.frameWayMs + (nowMs - state.frameAtMs);
}

/** True when the counts on show may be behind the instrument's. */
export function numbersAreStale(state: LiveState, nowMs: number): boolean {
  if (state.link !== 'open' || !state.snapshotFresh) return true;
  return state.heardAtMs === null || nowMs - state.heardAtMs > NUMBERS_STALE_AFTER_MS;
}
