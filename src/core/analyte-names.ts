import type { Analyte } from './analytes.ts';

/** What documents and messages call the analytes, in English; the dashboard has its own words in its languages. */
export const ANALYTE_NAME: Readonly<Record<Analyte, string>> = {
  neutrophil_segmented: 'Segmented neutrophils',
  neutrophil_band: 'Band neutrophils',
  eosinophil: 'Eosinophils',
  basophil: 'Basophils',
  lymphocyte: 'Lymphocytes',
  monocyte: 'Monocytes',
  metamyelocyte: 'Metamyelocytes',
  myelocyte: 'Myelocytes',
  promyelocyte: 'Promyelocytes',
  erythroblast: 'Nucleated red cells',
  platelet: 'Platelets',
  neutrophil: 'All neutrophils',
  immature_granulocyte: 'Immature granulocytes',
  blast: 'Blasts',
  variant_lymphocyte: 'Variant lymphocytes',
  plasma_cell: 'Plasma cells',
  smudge_cell: 'Smudge cells',
  giant_platelet: 'Giant platelets',
  platelet_clump: 'Platelet clumps',
  artefact: 'Artefacts',
  wbc: 'White cells',
  wbc_corrected: 'White cells, corrected for nucleated red cells',
};
