import { msg, str } from '@lit/localize';
import type { Age } from '../../core/age.ts';
import type { Target } from '../../core/session-order.ts';
import { formatNumber } from '../locale/formats.ts';

/** 62.77 → "62.8"; nothing counted → an en dash. */
export function formatPercent(percent: number | null): string {
  return percent === null ? '–' : formatNumber(percent, 1);
}

/** [54.1, 70.9] → "54.1–70.9". */
export function formatInterval(ci95: readonly [number, number] | null): string {
  return ci95 === null ? '' : `${formatNumber(ci95[0], 1)}–${formatNumber(ci95[1], 1)}`;
}

/** 0.716 → "0.72": 10⁹/L as laboratories print them. */
export function formatAbsolute(value: number): string {
  return formatNumber(value, 2);
}

/** 43 years → "43 y", 6 months → "6 mo", 3 days → "3 d". */
export function formatAgeOfPatient({ value, unit }: Age): string {
  switch (unit) {
    case 'days':
      return msg(str`${value} d`);
    case 'months':
      return msg(str`${value} mo`);
    case 'years':
      return msg(str`${value} y`);
  }
}

/** 0.974 → "97", and never "100" for what is not certain. */
export function formatProbability(probability: number): string {
  const percent = Math.round(probability * 100);
  return String(probability < 1 ? Math.min(99, percent) : percent);
}

/** An age that can be read at a glance while it counts up: "62 ms", "3.4 s", "2 min 05 s", "1 h 12 min". */
export function formatAge(ageMs: number | null): string {
  if (ageMs === null) return '–';
  if (Math.round(ageMs) < 1000) return `${Math.max(0, Math.round(ageMs))} ms`;
  if (ageMs < 60_000) return `${formatNumber(Math.floor(Math.round(ageMs) / 100) / 10, 1)} s`;
  const seconds = Math.floor(ageMs / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
}

export interface Progress {
  /** 0 to 1; 1 when reached; null for a free count. */
  readonly fraction: number | null;
  readonly reached: boolean;
  readonly words: string;
}

/** How far a count of `n` is toward its target; null is a free count. */
export function targetProgress(n: number, target: Target | null): Progress {
  if (target === null) return { fraction: null, reached: false, words: msg('Free count') };
  if (n >= target) return { fraction: 1, reached: true, words: msg('Target reached') };
  return { fraction: n / target, reached: false, words: msg(str`${target - n} more to ${target}`) };
}
