import { RULED_LINES } from './chamber-layout.ts';
import type { LineTrack } from './line-tracks.ts';

/** Tracks with the ruled lines they are taken for. */
export interface LineMatch {
  readonly lines: readonly MatchedLine[];
  /** Grows with every line that fits, falls with every one that does not; a track of full length is worth 1. */
  readonly score: number;
}

export interface MatchedLine {
  readonly track: LineTrack;
  readonly atMm: number;
}

export interface ScaleRange {
  readonly least: number;
  readonly most: number;
}

const SCALE_STEP = 1.06;
/** Perspective and bent lines: a gap may differ so much from the mean scale, as a factor's logarithm. */
const SCALE_DEVIATION = 0.08;
const MOST_DEVIATIONS = 3;
/** Of reading the place of one gap. */
const GAP_ERROR_BINS = 1.2;
/** Of a track that is no ruled line, times its length, and of a ruled line that has no track. */
const STRAY_COST = 0.6;
const MISSING_COST = 0.6;
const MOST_STRAYS = 4;
const MOST_MISSING = 4;

interface PlacedTrack {
  readonly track: LineTrack;
  /** Place across at a strip that all tracks are compared at. */
  readonly bin: number;
  /** Length as a part of the longest. */
  readonly weight: number;
}

interface Step {
  readonly track: number;
  readonly line: number;
  readonly score: number;
  readonly before: Step | null;
}

/**
 * The ruled lines that tracks of one family are, for the scale in pixels a millimetre that explains most of them; null when
 * none does. Which of two places is meant where both look alike (one corner square alone) cannot be told: the first is taken.
 */
export function matchLines(tracks: readonly LineTrack[], { least, most }: ScaleRange): LineMatch | null {
  const placed = placeTracks(tracks);
  const strays = placed.reduce((sum, { weight }) => sum + weight, 0) * STRAY_COST;
  let best: Step | null = null;
  for (let scale = least; scale <= most; scale *= SCALE_STEP) {
    const end = bestPath(placed, scale);
    if (end !== null && end.score > (best?.score ?? 0)) best = end;
  }
  if (best === null) return null;
  const lines: MatchedLine[] = [];
  for (let step: Step | null = best; step !== null; step = step.before) {
    const { track } = placed[step.track] as PlacedTrack;
    lines.unshift({ track, atMm: (RULED_LINES[step.line] as { atMm: number }).atMm });
  }
  return { lines, score: best.score - strays };
}

/**
 * The best way through tracks and ruled lines, in the order of both. Scores count a stray track as lost beforehand, so that
 * taking a track in gives its weight and its cost back.
 */
function bestPath(placed: readonly PlacedTrack[], scale: number): Step | null {
  const steps: Step[][] = [];
  let best: Step | null = null;
  for (const [track, { weight }] of placed.entries()) {
    const here: Step[] = [];
    for (let line = 0; line < RULED_LINES.length; line++) {
      let step: Step = { track, line, score: 0, before: null };
      for (let from = Math.max(0, track - 1 - MOST_STRAYS); from < track; from++) {
        for (const before of steps[from] as Step[]) {
          if (before.line >= line || line - before.line > MOST_MISSING + 1) continue;
          const score = before.score - gapCost(placed, { before, track, line }, scale);
          if (score > step.score) step = { track, line, score, before };
        }
      }
      const done = { ...step, score: step.score + weight * (1 + STRAY_COST) };
      here.push(done);
      if (done.score > (best?.score ?? 0)) best = done;
    }
    steps.push(here);
  }
  return best;
}

interface Gap {
  readonly before: Step;
  readonly track: number;
  readonly line: number;
}

function gapCost(placed: readonly PlacedTrack[], { before, track, line }: Gap, scale: number): number {
  const bins = (placed[track] as PlacedTrack).bin - (placed[before.track] as PlacedTrack).bin;
  const mm = (RULED_LINES[line]?.atMm ?? 0) - (RULED_LINES[before.line]?.atMm ?? 0);
  if (bins <= 0) return Number.POSITIVE_INFINITY;
  const deviation = Math.hypot(SCALE_DEVIATION, GAP_ERROR_BINS / bins);
  const deviations = Math.log(bins / (mm * scale)) / deviation;
  if (Math.abs(deviations) > MOST_DEVIATIONS) return Number.POSITIVE_INFINITY;
  return (line - before.line - 1) * MISSING_COST + deviations ** 2 / 10;
}

/** Tracks in their order across, at the strip that most of them meet. */
function placeTracks(tracks: readonly LineTrack[]): readonly PlacedTrack[] {
  const strips = tracks.flatMap(({ points }) => points.map(({ strip }) => strip)).toSorted((a, b) => a - b);
  const strip = strips[Math.floor(strips.length / 2)] ?? 0;
  const longest = Math.max(0, ...tracks.map(({ points }) => points.length));
  return tracks
    .map((track) => ({ track, bin: binAt(track, strip), weight: track.points.length / longest }))
    .toSorted((a, b) => a.bin - b.bin);
}

/** Where a track crosses a strip; beyond its ends it goes on as straight as it is on the whole. */
function binAt({ points }: LineTrack, strip: number): number {
  const after = points.findIndex((point) => point.strip >= strip);
  const [first, last] = [points[0], points.at(-1)] as [LineTrack['points'][0], LineTrack['points'][0]];
  const lean = (last.bin - first.bin) / (last.strip - first.strip);
  if (after === -1) return last.bin + lean * (strip - last.strip);
  if (after === 0) return first.bin + lean * (strip - first.strip);
  const [a, b] = [points[after - 1], points[after]] as [LineTrack['points'][0], LineTrack['points'][0]];
  return a.bin + ((b.bin - a.bin) * (strip - a.strip)) / (b.strip - a.strip);
}
