import { plainCytoplasm as plain, type StyleMaker } from './cell-style.ts';
import type { NucleatedClass } from './class-mix.ts';
import { mixInks } from './patch.ts';

/** Lymphocytes, monocytes and erythroblasts. */
export const MONONUCLEARS = {
  lymphocyte: (inks, random) => {
    const depth = random.between(0.65, 1.15);
    const azurophils = random.chance(0.2) ? 12 : 0;
    return {
      cytoplasm: plain(
        mixInks([inks.ribo, 0.75 * depth], [inks.rose, 0.15]),
        mixInks([inks.ribo, 1.1 * depth], [inks.rose, 0.15]),
        0.12,
        0.18,
      ),
      chromatin: {
        ink: inks.nuclear,
        density: random.between(0.95, 1.06),
        contrast: 0.34,
        openness: random.between(0.2, 0.45),
        fineness: 1.15,
      },
      granules: [
        {
          ink: inks.azur,
          count: azurophils,
          minRadiusUm: 0.14,
          maxRadiusUm: 0.26,
          opacity: 0.6,
          overNucleus: 0,
        },
      ],
      vacuoles: 0,
      nucleoli: 0,
      hof: random.chance(0.2),
    };
  },
  monocyte: (inks, random) => ({
    cytoplasm: plain(
      mixInks([inks.ribo, random.between(0.38, 0.6)], [inks.rose, random.between(0.5, 0.85)]),
      mixInks([inks.ribo, 0.5], [inks.rose, 0.45]),
      0.1,
      0.16,
    ),
    chromatin: { ink: inks.nuclear, density: 0.93, contrast: 0.48, openness: 0.5, fineness: 1.5 },
    granules: [
      {
        ink: mixInks([inks.azur, 0.5], [inks.rose, 0.6]),
        count: 170,
        minRadiusUm: 0.09,
        maxRadiusUm: 0.17,
        opacity: 0.4,
        overNucleus: 0,
      },
    ],
    vacuoles: random.chance(0.7) ? Math.round(random.between(2, 14)) : 0,
    nucleoli: 0,
    hof: false,
  }),
  erythroblast: (inks, random) => {
    const ripe = random.unit();
    const ink = mixInks([inks.ribo, 0.95 - 0.7 * ripe], [inks.haem, 0.25 + 0.75 * ripe], [inks.rose, 0.25]);
    return {
      cytoplasm: plain(
        ink,
        mixInks([inks.ribo, 1 - 0.7 * ripe], [inks.haem, 0.25 + 0.7 * ripe], [inks.rose, 0.25]),
        0.06,
        0.14,
      ),
      chromatin: {
        ink: inks.nuclear,
        density: 1.06 + 0.14 * ripe,
        contrast: 0.4 - 0.34 * ripe,
        openness: 0.3 - 0.2 * ripe,
        fineness: 0.66,
      },
      granules: [],
      vacuoles: 0,
      nucleoli: 0,
      hof: false,
    };
  },
} as const satisfies Partial<Record<NucleatedClass, StyleMaker>>;
