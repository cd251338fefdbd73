import type { GreyPicture } from '../../src/slide/luminance.ts';

export interface DrawnRuler {
  readonly spacing: number;
  /** Degrees of the lines' normal to the x axis. */
  readonly angle?: number;
  readonly lineWidth?: number;
  /** Spread of the blur in pixels. */
  readonly blur?: number;
  /** Spread of the noise; lines are 100 darker than the glass. */
  readonly noise?: number;
  /** Part of the picture, along the lines, that they reach into. */
  readonly reach?: number;
  /** Every tenth line longer, every other one of half the reach, as on a stage micrometer. */
  readonly decades?: boolean;
  /** Lines in the other direction too. */
  readonly grid?: boolean;
}

const [WIDTH, HEIGHT] = [480, 360];

/** A ruler as a microscope would show it: soft dark lines on bright glass that darkens toward the corners. */
export function drawRuler({ spacing, angle = 0, ...how }: DrawnRuler): GreyPicture {
  const { lineWidth = 3, blur = 0.7, noise = 0, reach = 1, decades = false, grid = false } = how;
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const random = noiseFrom(7);
  const line = (across: number) => {
    const distance = Math.abs(across - spacing * Math.round(across / spacing));
    return 1 / (1 + Math.exp((distance - lineWidth / 2) / (0.6 * blur)));
  };
  const pixels = Float32Array.from({ length: WIDTH * HEIGHT }, (_, index) => {
    const [x, y] = [(index % WIDTH) - WIDTH / 2, Math.floor(index / WIDTH) - HEIGHT / 2];
    const [across, along] = [x * cos + y * sin, y * cos - x * sin];
    const isLong = !decades || Math.round(across / spacing) % 10 === 0;
    const drawn = Math.abs(along) < (reach * HEIGHT) / (isLong ? 2 : 4);
    const ink = Math.max(drawn ? line(across) : 0, grid ? line(along) : 0);
    const light = 200 - 60 * ((x / WIDTH) ** 2 + (y / HEIGHT) ** 2);
    return light - 100 * ink + noise * random();
  });
  return { width: WIDTH, height: HEIGHT, pixels };
}

/** Round cells strewn at random: a smear seen by somebody who forgot the ruler. */
export function drawCells(seed: number): GreyPicture {
  const random = noiseFrom(seed);
  const cells = Array.from({ length: 60 }, () => [(random() + 2) * 120, (random() + 2) * 90] as const);
  const pixels = Float32Array.from({ length: WIDTH * HEIGHT }, (_, index) => {
    const [x, y] = [index % WIDTH, Math.floor(index / WIDTH)];
    const nearest = Math.min(...cells.map(([cx, cy]) => Math.hypot(x - cx, y - cy)));
    return 200 - 80 / (1 + Math.exp((nearest - 22) / 1.5)) + 4 * random();
  });
  return { width: WIDTH, height: HEIGHT, pixels };
}

/** Values with mean 0 and spread 1, always the same for a seed: sums of uniform ones of a linear generator. */
function noiseFrom(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => uniform() + uniform() + uniform() + uniform() - 2;
}
