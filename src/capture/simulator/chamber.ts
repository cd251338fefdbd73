import { type ChamberView, type Place, pixelOf, placeSeen } from './chamber-view.ts';
import { smoothstep } from './patch.ts';
import { type Random, randomFrom } from './random.ts';

/** A counting chamber (improved Neubauer) with cells, and how a camera sees it. */
export interface ChamberPlan extends ChamberView {
  readonly seed: number;
  readonly cellsPerMm2: number;
  readonly cellRadiusUm: number;
  readonly cells: 'bright' | 'dark';
  readonly lines: 'bright' | 'dark';
  /** Radius of the round field of an eyepiece, as a part of half the shorter side; null: the whole picture is lit. */
  readonly fieldRadius: number | null;
  /** Standard deviation of the camera's noise, of 255. */
  readonly noise: number;
}

export interface ChamberCellTruth {
  readonly mm: Place;
  readonly pixel: Place;
}

export interface DrawnChamber {
  readonly width: number;
  readonly height: number;
  /** Packed RGB. */
  readonly pixels: Uint8Array;
  /** Every cell in and around the ruling, in view or not. */
  readonly cells: readonly ChamberCellTruth[];
}

const SIDE_MM = 3;
/** Lines go on beyond the ruling, and so do cells. */
const OVERHANG_MM = 0.06;
const AROUND_MM = 0.3;
const LINE_HALF_MM = 0.0017;
const TRIPLE_STEP_MM = 0.0065;
/** Cells touch but do not lie over each other: centres are so many radii apart. */
const LEAST_APART = 2.2;
/** Dust: so many specks a mm², far smaller than cells. */
const DUST_PER_MM2 = 25;
const DUST_RADIUS_MM = 0.0015;
const GROUND = 150;
const BINS_PER_MM = 20;

interface Dot {
  readonly mm: Place;
  readonly radiusMm: number;
  readonly isDust: boolean;
}

/** Draws a chamber as a camera sees it, with the truth about its cells. The same plan gives the same pixels. */
export function drawChamber(plan: ChamberPlan): DrawnChamber {
  const { width, height } = plan;
  const random = randomFrom(plan.seed, 0xc4a3be5);
  const cells = scatterCells(plan, random);
  const dots = binned([...cells, ...scatterDust(random)]);
  const seen = placeSeen(plan);
  const soft = 0.7 / plan.pixelsPerMm;
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = seen([x, y]);
      const line = Math.max(isRuled(v) ? lineAt(u, soft) : 0, isRuled(u) ? lineAt(v, soft) : 0);
      const lines = 0.55 * line * (plan.lines === 'bright' ? 1 : -1);
      const light =
        GROUND * fieldLight(plan, x, y) * Math.max(0, 1 + lines + dotsAt(dots, [u, v], plan, soft));
      for (let channel = 0; channel < 3; channel++)
        pixels[at++] = Math.max(0, Math.min(255, Math.round(random.normal(light, plan.noise))));
    }
  }
  return { width, height, pixels, cells: cells.map(({ mm }) => ({ mm, pixel: pixelOf(plan, mm) })) };
}

function isRuled(mm: number): boolean {
  return mm >= -OVERHANG_MM && mm <= SIDE_MM + OVERHANG_MM;
}

/** How much of a line, 0 to 1, lies at this place of its axis. */
function lineAt(mm: number, soft: number): number {
  if (!isRuled(mm)) return 0;
  const inTheMiddle = mm > 0.975 && mm < 2.025;
  const step = inTheMiddle ? 0.05 : 0.25;
  const nearest = Math.round(mm / step) * step;
  const isTriple = inTheMiddle
    ? Math.round(nearest / 0.05) % 4 === 0
    : Math.abs(nearest - Math.round(nearest)) < 0.01;
  const away = Math.abs(mm - nearest);
  const offset = isTriple ? Math.min(away, Math.abs(away - TRIPLE_STEP_MM)) : away;
  return 1 - smoothstep(LINE_HALF_MM - soft / 2, LINE_HALF_MM + soft, offset);
}

/** The light of the field: falls off towards its edge, black beyond. */
function fieldLight({ width, height, fieldRadius }: ChamberPlan, x: number, y: number): number {
  const away = Math.hypot(x - width / 2, y - height / 2) / (Math.min(width, height) / 2);
  if (fieldRadius === null) return 1 - 0.1 * away * away;
  return away > fieldRadius ? 0.02 : 1 - 0.3 * (away / fieldRadius) ** 2;
}

function scatterCells({ cellsPerMm2, cellRadiusUm }: ChamberPlan, random: Random): readonly Dot[] {
  const side = SIDE_MM + 2 * AROUND_MM;
  const radiusMm = cellRadiusUm / 1000;
  const cells: Dot[] = [];
  for (let left = Math.round(cellsPerMm2 * side * side); left > 0; left--) {
    const mm: Place = [
      random.between(-AROUND_MM, side - AROUND_MM),
      random.between(-AROUND_MM, side - AROUND_MM),
    ];
    const isFree = cells.every(
      (other) => Math.hypot(other.mm[0] - mm[0], other.mm[1] - mm[1]) > LEAST_APART * radiusMm,
    );
    if (isFree) cells.push({ mm, radiusMm: radiusMm * random.between(0.9, 1.1), isDust: false });
  }
  return cells;
}

function scatterDust(random: Random): readonly Dot[] {
  return Array.from({ length: DUST_PER_MM2 * SIDE_MM * SIDE_MM }, () => ({
    mm: [random.between(0, SIDE_MM), random.between(0, SIDE_MM)] as const,
    radiusMm: DUST_RADIUS_MM,
    isDust: true,
  }));
}

/** Dots by the squares of 1/20 mm around them, so that a pixel looks at its own only. */
function binned(dots: readonly Dot[]): ReadonlyMap<number, readonly Dot[]> {
  const bins = new Map<number, Dot[]>();
  for (const dot of dots) {
    const [column, row] = [Math.floor(dot.mm[0] * BINS_PER_MM), Math.floor(dot.mm[1] * BINS_PER_MM)];
    for (const [dx, dy] of [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy] as const))) {
      const key = (column + dx) * 1000 + row + dy;
      const bin = bins.get(key);
      if (bin) bin.push(dot);
      else bins.set(key, [dot]);
    }
  }
  return bins;
}

/** How much brighter (or darker) cells and dust make a place, as a part of the ground. */
function dotsAt(
  bins: ReadonlyMap<number, readonly Dot[]>,
  [u, v]: Place,
  { cells }: ChamberPlan,
  soft: number,
): number {
  let sum = 0;
  for (const { mm, radiusMm, isDust } of bins.get(
    Math.floor(u * BINS_PER_MM) * 1000 + Math.floor(v * BINS_PER_MM),
  ) ?? []) {
    const away = Math.hypot(u - mm[0], v - mm[1]);
    const disk = (radius: number): number => 1 - smoothstep(radius - soft, radius + soft, away);
    if (isDust) sum -= 0.5 * disk(radiusMm);
    else if (cells === 'dark') sum -= 0.4 * disk(radiusMm);
    // A bright body, a dark rim, a halo that fades: phase contrast.
    else sum += 0.75 * disk(0.75 * radiusMm) - 0.25 * disk(radiusMm) + 0.12 * disk(1.5 * radiusMm);
  }
  return sum;
}
