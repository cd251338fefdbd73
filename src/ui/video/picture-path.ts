import type { LinkMeasures } from '../live/link-gauge.ts';

/** What the person at this browser wants: the better of both ways, or one of them. */
export const PATH_CHOICES = ['automatic', 'pictures', 'video'] as const;
export type PathChoice = (typeof PATH_CHOICES)[number];

/**
 * `opening`: pictures are still shown while the video comes. `trial`: the video is still shown while pictures come
 * beside it, to see whether the way bears them again.
 */
export type PathPhase = 'pictures' | 'opening' | 'video' | 'trial';

/** Which way the live picture takes, and what is remembered to keep it from going to and fro. */
export interface PathState {
  readonly phase: PathPhase;
  readonly sinceMs: number;
  /** Since when, without a break, the measures speak for the other way; null: they do not. */
  readonly urgedSinceMs: number | null;
  /** The video failed: it is not asked for again before … */
  readonly videoAfterMs: number;
  /** … and after the next failure not for so long. */
  readonly videoPauseMs: number;
  /** So long the way must be good before pictures are tried again. */
  readonly calmMs: number;
}

export interface PathMeasures extends LinkMeasures {
  /** Pictures a second that the instrument shows. */
  readonly sentFps: number;
  /** Share of the video's packets that were lost, 0 to 1. */
  readonly lostShare: number;
}

export interface PathInputs {
  readonly choice: PathChoice;
  readonly measures: PathMeasures;
  readonly video: 'none' | 'opening' | 'showing' | 'failed';
  /** Whether both the instrument and this browser can do video. */
  readonly isOffered: boolean;
}

/** Poor pictures for so long, and video is asked for. */
export const POOR_FOR_MS = 3000;
/** Long enough to fill the queues of a slow way. */
export const TRIAL_MS = 5000;
export const FIRST_CALM_MS = 30_000;
export const MOST_CALM_MS = 480_000;
export const FIRST_PAUSE_MS = 10_000;
export const MOST_PAUSE_MS = 300_000;
/** What lasted so long was no mistake: the next waits are the first ones again. */
export const LASTED_MS = 120_000;

const LEAST_SHARE_RECEIVED = 0.7;
/** Below this the share says nothing. */
const LEAST_SENT_FPS = 2;
const POOR = { wayMs: 250, roundTripMs: 300 } as const;
const GOOD = { wayMs: 80, roundTripMs: 100, lostShare: 0.01 } as const;

export const INITIAL_PATH: PathState = {
  phase: 'pictures',
  sinceMs: Number.NEGATIVE_INFINITY,
  urgedSinceMs: null,
  videoAfterMs: Number.NEGATIVE_INFINITY,
  videoPauseMs: FIRST_PAUSE_MS,
  calmMs: FIRST_CALM_MS,
};

/** Whether the instrument should send pictures. */
export function wantsPictures({ phase }: PathState): boolean {
  return phase !== 'video';
}

/** Whether the video is open, or should be. */
export function wantsVideo({ phase }: PathState): boolean {
  return phase !== 'pictures';
}

/** Whether the video is what the person sees. */
export function showsVideo({ phase }: PathState): boolean {
  return phase === 'video' || phase === 'trial';
}

/** The path at `nowMs`, which never goes back. */
export function nextPath(state: PathState, inputs: PathInputs, nowMs: number): PathState {
  const { choice, video, isOffered } = inputs;
  if (state.phase === 'pictures') return isOffered ? leavePictures(state, inputs, nowMs) : state;
  if (choice === 'pictures' || !isOffered) return enter(state, 'pictures', nowMs);
  if (video === 'failed') return failed(state, nowMs);
  if (video !== 'showing') return state.phase === 'opening' ? state : enter(state, 'opening', nowMs);
  if (state.phase === 'opening') return enter(state, 'video', nowMs);
  if (choice === 'video') return state.phase === 'video' ? state : enter(state, 'video', nowMs);
  return state.phase === 'video' ? leaveVideo(state, inputs, nowMs) : endTrial(state, inputs, nowMs);
}

function leavePictures(state: PathState, { choice, measures }: PathInputs, nowMs: number): PathState {
  if (choice === 'pictures') return urged(state, false, nowMs);
  const next = urged(state, choice === 'automatic' && isPoor(measures), nowMs);
  const isDue = choice === 'video' || heldMs(next, nowMs) >= POOR_FOR_MS;
  if (!isDue || nowMs < state.videoAfterMs) return next;
  const lasted = nowMs - state.sinceMs >= LASTED_MS;
  return {
    ...enter(state, 'opening', nowMs),
    calmMs: lasted ? FIRST_CALM_MS : doubled(state.calmMs, MOST_CALM_MS),
  };
}

function leaveVideo(state: PathState, { measures }: PathInputs, nowMs: number): PathState {
  const next = urged(state, isGood(measures), nowMs);
  return heldMs(next, nowMs) >= state.calmMs ? enter(state, 'trial', nowMs) : next;
}

function endTrial(state: PathState, { measures }: PathInputs, nowMs: number): PathState {
  if (nowMs - state.sinceMs < TRIAL_MS) return state;
  if (!isPoor(measures)) return enter(state, 'pictures', nowMs);
  return { ...enter(state, 'video', nowMs), calmMs: doubled(state.calmMs, MOST_CALM_MS) };
}

function failed(state: PathState, nowMs: number): PathState {
  const lasted = showsVideo(state) && nowMs - state.sinceMs >= LASTED_MS;
  const pauseMs = lasted ? FIRST_PAUSE_MS : state.videoPauseMs;
  return {
    ...enter(state, 'pictures', nowMs),
    videoAfterMs: nowMs + pauseMs,
    videoPauseMs: doubled(pauseMs, MOST_PAUSE_MS),
  };
}

function enter(state: PathState, phase: PathPhase, nowMs: number): PathState {
  return { ...state, phase, sinceMs: nowMs, urgedSinceMs: null };
}

function urged(state: PathState, isUrged: boolean, nowMs: number): PathState {
  if (isUrged === (state.urgedSinceMs !== null)) return state;
  return { ...state, urgedSinceMs: isUrged ? nowMs : null };
}

function heldMs({ urgedSinceMs }: PathState, nowMs: number): number {
  return urgedSinceMs === null ? 0 : nowMs - urgedSinceMs;
}

function doubled(ms: number, mostMs: number): number {
  return Math.min(mostMs, 2 * ms);
}

function isPoor({ sentFps, receivedFps, wayMs, roundTripMs }: PathMeasures): boolean {
  if (sentFps >= LEAST_SENT_FPS && receivedFps < LEAST_SHARE_RECEIVED * sentFps) return true;
  return (wayMs ?? 0) > POOR.wayMs || (roundTripMs ?? 0) > POOR.roundTripMs;
}

function isGood({ wayMs, roundTripMs, lostShare }: PathMeasures): boolean {
  if (wayMs === null || roundTripMs === null) return false;
  return wayMs < GOOD.wayMs && roundTripMs < GOOD.roundTripMs && lostShare < GOOD.lostShare;
}
