import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIRST_CALM_MS,
  FIRST_PAUSE_MS,
  INITIAL_PATH,
  MOST_CALM_MS,
  MOST_PAUSE_MS,
  nextPath,
  PATH_CHOICES,
  type PathInputs,
  type PathMeasures,
  type PathState,
  POOR_FOR_MS,
  showsVideo,
  TRIAL_MS,
  wantsPictures,
  wantsVideo,
} from '../../src/ui/video/picture-path.ts';

const NEAR: PathMeasures = { sentFps: 30, receivedFps: 30, roundTripMs: 4, wayMs: 2, lostShare: 0 };
const STEP_MS = 200;

/** A page at which time passes: each call lasts so long, with these inputs, and returns the phases it went through. */
function page(state: PathState = INITIAL_PATH) {
  let nowMs = 0;
  return {
    get state() {
      return state;
    },
    get nowMs() {
      return nowMs;
    },
    pass(
      lastsMs: number,
      inputs: Partial<Omit<PathInputs, 'measures'>> & Partial<PathMeasures> = {},
    ): string {
      const { choice = 'automatic', video = 'none', isOffered = true, ...measures } = inputs;
      const phases: string[] = [];
      for (const untilMs = nowMs + lastsMs; nowMs < untilMs; nowMs += STEP_MS) {
        const whole = { choice, video, isOffered, measures: { ...NEAR, ...measures } };
        state = nextPath(state, whole, nowMs);
        if (phases.at(-1) !== state.phase) phases.push(state.phase);
      }
      return phases.join(' ');
    },
  };
}

/** A page that shows video because the way was slow. */
function onVideo() {
  const open = page();
  open.pass(POOR_FOR_MS + STEP_MS, { receivedFps: 9 });
  open.pass(STEP_MS, { video: 'showing', receivedFps: 9 });
  expect(open.state.phase).toBe('video');
  return open;
}

