/**
 * The one list of cell classes. Wire names, labels and marks are stable: they travel in MQTT results,
 * database rows and file names.
 */
export const CELL_CLASSES = [
  'neutrophil_segmented',
  'neutrophil_band',
  'eosinophil',
  'basophil',
  'lymphocyte',
  'monocyte',
  'metamyelocyte',
  'myelocyte',
  'promyelocyte',
  'erythroblast',
  'platelet',
] as const;

/** A class the classifier can name; the order is the order of its output vector. */
export type ModelClass = (typeof CELL_CLASSES)[number];

/** What people name that the classifier cannot; the order is the reporting order. */
export const HAND_CLASSES = [
  'blast',
  'variant_lymphocyte',
  'plasma_cell',
  'smudge_cell',
  'giant_platelet',
  'platelet_clump',
  'artefact',
] as const;
export type HandClass = (typeof HAND_CLASSES)[number];

/** Every class a cell can carry; `unclassified` waits for a person. */
export type CellClass = ModelClass | HandClass | 'unclassified';

export const ALL_CELL_CLASSES = [
  ...CELL_CLASSES,
  ...HAND_CLASSES,
  'unclassified',
] as const satisfies readonly CellClass[];

/** What the detector tells apart: any nucleated cell, red cell, platelet. */
export const CELL_KINDS = ['wbc', 'rbc', 'platelet'] as const;
export type CellKind = (typeof CELL_KINDS)[number];

interface ClassFacts {
  readonly label: string;
  /** Two letters shown with the class colour, so that colour is never alone. */
  readonly mark: string;
  /** Whether the class is part of the white-cell denominator of the differential. */
  readonly inDenominator: boolean;
}

export const CLASS_FACTS: Readonly<Record<CellClass, ClassFacts>> = {
  neutrophil_segmented: { label: 'Segmented neutrophil', mark: 'SN', inDenominator: true },
  neutrophil_band: { label: 'Band neutrophil', mark: 'BN', inDenominator: true },
  eosinophil: { label: 'Eosinophil', mark: 'EO', inDenominator: true },
  basophil: { label: 'Basophil', mark: 'BA', inDenominator: true },
  lymphocyte: { label: 'Lymphocyte', mark: 'LY', inDenominator: true },
  monocyte: { label: 'Monocyte', mark: 'MO', inDenominator: true },
  metamyelocyte: { label: 'Metamyelocyte', mark: 'ME', inDenominator: true },
  myelocyte: { label: 'Myelocyte', mark: 'MY', inDenominator: true },
  promyelocyte: { label: 'Promyelocyte', mark: 'PR', inDenominator: true },
  erythroblast: { label: 'Erythroblast (nRBC)', mark: 'ER', inDenominator: false },
  platelet: { label: 'Platelet', mark: 'PL', inDenominator: false },
  blast: { label: 'Blast', mark: 'BL', inDenominator: true },
  variant_lymphocyte: { label: 'Variant lymphocyte', mark: 'VL', inDenominator: true },
  plasma_cell: { label: 'Plasma cell', mark: 'PC', inDenominator: true },
  smudge_cell: { label: 'Smudge cell', mark: 'SM', inDenominator: false },
  giant_platelet: { label: 'Giant platelet', mark: 'GP', inDenominator: false },
  platelet_clump: { label: 'Platelet clump', mark: 'CL', inDenominator: false },
  artefact: { label: 'Artefact', mark: 'AR', inDenominator: false },
  unclassified: { label: 'Unclassified', mark: '??', inDenominator: false },
};

/** The white-cell classes that the classifier names, in reporting order: mature cells by custom, then immature ones. */
export const WHITE_MODEL_CLASSES: readonly ModelClass[] = [
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

/** The white-cell classes that only people name, in reporting order. */
export const WHITE_HAND_CLASSES: readonly HandClass[] = HAND_CLASSES.filter(
  (name) => CLASS_FACTS[name].inDenominator,
);

/** The classes whose sum is the denominator of every percentage, in reporting order. */
export const WHITE_CELL_CLASSES: readonly (ModelClass | HandClass)[] = [
  ...WHITE_MODEL_CLASSES,
  ...WHITE_HAND_CLASSES,
];

/** Every class in the order of a report: white cells, then what is given beside them. */
export const REPORTED_CLASSES: readonly CellClass[] = [
  ...WHITE_CELL_CLASSES,
  ...ALL_CELL_CLASSES.filter((name) => !CLASS_FACTS[name].inDenominator),
];
