import { BoxSums } from './box-sums.ts';
import { RULED_LINES, TRIPLE_HALF_MM } from './chamber-layout.ts';
import type { RectifiedPicture } from './rectify.ts';

/** The ruling without its lines: how much brighter than its surroundings each place is, 0.1 a tenth. */
export interface ErasedPicture extends RectifiedPicture {
  /** How much is known of a place, 0 to 1: little on a line, nothing out of view. */
  readonly trust: Float32Array;
  /** How much lines differ from what is between them, as a part of it. */
  readonly lineContrast: number;
  /** Width of single lines at half their height. */
  readonly lineWidthMm: number;
}

/** A line with its fringes reaches so far to either side. */
const FRINGE_MM = 0.009;
/** Along so much of a line its own look is taken: longer than cells, shorter than changes of light. */
const LOOK_MM = 0.07;
const STATION_MM = 0.035;
/** Half the side of the square whose mean is the light of a place. */
const SURROUNDINGS_MM = 0.06;
/** What is left of the trust where a line covers a place fully. */
const TRUST_ON_LINE = 0.1;

/** Takes the light and the lines away, each line by what it looks like along itself, so that cells on it stay. */
export function eraseLines(picture: RectifiedPicture): ErasedPicture {
  const { width, height, inView } = picture;
  const zones = {
    across: zoneOf(width, picture.leftMm, picture),
    down: zoneOf(height, picture.topMm, picture),
  };
  const level = takeLightAway(picture, zones);
  const looks = new Float32Array(width * height);
  layLooks(level, looks, picture, { zone: zones.across, crossing: zones.down, vertical: true });
  layLooks(level, looks, picture, { zone: zones.down, crossing: zones.across, vertical: false });
  const lineContrast = contrastOf(looks, picture, zones);
  const pixels = level.map((value, at) => value - (looks[at] as number));
  const trust = looks.map((look, at) => {
    if (inView[at] === 0) return 0;
    const covered = Math.min(1, (2 * Math.abs(look)) / lineContrast);
    return 1 - covered * (1 - TRUST_ON_LINE);
  });
  return { ...picture, pixels, trust, lineContrast, lineWidthMm: widthOf(looks, picture) };
}

/** 1 for rows or columns that a line with its fringes covers. */
function zoneOf(length: number, firstMm: number, { pixelsPerMm }: RectifiedPicture): Uint8Array {
  const zone = new Uint8Array(length);
  for (const { atMm, triple } of RULED_LINES) {
    const half = FRINGE_MM + (triple ? TRIPLE_HALF_MM : 0);
    const first = Math.max(0, Math.ceil((atMm - half - firstMm) * pixelsPerMm));
    const last = Math.min(length - 1, Math.floor((atMm + half - firstMm) * pixelsPerMm));
    if (first <= last) zone.fill(1, first, last + 1);
  }
  return zone;
}

interface Zones {
  readonly across: Uint8Array;
  readonly down: Uint8Array;
}

/** Each pixel as a part of the mean of its surroundings between the lines, less 1; 0 out of view. */
function takeLightAway(picture: RectifiedPicture, { across, down }: Zones): Float32Array {
  const { width, height, pixels, inView } = picture;
  const between = inView.map((seen, at) =>
    across[at % width] === 1 || down[Math.floor(at / width)] === 1 ? 0 : seen,
  );
  const area = new BoxSums(between, picture);
  const light = new BoxSums(
    pixels.map((value, at) => (between[at] === 1 ? value : 0)),
    picture,
  );
  const reach = Math.round(SURROUNDINGS_MM * picture.pixelsPerMm);
  const level = new Float32Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (inView[at] === 0) continue;
      const mean = light.around(x, y, reach) / Math.max(1, area.around(x, y, reach));
      level[at] = mean < 1 ? 0 : (pixels[at] as number) / mean - 1;
    }
  }
  return level;
}

interface Family {
  readonly zone: Uint8Array;
  readonly crossing: Uint8Array;
  readonly vertical: boolean;
}

/** Writes what the lines of one family look like into `looks`; where two cross, the stronger one stays. */
function layLooks(
  level: Float32Array,
  looks: Float32Array,
  { width, height, pixelsPerMm, inView }: RectifiedPicture,
  { zone, crossing, vertical }: Family,
): void {
  const [length, step] = vertical ? [height, width] : [width, 1];
  const spacing = Math.max(4, Math.round(STATION_MM * pixelsPerMm));
  const reach = Math.round(LOOK_MM * pixelsPerMm);
  const stations = Math.ceil(length / spacing) + 1;
  for (const [index, isLine] of zone.entries()) {
    if (isLine === 0) continue;
    const start = vertical ? index : index * width;
    const medians = Array.from({ length: stations }, (_, station) => {
      const along: number[] = [];
      for (let at = station * spacing - reach; at <= station * spacing + reach; at++) {
        if (at < 0 || at >= length || crossing[at] === 1 || inView[start + at * step] === 0) continue;
        along.push(level[start + at * step] as number);
      }
      return medianOf(along);
    });
    for (let at = 0; at < length; at++) {
      if (inView[start + at * step] === 0) continue;
      const [station, share] = [Math.floor(at / spacing), (at % spacing) / spacing];
      const look = (medians[station] as number) * (1 - share) + (medians[station + 1] as number) * share;
      const place = start + at * step;
      if (Math.abs(look) > Math.abs(looks[place] as number)) looks[place] = look;
    }
  }
}

function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The strength that nine tenths of what lies in the zones of lines do not reach. */
function contrastOf(
  looks: Float32Array,
  { width, inView }: RectifiedPicture,
  { across, down }: Zones,
): number {
  const strengths: number[] = [];
  for (let at = 0; at < looks.length; at += 7) {
    const inZone = across[at % width] === 1 || down[Math.floor(at / width)] === 1;
    if (inZone && inView[at] === 1) strengths.push(Math.abs(looks[at] as number));
  }
  return strengths.sort((a, b) => a - b)[Math.floor(0.9 * strengths.length)] ?? 0;
}

/** The middle of the widths of single lines at half their height; 0 where none is in view. */
function widthOf(looks: Float32Array, picture: RectifiedPicture): number {
  const { width, height, pixelsPerMm, leftMm, topMm } = picture;
  const reach = Math.round(FRINGE_MM * pixelsPerMm);
  const widths = RULED_LINES.filter(({ triple }) => !triple).flatMap(({ atMm }) => {
    const [column, row] = [
      Math.round((atMm - leftMm) * pixelsPerMm),
      Math.round((atMm - topMm) * pixelsPerMm),
    ];
    const offsets = Array.from({ length: 2 * reach + 1 }, (_, at) => at - reach);
    const down = offsets.map((off) =>
      meanAlong(looks, column + off, { count: width, length: height, step: width, apart: 1 }),
    );
    const across = offsets.map((off) =>
      meanAlong(looks, row + off, { count: height, length: width, step: 1, apart: width }),
    );
    return [down, across].map(
      (profile) => profile.filter((value) => 2 * value > Math.max(...profile)).length,
    );
  });
  return medianOf(widths.filter((count) => count > 0)) / pixelsPerMm;
}

interface Lines {
  readonly count: number;
  readonly length: number;
  /** From place to place on a line, and from line to line. */
  readonly step: number;
  readonly apart: number;
}

function meanAlong(looks: Float32Array, line: number, { count, length, step, apart }: Lines): number {
  if (line < 0 || line >= count) return 0;
  let sum = 0;
  for (let at = 0; at < length; at++) sum += Math.abs(looks[line * apart + at * step] as number);
  return sum / length;
}
