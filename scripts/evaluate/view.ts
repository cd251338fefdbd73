import { CELL_CLASSES, type ModelClass } from '../../src/core/cells.ts';
import { likeliest } from '../../src/core/decide-class.ts';
import type { Probabilities } from '../../src/core/types.ts';

/** A way to look at the eleven classes: their names, and which of them each class belongs to. */
export interface View {
  readonly names: readonly string[];
  readonly of: (name: ModelClass) => number;
}

/** A cell in a view: what it is, what it was named, and the probability of each name. */
export interface Seen<A extends Answer = Answer> {
  readonly answer: A;
  readonly truth: number;
  readonly named: number;
  readonly probabilities: readonly number[];
}

/** What is known and what was answered of one cell. */
export interface Answer {
  /** The classes its label leaves possible: several where the label is coarse. */
  readonly possible: readonly ModelClass[];
  readonly probabilities: Probabilities;
}

export const ELEVEN: View = {
  names: CELL_CLASSES.map((name) => name.replace('_', ' ')),
  of: (name) => CELL_CLASSES.indexOf(name),
};

const EIGHT_NAMES = [
  'neutrophil',
  'eosinophil',
  'basophil',
  'lymphocyte',
  'monocyte',
  'immature granulocyte',
  'erythroblast',
  'platelet',
];
const EIGHT: Readonly<Record<ModelClass, number>> = {
  neutrophil_segmented: 0,
  neutrophil_band: 0,
  eosinophil: 1,
  basophil: 2,
  lymphocyte: 3,
  monocyte: 4,
  metamyelocyte: 5,
  myelocyte: 5,
  promyelocyte: 5,
  erythroblast: 6,
  platelet: 7,
};

/** Band and segmented neutrophils as one, the three immature stages as one. */
export const EIGHT_CLASSES: View = { names: EIGHT_NAMES, of: (name) => EIGHT[name] };

/** The answers whose label is exact in the view, as the view sees them. */
export function seenIn<A extends Answer>(view: View, answers: readonly A[]): Seen<A>[] {
  return answers.flatMap((answer) => {
    const { possible, probabilities } = answer;
    const [truth, ...others] = new Set(possible.map(view.of));
    if (truth === undefined || others.length > 0) return [];
    const summed = view.names.map(() => 0);
    for (const name of CELL_CLASSES) {
      const at = view.of(name);
      summed[at] = (summed[at] ?? 0) + probabilities[name];
    }
    return [{ answer, truth, named: view.of(likeliest(probabilities)), probabilities: summed }];
  });
}
