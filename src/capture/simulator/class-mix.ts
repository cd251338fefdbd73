import type { ModelClass } from '../../core/cells.ts';
import type { OutlineShape } from './outline.ts';
import type { Random } from './random.ts';

/** `normal`: a healthy adult's differential with a few immature cells; `uniform`: every class as often. */
export type ClassMix = 'normal' | 'uniform';

/** Every class that has a nucleus. */
export type NucleatedClass = Exclude<ModelClass, 'platelet'>;

interface ClassPlan {
  /** Of 1000 nucleated cells in the normal mix. */
  readonly perMille: number;
  readonly meanRadiusUm: number;
  readonly deviationUm: number;
  readonly maxElongation: number;
  readonly roughness: number;
  readonly waves: number;
}

/** Sizes measured on Barcelona cells (0.117 µm a pixel, red cells 7.5 µm): field knowledge in one table. */
const PLANS: Readonly<Record<NucleatedClass, ClassPlan>> = {
  neutrophil_segmented: {
    perMille: 560,
    meanRadiusUm: 6.8,
    deviationUm: 0.4,
    maxElongation: 1.18,
    roughness: 0.045,
    waves: 5,
  },
  neutrophil_band: {
    perMille: 36,
    meanRadiusUm: 6.9,
    deviationUm: 0.4,
    maxElongation: 1.18,
    roughness: 0.045,
    waves: 5,
  },
  eosinophil: {
    perMille: 30,
    meanRadiusUm: 7.0,
    deviationUm: 0.4,
    maxElongation: 1.18,
    roughness: 0.05,
    waves: 6,
  },
  basophil: {
    perMille: 10,
    meanRadiusUm: 6.1,
    deviationUm: 0.45,
    maxElongation: 1.18,
    roughness: 0.06,
    waves: 8,
  },
  lymphocyte: {
    perMille: 270,
    meanRadiusUm: 5.1,
    deviationUm: 0.65,
    maxElongation: 1.18,
    roughness: 0.05,
    waves: 7,
  },
  monocyte: {
    perMille: 60,
    meanRadiusUm: 8.0,
    deviationUm: 0.6,
    maxElongation: 1.3,
    roughness: 0.09,
    waves: 7,
  },
  metamyelocyte: {
    perMille: 8,
    meanRadiusUm: 7.2,
    deviationUm: 0.45,
    maxElongation: 1.2,
    roughness: 0.05,
    waves: 6,
  },
  myelocyte: {
    perMille: 6,
    meanRadiusUm: 7.3,
    deviationUm: 0.55,
    maxElongation: 1.2,
    roughness: 0.055,
    waves: 6,
  },
  promyelocyte: {
    perMille: 5,
    meanRadiusUm: 8.7,
    deviationUm: 0.7,
    maxElongation: 1.2,
    roughness: 0.05,
    waves: 6,
  },
  erythroblast: {
    perMille: 15,
    meanRadiusUm: 4.9,
    deviationUm: 0.6,
    maxElongation: 1.15,
    roughness: 0.07,
    waves: 7,
  },
};

const CLASSES = Object.keys(PLANS) as NucleatedClass[];

/** The class of the next nucleated cell. */
export function drawClass(mix: ClassMix, random: Random): NucleatedClass {
  return random.weighted(
    CLASSES.map((name) => [name, mix === 'uniform' ? 1 : PLANS[name].perMille] as const),
  );
}

/** How large and how round this cell of its class is. */
export function nucleatedShape(name: NucleatedClass, random: Random): OutlineShape {
  const plan = PLANS[name];
  return {
    radiusUm: random.normal(plan.meanRadiusUm, plan.deviationUm),
    elongation: random.between(1, plan.maxElongation),
    roughness: plan.roughness * random.between(0.5, 1.3),
    waves: plan.waves,
  };
}

export function redCellShape(random: Random): OutlineShape {
  return {
    radiusUm: random.normal(3.75, 0.28),
    elongation: 1 + Math.abs(random.normal(0.08, 0.1)) + (random.chance(0.05) ? 0.35 : 0),
    roughness: random.chance(0.12) ? 0.09 : 0.035,
    waves: 4,
  };
}

export function plateletShape(random: Random): OutlineShape {
  return {
    radiusUm: random.chance(0.04) ? random.between(2, 2.8) : random.normal(1.5, 0.24),
    elongation: random.between(1, 1.45),
    roughness: random.between(0.06, 0.16),
    waves: 8,
  };
}
