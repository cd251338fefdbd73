import { plainCytoplasm as plain, type StyleMaker } from './cell-style.ts';
import type { NucleatedClass } from './class-mix.ts';
import { mixInks } from './patch.ts';

/** Granulocytes on their way, from promyelocyte to metamyelocyte. */
export const IMMATURE_GRANULOCYTES = {
  metamyelocyte: (inks, random) => ({
    cytoplasm: plain(
      mixInks([inks.rose, 1.05], [inks.ribo, random.between(0.05, 0.3)]),
      mixInks([inks.rose, 0.9], [inks.ribo, 0.3]),
      0.1,
      0.14,
    ),
    chromatin: { ink: inks.nuclear, density: 0.98, contrast: 0.44, openness: 0.42, fineness: 1.4 },
    granules: [
      {
        ink: mixInks([inks.rose, 1.5], [inks.azur, 0.3]),
        count: 300,
        minRadiusUm: 0.1,
        maxRadiusUm: 0.2,
        opacity: 0.5,
        overNucleus: 0.04,
      },
      {
        ink: inks.azur,
        count: random.between(10, 60),
        minRadiusUm: 0.1,
        maxRadiusUm: 0.22,
        opacity: 0.5,
        overNucleus: 0.1,
      },
    ],
    vacuoles: 0,
    nucleoli: 0,
    hof: false,
  }),
  myelocyte: (inks, random) => ({
    cytoplasm: plain(
      mixInks([inks.rose, 0.85], [inks.ribo, random.between(0.25, 0.5)]),
      mixInks([inks.rose, 0.6], [inks.ribo, 0.65]),
      0.1,
      0.16,
    ),
    chromatin: {
      ink: mixInks([inks.nuclear, 0.93], [inks.azur, 0.06]),
      density: 0.96,
      contrast: 0.44,
      openness: 0.48,
      fineness: 1.5,
    },
    granules: [
      {
        ink: mixInks([inks.rose, 1.2], [inks.azur, 0.4]),
        count: 300,
        minRadiusUm: 0.1,
        maxRadiusUm: 0.2,
        opacity: 0.5,
        overNucleus: 0.12,
      },
      {
        ink: mixInks([inks.azur, 1.1]),
        count: random.between(40, 150),
        minRadiusUm: 0.11,
        maxRadiusUm: 0.24,
        opacity: 0.6,
        overNucleus: 0.2,
      },
    ],
    vacuoles: 0,
    nucleoli: 0,
    hof: random.chance(0.4),
  }),
  promyelocyte: (inks, random) => ({
    cytoplasm: plain(
      mixInks([inks.ribo, 0.6], [inks.rose, 0.6]),
      mixInks([inks.ribo, 0.85], [inks.rose, 0.4]),
      0.12,
      0.15,
    ),
    chromatin: {
      ink: mixInks([inks.nuclear, 0.78], [inks.azur, 0.24]),
      density: 0.92,
      contrast: 0.42,
      openness: 0.55,
      fineness: 1.8,
    },
    granules: [
      {
        ink: mixInks([inks.azur, 1.2]),
        count: random.between(300, 900),
        minRadiusUm: 0.12,
        maxRadiusUm: 0.25,
        opacity: 0.65,
        overNucleus: 0.4,
        oneSided: 0.35,
      },
      {
        ink: mixInks([inks.nuclear, 1]),
        count: 160,
        minRadiusUm: 0.12,
        maxRadiusUm: 0.24,
        opacity: 0.6,
        overNucleus: 0.15,
      },
    ],
    vacuoles: random.chance(0.25) ? 2 : 0,
    nucleoli: Math.round(random.between(0.6, 3.4)),
    hof: random.chance(0.7),
  }),
} as const satisfies Partial<Record<NucleatedClass, StyleMaker>>;
