import type { CellClass, CellKind } from './cells.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * One colour a class, for the dashboard and for boxes drawn into pictures. Chosen to stay apart on pink
 * tissue and for the three common colour deficiencies; the two-letter mark travels with each all the same.
 */
export const CLASS_COLORS: Readonly<Record<CellClass, Rgb>> = {
  neutrophil_segmented: [0, 158, 115],
  neutrophil_band: [148, 214, 92],
  eosinophil: [230, 120, 0],
  basophil: [58, 46, 168],
  lymphocyte: [30, 136, 229],
  monocyte: [240, 228, 66],
  metamyelocyte: [0, 188, 212],
  myelocyte: [0, 105, 140],
  promyelocyte: [121, 85, 72],
  erythroblast: [200, 20, 60],
  platelet: [150, 150, 160],
  unclassified: [255, 255, 255],
};

export const KIND_COLORS: Readonly<Record<CellKind, Rgb>> = {
  wbc: CLASS_COLORS.unclassified,
  rbc: [205, 92, 92],
  platelet: CLASS_COLORS.platelet,
};
