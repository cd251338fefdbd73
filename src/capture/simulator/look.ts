import { randomFrom } from './random.ts';

export type Rgb = readonly [r: number, g: number, b: number];

/** The dyes of a May-Grünwald-Giemsa smear, as optical densities of full strength in red, green, blue. */
export interface Inks {
  /** Dense chromatin: blue-violet. */
  readonly nuclear: Rgb;
  /** Ribonucleic acid of basophilic cytoplasm: sky blue. */
  readonly ribo: Rgb;
  /** Neutral cytoplasm of granulocytes: rose lilac. */
  readonly rose: Rgb;
  /** Eosinophil granules: pink orange. */
  readonly orange: Rgb;
  /** Haemoglobin at the thickest place of a red cell. */
  readonly haem: Rgb;
  /** Azurophilic granules: red purple. */
  readonly azur: Rgb;
  /** Basophil granules: dark violet. */
  readonly baso: Rgb;
}

/** How one slide was stained and one camera sees it. */
export interface SlideLook {
  readonly inks: Inks;
  /** Colour of empty plasma, 0 to 255. */
  readonly background: Rgb;
  /** Light lost in the corners, 0 to 0.25. */
  readonly vignette: number;
  /** Standard deviation of the objective's blur in best focus, µm. */
  readonly softnessUm: number;
  /** Standard deviation of the sensor noise, in grey levels. */
  readonly noise: number;
  /** How dark the rims of red cells are drawn: condensers stopped down show them darker. */
  readonly rim: number;
  /** How strongly the gaps in the chromatin show: stain and camera sharpen them. */
  readonly crispness: number;
  /** Share of red cells with drying artefacts (refractile bubbles). */
  readonly bubbles: number;
  /** Red cells per mm² before white cells push them aside. */
  readonly redCellsPerMm2: number;
}

interface Stain {
  readonly background: Rgb;
  readonly inks: Inks;
}

/** Measured on Barcelona (CellaVision) pictures: means of clustered pixels against the local background. */
const WARM: Stain = {
  background: [250, 224, 200],
  inks: {
    nuclear: [1.26, 2.1, 0.42],
    ribo: [0.66, 0.52, 0.08],
    rose: [0.21, 0.34, 0.17],
    orange: [0.2, 0.78, 0.58],
    haem: [0.21, 0.29, 0.21],
    azur: [0.8, 1.65, 0.36],
    baso: [1.3, 2.0, 0.42],
  },
};

/** Measured on BCCD fields. */
const VIOLET: Stain = {
  background: [204, 206, 202],
  inks: {
    nuclear: [0.56, 1.12, 0.05],
    ribo: [0.36, 0.22, 0.02],
    rose: [0.14, 0.34, 0.03],
    orange: [0.1, 0.68, 0.36],
    haem: [0.11, 0.29, 0.26],
    azur: [0.38, 0.85, 0.07],
    baso: [0.85, 1.4, 0.16],
  },
};

/** A white-balanced camera on a Wright stain. */
const NEUTRAL: Stain = {
  background: [232, 229, 227],
  inks: {
    nuclear: [1.0, 1.8, 0.35],
    ribo: [0.52, 0.38, 0.08],
    rose: [0.16, 0.33, 0.12],
    orange: [0.12, 0.66, 0.52],
    haem: [0.15, 0.36, 0.32],
    azur: [0.62, 1.45, 0.3],
    baso: [1.15, 1.75, 0.35],
  },
};

const STAINS = [WARM, VIOLET, NEUTRAL] as const;
const INK_NAMES = ['nuclear', 'ribo', 'rose', 'orange', 'haem', 'azur', 'baso'] as const;

/** The look of the slide with this seed: a mixture of measured stains, stronger or weaker, bluer or pinker. */
export function lookOf(seed: number): SlideLook {
  const random = randomFrom(seed, 0x100c);
  const raw = STAINS.map(() => random.unit() ** 5 + 0.004);
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const shares = raw.map((weight) => weight / total);
  const blend = (of: (stain: Stain) => Rgb): [number, number, number] => {
    const mixed: [number, number, number] = [0, 0, 0];
    STAINS.forEach((stain, s) => {
      of(stain).forEach((value, channel) => {
        mixed[channel as 0 | 1 | 2] += value * (shares[s] ?? 0);
      });
    });
    return mixed;
  };
  const strength = random.between(0.88, 1.12);
  const eosin = random.between(0.88, 1.14);
  const entries = INK_NAMES.map((name) => {
    const acid = name === 'orange' || name === 'haem' || name === 'rose' ? eosin : 1 / eosin ** 0.5;
    const [r, g, b] = blend((stain) => stain.inks[name]);
    const jitter = () => strength * acid * random.between(0.95, 1.05);
    return [name, [r * jitter(), g * jitter(), b * jitter()]] as const;
  });
  const gain = random.between(0.97, 1.02);
  const [r, g, b] = blend((stain) => stain.background);
  return {
    inks: Object.fromEntries(entries) as unknown as Inks,
    background: [Math.min(252, r * gain), Math.min(250, g * gain), Math.min(248, b * gain)],
    vignette: random.between(0.05, 0.2),
    softnessUm: random.between(0.055, 0.11),
    noise: random.between(1.2, 3),
    rim: random.between(0.15, 1),
    crispness: random.between(0.9, 1.7),
    bubbles: random.chance(0.4) ? random.between(0.02, 0.12) : 0,
    redCellsPerMm2: random.between(9_500, 13_500),
  };
}
