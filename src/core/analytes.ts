import { CELL_CLASSES, type CellClass, HAND_CLASSES } from './cells.ts';

/**
 * Everything that can have a code, a reference range or a review rule: the cell classes, their roll-ups, what people
 * assign by hand, and the white-cell count itself.
 */
export const ANALYTES = [
  ...CELL_CLASSES,
  'neutrophil',
  'immature_granulocyte',
  ...HAND_CLASSES,
  'wbc',
  'wbc_corrected',
] as const;
export type Analyte = (typeof ANALYTES)[number];

/** Sums of classes that laboratories report beside them, and their parts. */
export const ROLL_UPS = {
  neutrophil: ['neutrophil_segmented', 'neutrophil_band'],
  immature_granulocyte: ['metamyelocyte', 'myelocyte', 'promyelocyte'],
} as const satisfies Partial<Record<Analyte, readonly CellClass[]>>;
export type RollUp = keyof typeof ROLL_UPS;
export const ROLL_UP_NAMES = Object.keys(ROLL_UPS) as [RollUp, ...RollUp[]];
