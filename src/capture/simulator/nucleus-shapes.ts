import type { NucleatedClass } from './class-mix.ts';
import type { Dent, Lobe, NucleusShape, Strand } from './nucleus.ts';
import type { Random } from './random.ts';

type ShapeMaker = (radius: number, random: Random) => NucleusShape;

const SHAPES: Readonly<Record<NucleatedClass, ShapeMaker>> = {
  neutrophil_segmented: (radius, random) => {
    const count = random.weighted([
      [2, 0.1],
      [3, 0.48],
      [4, 0.34],
      [5, 0.08],
    ] as const);
    return segmented(radius, random, { count, cover: 0.42, filament: 0.045 });
  },
  neutrophil_band: (radius, random) =>
    band(radius, random, { thick: 0.235, wobble: 0.14, minSpan: 2.7, maxSpan: 4.3 }),
  eosinophil: (radius, random) => {
    const count = random.weighted([
      [2, 0.82],
      [3, 0.18],
    ] as const);
    return segmented(radius, random, { count, cover: 0.4, filament: 0.07 });
  },
  basophil: (radius, random) => {
    const count = random.weighted([
      [2, 0.5],
      [3, 0.5],
    ] as const);
    return { ...segmented(radius, random, { count, cover: 0.62, filament: 0.18 }), blend: 0.9, unrest: 0.3 };
  },
  lymphocyte: (radius, random) => {
    const share = random.weighted([
      [random.between(0.84, 0.93), 0.6],
      [random.between(0.68, 0.84), 0.4],
    ] as const);
    return rounded(radius, random, {
      long: share,
      short: share * random.between(0.88, 1),
      dent: random.chance(0.3) ? 0.14 : 0,
    });
  },
  monocyte: (radius, random) =>
    random.weighted([
      [
        (): NucleusShape => band(radius, random, { thick: 0.36, wobble: 0.1, minSpan: 1.2, maxSpan: 2.4 }),
        0.4,
      ],
      [
        (): NucleusShape => band(radius, random, { thick: 0.3, wobble: 0.15, minSpan: 2.2, maxSpan: 3.6 }),
        0.25,
      ],
      [(): NucleusShape => folded(radius, random), 0.35],
    ] as const)(),
  metamyelocyte: (radius, random) =>
    band(radius, random, { thick: random.between(0.33, 0.41), wobble: 0.07, minSpan: 1.6, maxSpan: 2.4 }),
  myelocyte: (radius, random) => {
    const long = random.between(0.6, 0.7);
    return rounded(radius, random, {
      long,
      short: long * random.between(0.74, 0.92),
      dent: random.chance(0.3) ? 0.06 : 0,
    });
  },
  promyelocyte: (radius, random) => {
    const long = random.between(0.72, 0.86);
    return rounded(radius, random, {
      long,
      short: long * random.between(0.8, 0.95),
      dent: random.chance(0.2) ? 0.07 : 0,
    });
  },
  erythroblast: (radius, random) => {
    const share = random.between(0.5, 0.7);
    const round = rounded(radius, random, { long: share, short: share * random.between(0.94, 1), dent: 0 });
    return { ...round, unrest: 0.1 };
  },
};

/** The nucleus of a cell of this class and radius (µm). */
export function nucleusOf(name: NucleatedClass, radius: number, random: Random): NucleusShape {
  return SHAPES[name](radius, random);
}

/** Lobes along a bow, joined by filaments. `cover`: share of the cell's area that is nucleus. */
function segmented(
  radius: number,
  random: Random,
  plan: { readonly count: number; readonly cover: number; readonly filament: number },
): NucleusShape {
  const { count } = plan;
  const start = random.between(0, 2 * Math.PI);
  const span = count === 2 ? random.between(1.9, 3) : random.between(3.2, 4.6);
  const bow = radius * (count === 2 ? random.between(0.38, 0.46) : random.between(0.42, 0.52));
  const bend = random.between(0.75, 1);
  const area = (radius * radius * plan.cover) / count;
  const lobes = Array.from({ length: count }, (_, index): Lobe => {
    const angle = start + (span * index) / Math.max(1, count - 1) + random.normal(0, 0.12);
    const ratio = random.between(1.05, 1.6);
    const size = Math.sqrt(area * random.between(0.75, 1.25));
    const reach = bow * random.between(0.85, 1.12);
    return {
      x: reach * Math.cos(angle),
      y: reach * Math.sin(angle) * bend,
      long: Math.min(size * Math.sqrt(ratio), radius * 0.62),
      short: Math.min(size / Math.sqrt(ratio), radius * 0.48),
      ...axisAt(angle + Math.PI / 2 + random.normal(0, 0.5)),
    };
  });
  const strands = lobes.slice(1).map((lobe, index): Strand => {
    const before = lobes[index] as Lobe;
    return {
      x1: before.x,
      y1: before.y,
      x2: lobe.x,
      y2: lobe.y,
      thick: radius * plan.filament * random.between(0.8, 1.5),
    };
  });
  return { lobes, strands, dents: [], blend: 0.35, unrest: 0.28 };
}

