import type { CellClass } from './cells.ts';

/**
 * What no model named: unclassified cells, and the classes that only people give. Twelve colours are all that stay
 * apart for every vision; the marks tell these, and a person's name for a cell has a solid outline.
 */
const UNCOLOURED = '#edf8f2';

/**
 * The one palette of cell classes, used by the dashboard in both themes and by boxes drawn into pictures.
 * Found by search over OKLCH: any two differ by CIEDE2000 ≥ 13 for normal vision and for protanopia,
 * deuteranopia and tritanopia (Machado et al. 2009, severity 1), and each carries `CLASS_INK` with a
 * contrast of at least 4.5. test/core/class-colours.test.ts measures both, so change values by measuring.
 */
export const CLASS_COLOURS: Readonly<Record<CellClass, string>> = {
  neutrophil_segmented: '#6ddaa1',
  neutrophil_band: '#7b915b',
  eosinophil: '#faa705',
  basophil: '#7775e8',
  lymphocyte: '#549bb4',
  monocyte: '#fef983',
  metamyelocyte: '#feceff',
  myelocyte: '#ad7081',
  promyelocyte: '#bfa1fe',
  erythroblast: '#e74f06',
  platelet: '#a0b7b6',
  blast: UNCOLOURED,
  variant_lymphocyte: UNCOLOURED,
  plasma_cell: UNCOLOURED,
  smudge_cell: UNCOLOURED,
  giant_platelet: UNCOLOURED,
  platelet_clump: UNCOLOURED,
  artefact: UNCOLOURED,
  unclassified: UNCOLOURED,
};

/** Text and line casing on or around a class colour. */
export const CLASS_INK = '#0b0f14';

/** Red cells, and nucleated cells that no classifier has named yet. */
export const UNNAMED_COLOUR = '#f4f7fa';
