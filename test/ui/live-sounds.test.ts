import { describe, expect, it } from 'vitest';
import { INITIAL_HINT } from '../../src/ui/live/hint-hold.ts';
import { initialLiveState, type LiveState } from '../../src/ui/live/live-state.ts';
import { soundsBetween } from '../../src/ui/sound/live-sounds.ts';
import { countOf } from './scripted-instrument.ts';

const counted = (lymphocyte: number, patch: Partial<LiveState> = {}): LiveState => ({
  ...initialLiveState(0),
  snapshot: countOf({ lymphocyte }, { target: 100 }),
  snapshotFresh: true,
  ...patch,
});

describe('sounds', () => {
  it.each([
    ['a cell, only where it was asked for', counted(3), counted(4), 'all', ['cell']],
    ['no cell otherwise', counted(3), counted(4), 'signals', []],
    ['the target once', counted(99), counted(100), 'signals', ['target']],
    ['nothing beyond the target', counted(100), counted(101), 'signals', []],
    ['nothing at all when silent', counted(99), counted(100), 'off', []],
    [
      'nothing for what was counted while the page was away',
      counted(3, { snapshotFresh: false }),
      counted(100),
      'all',
      [],
    ],
    ['nothing for a cell that was taken back', counted(4), counted(3), 'all', []],
  ] as const)('tell %s', (_what, before, now, choice, sounds) => {
    expect(soundsBetween(before, now, choice)).toEqual(sounds);
  });

  it('tell when the place is lost, once', () => {
    const lost = counted(3, { hint: { ...INITIAL_HINT, shown: 'lost' } });
    expect(soundsBetween(counted(3), lost, 'signals')).toEqual(['lost']);
    expect(soundsBetween(lost, lost, 'signals')).toEqual([]);
  });
});
