import type { Analyte } from '../../core/analytes.ts';
import type { CellClass, ModelClass } from '../../core/cells.ts';

/** Names short enough for a table row and a box label; the long ones are in core/cells.ts. */
export const SHORT_LABELS: Readonly<Record<CellClass, string>> = {
  neutrophil_segmented: 'Segmented',
  neutrophil_band: 'Band',
  eosinophil: 'Eosinophil',
  basophil: 'Basophil',
  lymphocyte: 'Lymphocyte',
  monocyte: 'Monocyte',
  metamyelocyte: 'Metamyelocyte',
  myelocyte: 'Myelocyte',
  promyelocyte: 'Promyelocyte',
  erythroblast: 'nRBC',
  platelet: 'Platelet',
  unclassified: 'Unclassified',
};

/** Names of everything a range or a review rule can be about. */
export const ANALYTE_LABELS: Readonly<Record<Analyte, string>> = {
  ...SHORT_LABELS,
  neutrophil: 'Neutrophils',
  immature_granulocyte: 'Immature gran.',
  blast: 'Blasts',
  variant_lymphocyte: 'Variant lymphocytes',
  plasma_cell: 'Plasma cells',
  smudge_cell: 'Smudge cells',
  wbc: 'WBC',
  wbc_corrected: 'WBC, corrected',
};

/** Rows of the differential as technicians read them: mature cells by custom, then the immature ones. */
export const ROW_ORDER: readonly ModelClass[] = [
  'neutrophil_segmented',
  'neutrophil_band',
  'lymphocyte',
  'monocyte',
  'eosinophil',
  'basophil',
  'metamyelocyte',
  'myelocyte',
  'promyelocyte',
];

/** The first row of the immature granulocytes, set off by a line. */
export const FIRST_IMMATURE: ModelClass = 'metamyelocyte';
