import type { CellClass } from './cells.ts';

/** What each class is most often taken for, the likeliest first: who learns it is shown them side by side. */
export const LOOK_ALIKES: Readonly<Partial<Record<CellClass, readonly CellClass[]>>> = {
  neutrophil_segmented: ['neutrophil_band', 'eosinophil'],
  neutrophil_band: ['neutrophil_segmented', 'metamyelocyte'],
  eosinophil: ['neutrophil_segmented', 'basophil'],
  basophil: ['eosinophil', 'promyelocyte'],
  lymphocyte: ['erythroblast', 'monocyte', 'variant_lymphocyte'],
  monocyte: ['metamyelocyte', 'lymphocyte', 'variant_lymphocyte'],
  metamyelocyte: ['neutrophil_band', 'myelocyte', 'monocyte'],
  myelocyte: ['metamyelocyte', 'promyelocyte'],
  promyelocyte: ['myelocyte', 'blast'],
  erythroblast: ['lymphocyte', 'plasma_cell'],
  blast: ['promyelocyte', 'lymphocyte'],
  variant_lymphocyte: ['monocyte', 'lymphocyte'],
  plasma_cell: ['lymphocyte', 'erythroblast'],
  smudge_cell: ['lymphocyte', 'artefact'],
  giant_platelet: ['lymphocyte', 'platelet_clump'],
  platelet_clump: ['giant_platelet', 'artefact'],
  artefact: ['platelet_clump', 'smudge_cell'],
};
