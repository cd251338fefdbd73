import { formatAge } from '../differential/format.ts';
import type { LiveState } from '../live/live-state.ts';
import { frameAgeMs, pictureCondition, STALE_AFTER_MS } from '../live/picture-condition.ts';

export type Tone = 'ok' | 'warn' | 'alarm' | 'quiet';

/** One item of the status line: its place is fixed, only words and tone change. */
export interface StatusItem {
  readonly key: 'camera' | 'age' | 'drops' | 'provider' | 'broker';
  readonly label: string;
  readonly value: string;
  readonly tone: Tone;
}

const CAMERA_WORDS = {
  live: 'live',
  connecting: 'connecting',
  disconnected: 'no contact',
  starting: 'starting',
  'no-camera': 'no camera',
  stalled: 'no pictures',
  ended: 'ended',
  silent: 'no pictures',
  late: 'late',
} as const;

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
      label: 'Camera',
      value: live && linked ? `${linked.source.processedFps.toFixed(0)} fps` : CAMERA_WORDS[condition.kind],
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
      label: 'Age',
      value: formatAge(ageMs),
      tone: ageMs === null || ageMs <= STALE_AFTER_MS ? 'quiet' : 'alarm',
    },
    {
      key: 'drops',
      label: 'Dropped',
      value: linked ? String(linked.source.droppedFrames) : '–',
      tone: 'quiet',
    },
    inferenceItem(linked),
    brokerItem(linked),
  ];
}

function inferenceItem(instrument: LiveState['instrument']): StatusItem {
  const item = { key: 'provider', label: 'Runs on' } as const;
  if (!instrument) return { ...item, value: '–', tone: 'quiet' };
  if (instrument.inference.state === 'restarting') return { ...item, value: 'restarting', tone: 'warn' };
  if (instrument.inference.state === 'closed') return { ...item, value: 'stopped', tone: 'alarm' };
  return { ...item, value: instrument.inference.provider.toUpperCase(), tone: 'quiet' };
}

function brokerItem(instrument: LiveState['instrument']): StatusItem {
  const item = { key: 'broker', label: 'Laboratory' } as const;
  if (!instrument) return { ...item, value: '–', tone: 'quiet' };
  const { state, waiting } = instrument.broker;
  if (state === 'off') return { ...item, value: 'off', tone: 'quiet' };
  if (state === 'connected')
    return { ...item, value: waiting > 0 ? `sending ${waiting}` : 'connected', tone: 'ok' };
  return { ...item, value: waiting > 0 ? `${waiting} waiting` : 'not reached', tone: 'warn' };
}
