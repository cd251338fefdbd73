import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldVerdict } from '../../src/core/types.ts';
import type { CountedCell, FrameHeader, InstrumentState } from '../../src/core/wire/live.ts';
import { instrumentStatus } from '../../src/ui/instrument/instrument-status.ts';
import { actionOfKey } from '../../src/ui/keyboard/key-map.ts';
import { latinKey } from '../../src/ui/keyboard/latin-key.ts';
import { announcedVerdict, INITIAL_HINT, nextHint } from '../../src/ui/live/hint-hold.ts';
import type { LiveEvent } from '../../src/ui/live/live-connection.ts';
import {
  initialLiveState,
  type LiveState,
  MAX_NEWEST_CELLS,
  reduceLive,
  type Snapshot,
} from '../../src/ui/live/live-state.ts';
import { frameAgeMs, numbersAreStale, pictureCondition } from '../../src/ui/live/picture-condition.ts';
import { resultDelivery } from '../../src/ui/live/result-delivery.ts';
import { countOf, idleState } from './scripted-instrument.ts';

type Step = readonly [event: LiveEvent, atMs: number];

const given = (...steps: Step[]): LiveState =>
  steps.reduce((state, [event, atMs]) => reduceLive(state, event, atMs), initialLiveState(0));

const opened: LiveEvent = { type: 'opened' };
const closed: LiveEvent = { type: 'closed', reason: 'gone', retryInMs: 400 };
const snapshot = (patch: Partial<Snapshot>): LiveEvent => ({
  type: 'message',
  message: { type: 'snapshot', snapshot: { ...countOf({ lymphocyte: 4 }), ...patch } },
});
const cell = (id: string, name: CountedCell['class'] = 'lymphocyte'): LiveEvent => ({
  type: 'message',
  message: { type: 'cell', cell: { id, class: name, probability: 0.9, xUm: 0, yUm: 0 } },
});
const instrument = (patch: {
  source?: Partial<InstrumentState['source']>;
  broker?: Partial<InstrumentState['broker']>;
}): LiveEvent => {
  const idle = idleState();
  const state = {
    ...idle,
    source: { ...idle.source, ...patch.source },
    broker: { ...idle.broker, ...patch.broker },
  };
  return { type: 'message', message: { type: 'state', state } };
};
const frame = (patch: Partial<FrameHeader> = {}): LiveEvent => ({
  type: 'frame',
  jpeg: new Uint8Array(),
  wayMs: 0,
  header: {
    type: 'frame',
    seq: 0,
    ageMs: 60,
    width: 960,
    height: 720,
    quality: {
      verdict: 'good',
      focus: 1,
      speedPixels: 0,
      luminance: 200,
      limits: { leastFocus: 0.45, fastestPixels: 24 },
      fault: null,
      redCells: null,
    },
    pose: { xUm: 0, yUm: 0, confidence: 1 },
    micronsPerPixel: 0.1,
    overlay: [],
    ...patch,
  },
});

describe('snapshots', () => {
  it('ignore an older revision that was overtaken', () => {
    const state = given(
      [opened, 0],
      [snapshot({ revision: 7, n: 40 }), 1],
      [snapshot({ revision: 6, n: 39 }), 2],
    );
    expect(state.snapshot?.revision).toBe(7);
  });

  it('believe the instrument after a reconnect, whatever it says', () => {
    const state = given(
      [opened, 0],
      [snapshot({ revision: 7 }), 1],
      [closed, 2],
      [opened, 3],
      [snapshot({ revision: 2 }), 4],
    );
    expect(state.snapshot?.revision).toBe(2);
    expect(state.snapshotFresh).toBe(true);
  });

  it('empty the strip when the session changes, and only then', () => {
    const counted: Step[] = [
      [opened, 0],
      [snapshot({ revision: 1 }), 1],
      [cell('a'), 2],
    ];
    expect(given(...counted, [snapshot({ revision: 2 }), 3]).cells).toHaveLength(1);
    expect(given(...counted, [snapshot({ session: 'other', revision: 0 }), 3]).cells).toHaveLength(0);
  });
});

describe('newest cells', () => {
  it('come first and keep their place when they are named anew or repeated', () => {
    const state = given([opened, 0], [cell('a'), 1], [cell('b'), 2], [cell('a', 'monocyte'), 3]);
    expect(state.cells.map(({ id, class: name }) => [id, name])).toEqual([
      ['b', 'lymphocyte'],
      ['a', 'monocyte'],
    ]);
  });

  it('are bounded and without repeats, whatever arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 200 }), (ids) => {
        const { cells } = given([opened, 0], ...ids.map((id, index): Step => [cell(`c${id}`), index]));
        expect(cells.length).toBe(Math.min(MAX_NEWEST_CELLS, new Set(cells.map(({ id }) => id)).size));
      }),
    );
  });
});

