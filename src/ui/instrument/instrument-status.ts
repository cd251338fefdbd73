import { msg, str } from '@lit/localize';
import { formatAge } from '../differential/format.ts';
import type { LiveState } from '../live/live-state.ts';
import {
  type ConditionKind,
  frameAgeMs,
  pictureCondition,
  STALE_AFTER_MS,
} from '../live/picture-condition.ts';

export type Tone = 'ok' | 'warn' | 'alarm' | 'quiet';

/** One item of the status line: its place is fixed, only words and tone change. */
export interface StatusItem {
  readonly key: 'camera' | 'age' | 'drops' | 'provider' | 'broker';
  readonly label: string;
  readonly value: string;
  readonly tone: Tone;
}

const CAMERA_WORDS: Readonly<Record<ConditionKind, () => string>> = {
  live: () => msg('live'),
  connecting: () => msg('connecting'),
  disconnected: () => msg('no contact'),
  starting: () => msg('starting'),
  'no-camera': () => msg('no camera'),
  stalled: () => msg('no pictures'),
  ended: () => msg('ended'),
  silent: () => msg('no pictures'),
  late: () => msg('late'),
};

/** The instrument in one line. While the link is down, what it last said is not shown as its state now. */
export function instrumentStatus(state: LiveState, nowMs: number): readonly StatusItem[] {
  const condition = pictureCondition(state, nowMs);
  const linked = state.link === 'open' ? state.instrument : null;
  const live = condition.kind === 'live';
  const ageMs = frameAgeMs(state, nowMs);
  const waiting = condition.kind === 'connecting' || condition.kind === 'starting';
  return [
    {
      key: 'camera',
      label: msg('Camera'),
      value:
        live && linked
          ? msg(str`${linked.source.processedFps.toFixed(0)} fps`)
          : CAMERA_WORDS[condition.kind](),
      tone: live
        ? 'ok'
        : waiting
          ? 'quiet'
          : condition.kind === 'ended' || condition.kind === 'late'
            ? 'warn'
            : 'alarm',
    },
    {
      key: 'age',
      label: msg('Delay'),
      value: formatAge(ageMs),
      tone: ageMs === null || ageMs <= STALE_AFTER_MS ? 'quiet' : 'alarm',
    },
    {
      key: 'drops',
      label: msg('Dropped'),
      value: linked ? String(linked.source.droppedFrames) : '–',
      tone: 'quiet',
    },
    inferenceItem(linked),
    brokerItem(linked),
  ];
}

function inferenceItem(instrument: LiveState['instrument']): StatusItem {
  const item = { key: 'provider', label: msg('Runs on') } as const;
  if (!instrument) return { ...item, value: '–', tone: 'quiet' };
  if (instrument.inference.state === 'restarting') return { ...item, value: msg('restarting'), tone: 'warn' };
  if (instrument.inference.state === 'closed') return { ...item, value: msg('stopped'), tone: 'alarm' };
  return { ...item, value: instrument.inference.provider.toUpperCase(), tone: 'quiet' };
}

function brokerItem(instrument: LiveState['instrument']): StatusItem {
  const item = { key: 'broker', label: msg('Laboratory') } as const;
  if (!instrument) return { ...item, value: '–', tone: 'quiet' };
  const { state, waiting } = instrument.broker;
  if (state === 'off') return { ...item, value: msg('off'), tone: 'quiet' };
  if (state === 'connected')
    return { ...item, value: waiting > 0 ? msg(str`sending ${waiting}`) : msg('connected'), tone: 'ok' };
  return { ...item, value: waiting > 0 ? msg(str`${waiting} waiting`) : msg('not reached'), tone: 'warn' };
}
