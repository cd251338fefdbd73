import { msg } from '@lit/localize';
import type { Analyte } from '../../core/analytes.ts';
import type { CellClass, ModelClass } from '../../core/cells.ts';

/** Asked for when they are shown: the language may change meanwhile. */
type Words<Name extends string> = Readonly<Record<Name, () => string>>;

const CLASS_LABELS: Words<CellClass> = {
  neutrophil_segmented: () => msg('Segmented neutrophil'),
  neutrophil_band: () => msg('Band neutrophil'),
  eosinophil: () => msg('Eosinophil'),
  basophil: () => msg('Basophil'),
  lymphocyte: () => msg('Lymphocyte'),
  monocyte: () => msg('Monocyte'),
  metamyelocyte: () => msg('Metamyelocyte'),
  myelocyte: () => msg('Myelocyte'),
  promyelocyte: () => msg('Promyelocyte'),
  erythroblast: () => msg('Erythroblast (nRBC)'),
  platelet: () => msg('Platelet'),
  blast: () => msg('Blast'),
  variant_lymphocyte: () => msg('Variant lymphocyte'),
  plasma_cell: () => msg('Plasma cell'),
  smudge_cell: () => msg('Smudge cell'),
  giant_platelet: () => msg('Giant platelet'),
  platelet_clump: () => msg('Platelet clump'),
  artefact: () => msg('Artefact'),
  unclassified: () => msg('Unclassified'),
};

const SHORT_LABELS: Words<CellClass> = {
  ...CLASS_LABELS,
  neutrophil_segmented: () => msg('Segmented'),
  neutrophil_band: () => msg('Band'),
  erythroblast: () => msg('nRBC'),
  variant_lymphocyte: () => msg('Variant lymph.'),
};

const ANALYTE_LABELS: Words<Analyte> = {
  ...SHORT_LABELS,
  neutrophil: () => msg('Neutrophils'),
  immature_granulocyte: () => msg('Immature gran.'),
  blast: () => msg('Blasts'),
  variant_lymphocyte: () => msg('Variant lymphocytes'),
  plasma_cell: () => msg('Plasma cells'),
  smudge_cell: () => msg('Smudge cells'),
  giant_platelet: () => msg('Giant platelets'),
  platelet_clump: () => msg('Platelet clumps'),
  artefact: () => msg('Artefacts'),
  wbc: () => msg('WBC'),
  wbc_corrected: () => msg('WBC, corrected'),
};

/** The full name of a class in the language of the page. */
export function classLabel(name: CellClass): string {
  return CLASS_LABELS[name]();
}

/** A name short enough for a table row and a box label. */
export function shortLabel(name: CellClass): string {
  return SHORT_LABELS[name]();
}

/** The name of anything a range or a review rule can be about. */
export function analyteLabel(name: Analyte): string {
  return ANALYTE_LABELS[name]();
}

/** The first row of the immature granulocytes, set off by a line. */
export const FIRST_IMMATURE: ModelClass = 'metamyelocyte';