describe('pictureCondition', () => {
  const live: Step[] = [
    [opened, 0],
    [instrument({}), 0],
    [frame(), 1000],
  ];

  it('is live while pictures arrive, and not a moment longer than 1.5 s', () => {
    expect(pictureCondition(given(...live), 2500).kind).toBe('live');
    expect(pictureCondition(given(...live), 2501).kind).toBe('silent');
  });

  it('is not live once the socket is closed, however fresh the picture', () => {
    const condition = pictureCondition(given(...live, [closed, 1010]), 1020);
    expect(condition).toMatchObject({ kind: 'disconnected', title: 'Connection lost' });
    expect(condition.next).toContain('Trying again in 1 s');
  });

  it('stays disconnected while it tries again', () => {
    const state = given(...live, [closed, 1010], [{ type: 'connecting' }, 1400]);
    expect(pictureCondition(state, 1500)).toMatchObject({
      kind: 'disconnected',
      next: expect.stringContaining('now'),
    });
  });

  it('does not take late pictures for live ones', () => {
    expect(pictureCondition(given(...live, [frame({ ageMs: 4000 }), 1100]), 1200).kind).toBe('late');
  });

  it('says what the camera said, with its hint, even while the last picture is fresh', () => {
    const failed = instrument({
      source: { state: 'failed', message: 'no such device', hint: 'Plug it in.' },
    });
    expect(pictureCondition(given(...live, [failed, 1100]), 1200)).toMatchObject({
      kind: 'no-camera',
      detail: 'no such device',
      next: 'Plug it in.',
    });
    const ended = instrument({ source: { state: 'ended' } });
    expect(pictureCondition(given(...live, [ended, 1100]), 1200).kind).toBe('ended');
    const stalled = instrument({ source: { state: 'stalled' } });
    expect(pictureCondition(given(...live, [stalled, 1100]), 1200).next).toMatch(/cable/);
  });

  it('tells connecting, starting and the first wait apart', () => {
    expect(pictureCondition(initialLiveState(0), 10).kind).toBe('connecting');
    expect(
      pictureCondition(given([opened, 0], [instrument({ source: { state: 'starting' } }), 0]), 10).title,
    ).toBe('Camera is starting');
    expect(pictureCondition(given([opened, 0], [instrument({}), 0]), 10).title).toBe(
      'Waiting for the first picture',
    );
  });

  it('lets the age count up from the capture of the last picture', () => {
    expect(frameAgeMs(given(...live), 4000)).toBe(3060);
    expect(frameAgeMs(initialLiveState(0), 4000)).toBeNull();
  });
});

describe('numbersAreStale', () => {
  it('until a snapshot came over this connection, and when the instrument falls silent', () => {
    const fresh: Step[] = [
      [opened, 0],
      [snapshot({}), 100],
    ];
    expect(numbersAreStale(given([opened, 0]), 1)).toBe(true);
    expect(numbersAreStale(given(...fresh), 200)).toBe(false);
    expect(numbersAreStale(given(...fresh), 2700)).toBe(true);
    expect(numbersAreStale(given(...fresh, [closed, 200]), 201)).toBe(true);
    expect(numbersAreStale(given(...fresh, [closed, 200], [opened, 300]), 301)).toBe(true);
  });
});

describe('malformed messages', () => {
  it('are counted with the last reason and change nothing else', () => {
    const before = given([opened, 0], [snapshot({}), 1]);
    const state = reduceLive(
      reduceLive(before, { type: 'malformed', reason: 'x' }, 2),
      { type: 'malformed', reason: 'y' },
      3,
    );
    expect(state.malformed).toEqual({ count: 2, reason: 'y' });
    expect(state).toEqual({ ...before, heardAtMs: 3, malformed: state.malformed });
  });
});

describe('resultDelivery', () => {
  const ended: Step[] = [
    [opened, 0],
    [instrument({}), 5],
    [snapshot({ status: 'ended' }), 10],
  ];

  it('promises nothing before the instrument spoke after the end', () => {
    expect(resultDelivery(given([opened, 0], [snapshot({}), 10]))).toBeNull();
    expect(resultDelivery(given(...ended))?.words).toBe('Sending the result');
    expect(resultDelivery(given(...ended, [instrument({}), 20], [closed, 30]))?.words).toMatch(/unknown/);
  });

  it.each([
    [{ state: 'connected', waiting: 0 }, 'Result sent to the laboratory'],
    [{ state: 'connected', waiting: 1 }, "Waiting for the laboratory's receipt, results: 1"],
    [{ state: 'connecting', waiting: 3 }, 'Waits on disk until the laboratory answers, results: 3'],
    [{ state: 'off', waiting: 0 }, 'Result kept on this instrument: no laboratory connection is set up'],
  ] as const)('%j reads "%s"', (broker, words) => {
    expect(resultDelivery(given(...ended, [instrument({ broker }), 20]))?.words).toBe(words);
  });
});

