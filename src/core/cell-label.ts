import { ROLL_UP_NAMES, ROLL_UPS, type RollUp } from './analytes.ts';
import { CELL_CLASSES, type ModelClass } from './cells.ts';

/** A class, or the roll-up that people give where they do not tell its parts apart. */
export type CellLabel = ModelClass | RollUp;

/** Every label a person may give. */
export const CELL_LABELS: readonly CellLabel[] = [...CELL_CLASSES, ...ROLL_UP_NAMES];

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
  return Object.hasOwn(ROLL_UPS, label) ? ROLL_UPS[label as RollUp] : [label as ModelClass];
}
