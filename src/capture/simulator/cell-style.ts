import type { Inks, Rgb } from './look.ts';
import type { Random } from './random.ts';

export interface CytoplasmStyle {
  readonly ink: Rgb;
  /** Ink of the outermost µm; differs where a cell is bluer at its edge. */
  readonly edgeInk: Rgb;
  /** Relative strength of the fine grain and of the soft clouds. */
  readonly grain: number;
  readonly cloud: number;
}

export interface ChromatinStyle {
  readonly ink: Rgb;
  /** Density of the clumps, the share of it missing in the gaps, and the share of gaps in the area. */
  readonly density: number;
  readonly contrast: number;
  readonly openness: number;
  /** Below 1: coarser clumps; above: finer. */
  readonly fineness: number;
}

export interface GranuleStyle {
  readonly ink: Rgb;
  readonly count: number;
  readonly minRadiusUm: number;
  readonly maxRadiusUm: number;
  readonly opacity: number;
  /** Share of the granules over the nucleus that are drawn. */
  readonly overNucleus: number;
  /** 0: everywhere; 1: on one side of the cell only. */
  readonly oneSided?: number;
}

export interface CellStyle {
  readonly cytoplasm: CytoplasmStyle;
  readonly chromatin: ChromatinStyle;
  readonly granules: readonly GranuleStyle[];
  readonly vacuoles: number;
  readonly nucleoli: number;
  /** A pale Golgi field beside the nucleus. */
  readonly hof: boolean;
}

export type StyleMaker = (inks: Inks, random: Random) => CellStyle;

/** Cytoplasm in one ink with another at the edge. */
export function plainCytoplasm(ink: Rgb, edgeInk: Rgb, grain: number, cloud: number): CytoplasmStyle {
  return { ink, edgeInk, grain, cloud };
}