describe('instrumentStatus', () => {
  const value = (state: LiveState, key: string, nowMs: number) =>
    instrumentStatus(state, nowMs).find((item) => item.key === key);

  it('reads fps, age, drops, provider and broker', () => {
    const state = given([opened, 0], [instrument({}), 0], [frame(), 100]);
    expect(instrumentStatus(state, 110).map((item) => item.value)).toEqual([
      '30 fps',
      '70 ms',
      '12',
      'CPU',
      'connected',
    ]);
  });

  it('does not repeat what a lost instrument said', () => {
    const state = given([opened, 0], [instrument({}), 0], [frame(), 100], [closed, 200]);
    expect(value(state, 'camera', 5200)).toMatchObject({ value: 'no contact', tone: 'alarm' });
    expect(value(state, 'age', 5200)).toMatchObject({ value: '5.1 s', tone: 'alarm' });
    expect(value(state, 'broker', 5200)?.value).toBe('–');
  });
});

describe('hints', () => {
  const play = (verdicts: readonly (readonly [FieldVerdict, number])[]) =>
    verdicts.reduce((hold, [verdict, atMs]) => nextHint(hold, verdict, atMs), INITIAL_HINT);

  it('do not flicker with single frames', () => {
    const hold = play([
      ['good', 0],
      ['out-of-focus', 100],
      ['good', 133],
      ['out-of-focus', 400],
      ['good', 433],
    ]);
    expect(hold.shown).toBe('good');
  });

  it('change when a verdict stays', () => {
    const hold = play([
      ['good', 0],
      ['out-of-focus', 100],
      ['out-of-focus', 399],
      ['out-of-focus', 400],
    ]);
    expect(hold).toMatchObject({ shown: 'out-of-focus', shownAtMs: 400 });
    expect(announcedVerdict(hold, 1000)).toBeNull();
    expect(announcedVerdict(hold, 1600)).toBe('out-of-focus');
  });

  it('are read aloud at most once in 1.5 s, however the verdicts alternate', () => {
    const verdict = fc.constantFrom<FieldVerdict>('good', 'lost', 'empty');
    fc.assert(
      fc.property(fc.array(verdict, { maxLength: 400 }), (verdicts) => {
        let hold = INITIAL_HINT;
        let said: FieldVerdict | null = null;
        const saidAtMs: number[] = [];
        for (const [index, each] of verdicts.entries()) {
          hold = nextHint(hold, each, index * 33);
          const now = announcedVerdict(hold, index * 33);
          if (now !== null && now !== said) {
            said = now;
            saidAtMs.push(index * 33);
          }
        }
        for (const [index, atMs] of saidAtMs.slice(1).entries())
          expect(atMs - (saidAtMs[index] ?? 0)).toBeGreaterThanOrEqual(1500);
      }),
    );
  });
});

describe('keys', () => {
  it.each([
    ['e', 'KeyE', 'e'],
    ['ث', 'KeyE', 'e'],
    ['१', 'Digit1', '1'],
    ['ArrowLeft', 'ArrowLeft', 'arrowleft'],
    ['?', 'Slash', '?'],
  ])('%s of the key %s is %s', (key, code, latin) => {
    expect(latinKey({ key, code })).toBe(latin);
  });

  it('leave Space and arrows to what is pressed or chosen with them', () => {
    const press = { ctrlKey: false, altKey: false, metaKey: false, repeat: false };
    expect(actionOfKey({ ...press, key: ' ', field: null })).toBe('toggle-pause');
    expect(actionOfKey({ ...press, key: ' ', field: 'button' })).toBeNull();
    expect(actionOfKey({ ...press, key: 'arrowright', field: 'radio' })).toBeNull();
    expect(actionOfKey({ ...press, key: 'e', field: 'radio' })).toBe('ask-end');
  });

  const press = { key: 'e', ctrlKey: false, altKey: false, metaKey: false, repeat: false, field: null };

  it('act in either case, and not with a browser shortcut, held down or while typing', () => {
    expect(actionOfKey(press)).toBe('ask-end');
    expect(latinKey({ key: 'E', code: 'KeyE' })).toBe('e');
    expect(actionOfKey({ ...press, key: 'r', ctrlKey: true })).toBeNull();
    expect(actionOfKey({ ...press, repeat: true })).toBeNull();
    expect(actionOfKey({ ...press, field: 'input' })).toBeNull();
    expect(actionOfKey({ ...press, field: 'button' })).toBe('ask-end');
    expect(actionOfKey({ ...press, key: 'q' })).toBeNull();
  });
});