interface BandPlan {
  /** Half the ribbon's width and how much it narrows in the middle, as shares of the radius. */
  readonly thick: number;
  readonly wobble: number;
  /** How far round the bow goes, radians: a kidney below 2, a horseshoe above 3. */
  readonly minSpan: number;
  readonly maxSpan: number;
}

/** A ribbon bent to a kidney, C or U, of nearly one width, without filaments. */
function band(radius: number, random: Random, plan: BandPlan): NucleusShape {
  const start = random.between(0, 2 * Math.PI);
  const span = random.between(plan.minSpan, plan.maxSpan);
  const bow = radius * random.between(0.42, 0.5);
  const squash = random.between(0.75, 1);
  const lean = random.normal(0, 0.12);
  const pieces = 8;
  // A short bow would lie off the centre: bring it back half of the way.
  const back = bow * Math.max(0, Math.sin(span / 2) / (span / 2)) * 0.5;
  const middle = start + span / 2;
  const points = Array.from({ length: pieces + 1 }, (_, index) => {
    const t = index / pieces;
    const angle = start + span * t;
    const x = bow * Math.cos(angle) - back * Math.cos(middle);
    const y = (bow * Math.sin(angle) - back * Math.sin(middle)) * squash;
    const waist = 1 + plan.wobble * Math.cos(4 * Math.PI * t) + lean * (t - 0.5) - random.between(0, 0.06);
    return { x, y, thick: radius * plan.thick * waist };
  });
  const strands = points.slice(1).map((point, index): Strand => {
    const before = points[index] as { x: number; y: number };
    return { x1: before.x, y1: before.y, x2: point.x, y2: point.y, thick: point.thick };
  });
  return { lobes: [], strands, dents: [], blend: 0.5, unrest: 0.26 };
}

/** One oval off the centre, with a bay of the given depth (share of the radius) on the side of the centre. */
function rounded(
  radius: number,
  random: Random,
  plan: { readonly long: number; readonly short: number; readonly dent: number },
): NucleusShape {
  const toward = random.between(0, 2 * Math.PI);
  const off = radius * Math.max(0.02, (0.92 - plan.short) * random.between(0.3, 0.75));
  const [x, y] = [off * Math.cos(toward), off * Math.sin(toward)];
  const axis = axisAt(toward + Math.PI / 2 + random.normal(0, 0.2));
  const lobe: Lobe = { x, y, long: radius * plan.long, short: radius * plan.short, ...axis };
  if (plan.dent === 0) return { lobes: [lobe], strands: [], dents: [], blend: 0.3, unrest: 0.22 };
  const bay = radius * random.between(0.28, 0.5);
  const reach = radius * (plan.short - plan.dent) + bay;
  const side = toward + Math.PI + random.normal(0, 0.25);
  const dent: Dent = { x: x + reach * Math.cos(side), y: y + reach * Math.sin(side), radius: bay };
  return { lobes: [lobe], strands: [], dents: [dent], blend: 0.3, unrest: 0.26 };
}

/** Two or three broad lobes folded over each other, as in many monocytes. */
function folded(radius: number, random: Random): NucleusShape {
  const turn = random.between(0, Math.PI);
  const lobes = [-1, 0, 1].map((side): Lobe => {
    const reach = radius * 0.3 * side;
    return {
      x: reach * Math.cos(turn) + random.normal(0, 0.08 * radius),
      y: reach * Math.sin(turn) + random.normal(0, 0.08 * radius),
      long: radius * random.between(0.42, 0.58),
      short: radius * random.between(0.3, 0.42),
      ...axisAt(turn + Math.PI / 2 + random.normal(0, 0.5)),
    };
  });
  return { lobes, strands: [], dents: [], blend: 0.7, unrest: 0.4 };
}

function axisAt(angle: number): { readonly axisX: number; readonly axisY: number } {
  return { axisX: Math.cos(angle), axisY: Math.sin(angle) };
}
