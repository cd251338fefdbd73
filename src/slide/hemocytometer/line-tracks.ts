import { type SqueezedPicture, STRIP_PIXELS } from './squeezed-picture.ts';

/** A line followed down the strips. */
export interface LineTrack {
  readonly points: readonly TrackPoint[];
}

export interface TrackPoint {
  readonly strip: number;
  /** Place across, in bins and parts of one. */
  readonly bin: number;
}

export interface LineLook {
  /** 1: brighter than what is around, −1: darker. */
  readonly sign: 1 | -1;
  /** Width of the blur under which the three lines of a triple line are one, in bins. */
  readonly sigma: number;
}

/** A peak stands out by this part of what the strongest peaks stand out by, at least. */
const LEAST_OF_STRONG = 0.12;
const STRONG_RANK = 0.97;
/** In sigmas: the ground beside a peak is looked for so far to either side. */
const GROUND_SIGMAS = 5;
/** A line may lean so far from its family's direction: 14°. */
const LEAN_BINS = STRIP_PIXELS / 4;
const MOST_MISSED = 3;
const LEAST_STRIPS = 6;
/** Part of the strips between its ends in which a line is seen. */
const LEAST_SEEN = 0.6;

/** The lines of one family that look as told. */
export function followLines(picture: SqueezedPicture, look: LineLook): readonly LineTrack[] {
  const done: TrackPoint[][] = [];
  let open: TrackPoint[][] = [];
  for (const [strip, bins] of findPeaks(picture, look).entries()) {
    const { true: lost = [], false: followed = [] } = Object.groupBy(open, (track) =>
      strip - lastOf(track).strip > MOST_MISSED ? 'true' : 'false',
    );
    done.push(...lost);
    open = [...followed, ...extend(followed, strip, bins)];
  }
  return [...done, ...open].filter(isLine).map((points) => ({ points }));
}

/** Gives each track the peak it leads to, the closest first; the peaks left over begin tracks of their own. */
function extend(tracks: readonly TrackPoint[][], strip: number, bins: readonly number[]): TrackPoint[][] {
  const pairs = tracks
    .flatMap((track) => bins.map((bin) => ({ track, bin, miss: missOf(track, { strip, bin }) })))
    .filter(({ miss }) => miss <= 1)
    .toSorted((a, b) => a.miss - b.miss);
  const taken = new Set<number>();
  for (const { track, bin } of pairs) {
    if (taken.has(bin) || lastOf(track).strip === strip) continue;
    track.push({ strip, bin });
    taken.add(bin);
  }
  return bins.filter((bin) => !taken.has(bin)).map((bin) => [{ strip, bin }]);
}

function lastOf(track: readonly TrackPoint[]): TrackPoint {
  return track.at(-1) as TrackPoint;
}

function isLine(track: readonly TrackPoint[]): boolean {
  const span = lastOf(track).strip - (track[0] as TrackPoint).strip + 1;
  return track.length >= LEAST_STRIPS && track.length >= LEAST_SEEN * span;
}

/** How far a peak lies from where a track leads, as a part of what is allowed. */
function missOf(track: readonly TrackPoint[], { strip, bin }: TrackPoint): number {
  const last = lastOf(track);
  const before = track[Math.max(0, track.length - 6)] as TrackPoint;
  const known = last.strip - before.strip;
  const lean = known === 0 ? 0 : (last.bin - before.bin) / known;
  const steps = strip - last.strip;
  const allowed = known < 3 ? LEAN_BINS * steps : 1.5 + 0.5 * steps;
  return Math.abs(bin - last.bin - lean * steps) / allowed;
}

/** The places of the peaks of each strip. */
function findPeaks(picture: SqueezedPicture, { sign, sigma }: LineLook): readonly (readonly number[])[] {
  const { strips, bins, values } = picture;
  const reach = Math.round(GROUND_SIGMAS * sigma);
  const found: { strip: number; bin: number; height: number }[] = [];
  for (let strip = 0; strip < strips; strip++) {
    const row = blurRow(values.subarray(strip * bins, (strip + 1) * bins), sigma, sign);
    for (let bin = 1; bin < bins - 1; bin++) {
      const height = peakHeight(row, bin, reach);
      if (height > 0) found.push({ strip, bin: bin + vertexOf(row, bin), height });
    }
  }
  const heights = found.map(({ height }) => height).toSorted((a, b) => a - b);
  const least = LEAST_OF_STRONG * (heights[Math.floor(STRONG_RANK * (heights.length - 1))] ?? 0);
  const peaks: number[][] = Array.from({ length: strips }, () => []);
  for (const { strip, bin, height } of found) if (height >= least) peaks[strip]?.push(bin);
  return peaks;
}

/** A row under a Gaussian blur, with the bins that are in view only; NaN stays where nothing is. */
function blurRow(row: Float32Array, sigma: number, sign: 1 | -1): Float32Array {
  const reach = Math.ceil(2.5 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-(((at - reach) / sigma) ** 2) / 2),
  );
  return row.map((value, bin) => {
    if (Number.isNaN(value)) return value;
    let [sum, weight] = [0, 0];
    for (let at = 0; at < weights.length; at++) {
      const beside = row[bin + at - reach];
      if (beside === undefined || Number.isNaN(beside)) continue;
      sum += beside * (weights[at] as number);
      weight += weights[at] as number;
    }
    return (sign * sum) / weight;
  });
}

/** How far a peak rises over the lower ground that parts it from a higher one; 0 where there is none. */
function peakHeight(row: Float32Array, bin: number, reach: number): number {
  const value = row[bin] as number;
  if (!(value > (row[bin - 1] as number) && value >= (row[bin + 1] as number))) return 0;
  return (
    value - Math.max(groundBeside(row, { bin, step: -1, reach }), groundBeside(row, { bin, step: 1, reach }))
  );
}

/** The lowest value beside a peak, as far as `reach` bins or up to a higher one. */
function groundBeside(
  row: Float32Array,
  { bin, step, reach }: { readonly bin: number; readonly step: 1 | -1; readonly reach: number },
): number {
  const value = row[bin] as number;
  let ground = value;
  for (let off = 1; off <= reach; off++) {
    const beside = row[bin + off * step];
    if (beside === undefined || Number.isNaN(beside) || beside > value) break;
    ground = Math.min(ground, beside);
  }
  return ground;
}

/** The vertex of the parabola through a peak and its neighbours, in bins from it. */
function vertexOf(row: Float32Array, bin: number): number {
  const [before, peak, after] = [row[bin - 1], row[bin], row[bin + 1]] as unknown as [number, number, number];
  const bend = before - 2 * peak + after;
  return bend === 0 ? 0 : (before - after) / (2 * bend);
}
