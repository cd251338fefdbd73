import type { Step } from './gallery-layout.ts';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

/** Where a key leads in the gallery; undefined for keys that lead nowhere. */
export function stepOfKey(key: string, isRightToLeft: boolean): Step | undefined {
  if (key === 'ArrowLeft') return isRightToLeft ? 'forward' : 'back';
  if (key === 'ArrowRight') return isRightToLeft ? 'back' : 'forward';
  return STEPS[key];
}
