import type { CellClass } from '../core/cells.ts';

/**
 * LOINC codes of what the classifier counts, percent or per 100 white cells; method-free children of panel
 * 24318-8. The laboratory's one place to change them; null: there is no code, and none is made up.
 */
export const LOINC_RELATIVE: Readonly<Record<CellClass, string | null>> = {
  neutrophil_segmented: '26505-8',
  neutrophil_band: '26508-2',
  eosinophil: '26450-7',
  basophil: '30180-4',
  lymphocyte: '26478-8',
  monocyte: '26485-3',
  metamyelocyte: '28541-1',
  myelocyte: '26498-6',
  promyelocyte: '26524-9',
  erythroblast: '19048-8',
  platelet: null,
  unclassified: null,
};
