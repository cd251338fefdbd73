import { type CellStyle, plainCytoplasm as plain, type StyleMaker } from './cell-style.ts';
import type { NucleatedClass } from './class-mix.ts';
import type { Inks } from './look.ts';
import { mixInks } from './patch.ts';
import type { Random } from './random.ts';

function neutrophil(inks: Inks, random: Random): CellStyle {
  const ink = mixInks([inks.rose, random.between(0.6, 1)], [inks.ribo, random.between(0, 0.1)]);
  const toxic = random.chance(0.15) ? 1.8 : 1;
  return {
    cytoplasm: plain(ink, mixInks([inks.rose, 0.8], [inks.ribo, 0.18]), 0.09, 0.1),
    chromatin: { ink: inks.nuclear, density: 1.02, contrast: 0.46, openness: 0.28, fineness: 1.35 },
    granules: [
      {
        ink: mixInks([inks.rose, 1.4], [inks.azur, 0.22]),
        count: 260,
        minRadiusUm: 0.1,
        maxRadiusUm: 0.2,
        opacity: 0.5 * toxic ** 0.5,
        overNucleus: 0.02,
      },
      {
        ink: mixInks([inks.azur, 0.6]),
        count: 26 * toxic,
        minRadiusUm: 0.1,
        maxRadiusUm: 0.2,
        opacity: 0.45,
        overNucleus: 0,
      },
    ],
    vacuoles: random.chance(0.06) ? 3 : 0,
    nucleoli: 0,
    hof: false,
  };
}

/** Mature granulocytes: band and segmented neutrophils, eosinophils, basophils. */
export const GRANULOCYTES = {
  neutrophil_segmented: neutrophil,
  neutrophil_band: (inks, random) => {
    const style = neutrophil(inks, random);
    return { ...style, chromatin: { ...style.chromatin, density: 0.99, openness: 0.32 } };
  },
  eosinophil: (inks, random) => ({
    cytoplasm: plain(
      mixInks([inks.rose, 0.25], [inks.orange, 0.68]),
      mixInks([inks.rose, 0.3], [inks.orange, 0.6]),
      0.06,
      0.1,
    ),
    chromatin: { ink: inks.nuclear, density: 0.98, contrast: 0.46, openness: 0.3, fineness: 1.25 },
    granules: [
      {
        ink: mixInks([inks.orange, 0.8], [inks.azur, 0.05]),
        count: 260,
        minRadiusUm: 0.3,
        maxRadiusUm: 0.48,
        opacity: 0.6,
        overNucleus: 0,
      },
      {
        ink: mixInks([inks.orange, random.between(1.05, 1.25)], [inks.azur, 0.12]),
        count: 240,
        minRadiusUm: 0.2,
        maxRadiusUm: 0.34,
        opacity: 0.6,
        overNucleus: 0.01,
      },
      {
        ink: mixInks([inks.orange, 0.5]),
        count: 120,
        minRadiusUm: 0.12,
        maxRadiusUm: 0.2,
        opacity: 0.55,
        overNucleus: 0,
      },
    ],
    vacuoles: random.chance(0.2) ? 5 : 0,
    nucleoli: 0,
    hof: false,
  }),
  basophil: (inks, random) => ({
    cytoplasm: plain(
      mixInks([inks.rose, 0.9], [inks.azur, 0.1]),
      mixInks([inks.rose, 0.9], [inks.azur, 0.1]),
      0.1,
      0.15,
    ),
    chromatin: {
      ink: mixInks([inks.nuclear, 0.72], [inks.azur, 0.2]),
      density: 0.95,
      contrast: 0.4,
      openness: 0.35,
      fineness: 1.25,
    },
    granules: [
      {
        ink: mixInks([inks.azur, 1.15]),
        count: 120,
        minRadiusUm: 0.15,
        maxRadiusUm: 0.32,
        opacity: 0.6,
        overNucleus: 0.4,
      },
      {
        ink: inks.baso,
        count: random.between(150, 300),
        minRadiusUm: 0.2,
        maxRadiusUm: 0.42,
        opacity: 0.85,
        overNucleus: 0.85,
      },
    ],
    vacuoles: random.chance(0.3) ? 4 : 0,
    nucleoli: 0,
    hof: false,
  }),
} as const satisfies Partial<Record<NucleatedClass, StyleMaker>>;