describe('the way of the live picture', () => {
  it('is single pictures nearby, for good', () => {
    expect(page().pass(3_600_000)).toBe('pictures');
  });

  it.each([
    ['most pictures do not arrive', { receivedFps: 20 }],
    ['pictures wait in a queue', { wayMs: 251 }],
    ['the round trip is long', { roundTripMs: 301 }],
  ])('is video when %s for three seconds', (_, measures) => {
    const open = page();
    expect(open.pass(POOR_FOR_MS, measures)).toBe('pictures');
    expect(open.pass(STEP_MS, measures)).toBe('opening');
    expect([wantsPictures(open.state), wantsVideo(open.state), showsVideo(open.state)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(open.pass(1000, { ...measures, video: 'showing' })).toBe('video');
    expect([wantsPictures(open.state), wantsVideo(open.state), showsVideo(open.state)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it.each([
    ['few pictures are sent at all', { sentFps: 1, receivedFps: 0 }],
    ['the link was not measured yet', { roundTripMs: null, wayMs: null }],
    ['it is at its limits', { receivedFps: 21, wayMs: 250, roundTripMs: 300 }],
  ])('stays single pictures when %s', (_, measures) => {
    expect(page().pass(60_000, measures)).toBe('pictures');
  });

  it('does not change for a way that is poor now and then', () => {
    const open = page();
    for (let turn = 0; turn < 50; turn += 1) {
      expect(open.pass(POOR_FOR_MS - STEP_MS, { wayMs: 900 })).toBe('pictures');
      expect(open.pass(STEP_MS)).toBe('pictures');
    }
  });

  it('is what the person chose, whatever is measured', () => {
    expect(page().pass(60_000, { choice: 'pictures', receivedFps: 1, wayMs: 4000 })).toBe('pictures');
    const open = page();
    expect(open.pass(STEP_MS, { choice: 'video' })).toBe('opening');
    expect(open.pass(3_600_000, { choice: 'video', video: 'showing' })).toBe('video');
    expect(open.pass(STEP_MS, { choice: 'pictures', video: 'showing' })).toBe('pictures');
  });

  it('is never video where the instrument or the browser has none', () => {
    expect(page().pass(60_000, { isOffered: false, choice: 'video' })).toBe('pictures');
    expect(onVideo().pass(STEP_MS, { isOffered: false, video: 'showing' })).toBe('pictures');
  });

  it('falls back when the video fails, and asks again ever more seldom', () => {
    const open = page();
    const pausesMs: number[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      expect(open.pass(STEP_MS, { choice: 'video', video: 'opening' })).toBe('opening');
      expect(open.pass(STEP_MS, { choice: 'video', video: 'failed' })).toBe('pictures');
      const failedAtMs = open.nowMs - STEP_MS;
      while (open.pass(STEP_MS, { choice: 'video' }) === 'pictures');
      pausesMs.push(open.nowMs - STEP_MS - failedAtMs);
    }
    expect(pausesMs).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
    expect([FIRST_PAUSE_MS, MOST_PAUSE_MS]).toEqual([10_000, 300_000]);
  });

  it('asks again soon after a video that lasted', () => {
    const open = page({ ...INITIAL_PATH, videoPauseMs: MOST_PAUSE_MS });
    open.pass(STEP_MS, { choice: 'video' });
    open.pass(600_000, { choice: 'video', video: 'showing' });
    open.pass(STEP_MS, { choice: 'video', video: 'failed' });
    expect(open.pass(FIRST_PAUSE_MS - STEP_MS, { choice: 'video' })).toBe('pictures');
    expect(open.pass(STEP_MS, { choice: 'video' })).toBe('opening');
  });

  it('opens the video anew when it was closed because nobody looked', () => {
    const open = onVideo();
    expect(open.pass(STEP_MS, { video: 'none' })).toBe('opening');
    expect(wantsPictures(open.state)).toBe(true);
    expect(open.pass(STEP_MS, { video: 'showing' })).toBe('video');
  });

  it('returns to pictures after a calm time, tried while the video is still shown', () => {
    const open = onVideo();
    expect(open.pass(FIRST_CALM_MS, { video: 'showing', receivedFps: 0 })).toBe('video');
    expect(open.pass(STEP_MS, { video: 'showing', receivedFps: 0 })).toBe('trial');
    expect([wantsPictures(open.state), wantsVideo(open.state), showsVideo(open.state)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(open.pass(TRIAL_MS, { video: 'showing' })).toBe('trial pictures');
  });

  it.each([
    ['packets are lost', { lostShare: 0.01 }],
    ['the round trip is long', { roundTripMs: 100 }],
    ['the way is unknown', { wayMs: null, roundTripMs: null }],
  ])('stays video while %s', (_, measures) => {
    expect(onVideo().pass(3_600_000, { video: 'showing', ...measures })).toBe('video');
  });

  it('tries pictures ever more seldom when trials are in vain', () => {
    const open = onVideo();
    const calmsMs: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const fromMs = open.nowMs;
      while (open.pass(STEP_MS, { video: 'showing' }) === 'video');
      calmsMs.push(open.nowMs - STEP_MS - fromMs);
      expect(open.pass(TRIAL_MS, { video: 'showing', receivedFps: 10 })).toBe('trial video');
    }
    expect(calmsMs.map((ms) => Math.round(ms / 10_000) * 10_000)).toEqual([
      30_000, 60_000, 120_000, 240_000, 480_000, 480_000,
    ]);
    expect(MOST_CALM_MS).toBe(480_000);
  });

  it('tries pictures later when they did not stay good', () => {
    const open = onVideo();
    open.pass(FIRST_CALM_MS + TRIAL_MS + 2 * STEP_MS, { video: 'showing' });
    expect(open.state.phase).toBe('pictures');
    open.pass(POOR_FOR_MS + STEP_MS, { receivedFps: 9 });
    expect(open.state).toMatchObject({ phase: 'opening', calmMs: 2 * FIRST_CALM_MS });
  });

  const anyMeasures = fc.record({
    sentFps: fc.double({ min: 0, max: 60, noNaN: true }),
    receivedFps: fc.double({ min: 0, max: 60, noNaN: true }),
    roundTripMs: fc.option(fc.double({ min: 0, max: 5000, noNaN: true })),
    wayMs: fc.option(fc.double({ min: 0, max: 5000, noNaN: true })),
    lostShare: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const anyInputs = fc.record({
    choice: fc.constantFrom(...PATH_CHOICES),
    video: fc.constantFrom('none', 'opening', 'showing', 'failed'),
    isOffered: fc.boolean(),
    measures: anyMeasures,
  });
  const ALLOWED: Readonly<Record<string, readonly string[]>> = {
    pictures: ['opening'],
    opening: ['video', 'pictures'],
    video: ['trial', 'opening', 'pictures'],
    trial: ['pictures', 'video', 'opening'],
  };

  it('keeps its promises, whatever comes', () => {
    const course = fc.array(fc.tuple(anyInputs, fc.integer({ min: 1, max: 60_000 })), { maxLength: 60 });
    fc.assert(
      fc.property(course, (steps) => {
        let state = INITIAL_PATH;
        let nowMs = 0;
        for (const [inputs, lastsMs] of steps) {
          nowMs += lastsMs;
          const before = state;
          state = nextPath(before, inputs, nowMs);
          if (state.phase !== before.phase) expect(ALLOWED[before.phase]).toContain(state.phase);
          // Something is always shown that is also asked for.
          expect(showsVideo(state) ? wantsVideo(state) : wantsPictures(state)).toBe(true);
          if (inputs.choice === 'pictures' || !inputs.isOffered) expect(state.phase).toBe('pictures');
          if (inputs.video !== 'showing') expect(showsVideo(state)).toBe(false);
          if (before.phase === 'pictures' && state.phase === 'opening')
            expect(nowMs).toBeGreaterThanOrEqual(before.videoAfterMs);
        }
      }),
    );
  });

  it('never changes to and fro: a video that works is left by itself at most once in half a minute', () => {
    const course = fc.array(fc.tuple(anyMeasures, fc.integer({ min: 200, max: 20_000 })), {
      minLength: 20,
      maxLength: 80,
    });
    fc.assert(
      fc.property(course, (steps) => {
        let state = INITIAL_PATH;
        let nowMs = 0;
        const leftAtMs: number[] = [];
        for (const [measures, lastsMs] of steps) {
          for (const untilMs = nowMs + lastsMs; nowMs < untilMs; nowMs += STEP_MS) {
            const shown = showsVideo(state);
            const video = wantsVideo(state) ? 'showing' : 'none';
            state = nextPath(state, { choice: 'automatic', video, isOffered: true, measures }, nowMs);
            if (shown && !showsVideo(state)) leftAtMs.push(nowMs);
          }
        }
        for (const [turn, ms] of leftAtMs.entries())
          if (turn > 0)
            expect(ms - (leftAtMs[turn - 1] ?? 0)).toBeGreaterThanOrEqual(FIRST_CALM_MS + TRIAL_MS);
      }),
      { numRuns: 50 },
    );
  });
});
