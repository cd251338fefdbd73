import { CELL_CLASSES, type ModelClass } from './cells.ts';

/** Labels that people give where they do not tell the stages apart, and the classes they leave possible. */
const COARSE_LABELS = {
  neutrophil: ['neutrophil_segmented', 'neutrophil_band'],
  immature_granulocyte: ['metamyelocyte', 'myelocyte', 'promyelocyte'],
} as const satisfies Readonly<Record<string, readonly ModelClass[]>>;

/** A class, or a coarse label that stands for several. */
export type CellLabel = ModelClass | keyof typeof COARSE_LABELS;

/** Every label a person may give. */
export const CELL_LABELS: readonly CellLabel[] = [
  ...CELL_CLASSES,
  ...(Object.keys(COARSE_LABELS) as (keyof typeof COARSE_LABELS)[]),
];

/** The Barcelona set's name for immature granulocytes (not immunoglobulins). */
const OTHER_NAMES: Readonly<Record<string, CellLabel>> = { ig: 'immature_granulocyte' };

/** The label with this name, in capitals or not; undefined when it is none. */
export function parseCellLabel(text: string): CellLabel | undefined {
  const name = text.trim().toLowerCase();
  if (Object.hasOwn(OTHER_NAMES, name)) return OTHER_NAMES[name];
  return CELL_LABELS.find((known) => known === name);
}

/** The classes that a label leaves possible. */
export function classesOf(label: CellLabel): readonly ModelClass[] {
  return Object.hasOwn(COARSE_LABELS, label)
    ? COARSE_LABELS[label as keyof typeof COARSE_LABELS]
    : [label as ModelClass];
}
