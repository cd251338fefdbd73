import { type ChamberMap, fitChamberMap, type LinePoint } from './chamber-map.ts';
import { fieldOfView } from './field-of-view.ts';
import { greyPicture, type RgbPicture } from './grey-picture.ts';
import { levelPicture } from './level-picture.ts';
import { lineDirections } from './line-directions.ts';
import { followLines, type LineLook } from './line-tracks.ts';
import { type LineMatch, matchLines } from './match-lines.ts';
import { type SqueezedPicture, squeezeAlongLines } from './squeezed-picture.ts';

/** The ruling of a chamber found in a picture. */
export interface FoundGrid {
  /** Between pixels of the whole picture and millimetres of the ruling. */
  readonly map: ChamberMap;
  readonly pixelsPerMm: number;
  /** What of the ruling its found lines span, in mm. */
  readonly acrossMm: readonly [number, number];
  readonly downMm: readonly [number, number];
}

/** Lines are looked for in a picture of so many pixels at most. */
const GRID_PIXELS = 1_250_000;
/** Part of the picture's longer side within which light is taken as even: wider than lines are. */
const SURROUNDINGS = 64;
/** Blurs that join the lines of a triple line, in pixels, and the scales in pixels a millimetre that each is right for. */
const SIGMAS = [1, 2, 4];
const SCALE_OF_SIGMA = { least: 120, most: 330 };
/** What a match is worth at least, in lines: a whole square has five each way. */
const LEAST_SCORE = 3;
/** Found lines lie so close to where they should; stripes that are no ruling do not. */
const MOST_RMS_MM = 0.006;
/** A ruling is as wide as it is high, tilted or not. */
const MOST_STRETCH = 1.3;

/** The ruling in a picture, turned, tilted, bent, brighter or darker than its ground; null when there is none. */
export function findGrid(picture: RgbPicture): FoundGrid | null {
  const factor = Math.ceil(Math.sqrt((picture.width * picture.height) / GRID_PIXELS));
  const grey = greyPicture(picture, factor);
  const surroundings = Math.round(Math.max(grey.width, grey.height) / SURROUNDINGS);
  const level = levelPicture({ ...grey, inView: fieldOfView(grey) }, surroundings);
  const [across, down] = lineDirections(level).map((angle) => squeezeAlongLines(level, angle));
  if (across === undefined || down === undefined) return null;
  const match = bestMatch(across, down);
  if (match === null) return null;
  const points = [pointsOf(across, match.across, factor), pointsOf(down, match.down, factor)] as const;
  const { map, rmsMm } = fitChamberMap(...points);
  if (rmsMm > MOST_RMS_MM) return null;
  const spans = { acrossMm: spanOf(match.across), downMm: spanOf(match.down) };
  const pixelsPerMm = scaleOf(map, spans);
  return pixelsPerMm === null ? null : { map, pixelsPerMm, ...spans };
}

interface BothMatches {
  readonly across: LineMatch;
  readonly down: LineMatch;
}

/** Lines look the same both ways: the look under which the weaker direction is best explained. */
function bestMatch(across: SqueezedPicture, down: SqueezedPicture): BothMatches | null {
  let best: BothMatches | null = null;
  const worth = (match: BothMatches): number => Math.min(match.across.score, match.down.score);
  for (const sigma of SIGMAS) {
    const scales = { least: SCALE_OF_SIGMA.least * sigma, most: SCALE_OF_SIGMA.most * sigma };
    for (const sign of [1, -1] as const) {
      const look: LineLook = { sign, sigma };
      const [u, v] = [across, down].map((lines) => matchLines(followLines(lines, look), scales));
      if (u === null || v === null || u === undefined || v === undefined) continue;
      if (worth({ across: u, down: v }) > (best === null ? LEAST_SCORE : worth(best)))
        best = { across: u, down: v };
    }
  }
  return best;
}

/** The points of matched lines in the whole picture, of which `factor` pixels were averaged to one. */
function pointsOf(picture: SqueezedPicture, { lines }: LineMatch, factor: number): readonly LinePoint[] {
  return lines.flatMap(({ track, atMm }) =>
    track.points.map(({ bin, strip }) => {
      const [x, y] = picture.placeOf(bin, strip);
      // The middle of a reduced pixel is the middle of its square.
      return { atMm, place: [(x + 0.5) * factor - 0.5, (y + 0.5) * factor - 0.5] as const };
    }),
  );
}

function spanOf({ lines }: LineMatch): readonly [number, number] {
  return [lines[0]?.atMm ?? 0, lines.at(-1)?.atMm ?? 0];
}

/** Pixels a millimetre in the middle of what was found; null where a square would not be one. */
function scaleOf(
  map: ChamberMap,
  { acrossMm, downMm }: Pick<FoundGrid, 'acrossMm' | 'downMm'>,
): number | null {
  const [u, v] = [(acrossMm[0] + acrossMm[1]) / 2, (downMm[0] + downMm[1]) / 2];
  const [x, y] = map.toPicture([u, v]);
  const [right, below] = [map.toPicture([u + 0.1, v]), map.toPicture([u, v + 0.1])];
  const [wide, high] = [
    Math.hypot(right[0] - x, right[1] - y) * 10,
    Math.hypot(below[0] - x, below[1] - y) * 10,
  ];
  const stretch = Math.max(wide / high, high / wide);
  return stretch <= MOST_STRETCH ? Math.sqrt(wide * high) : null;
}
