import { ALL_CELL_CLASSES, type CellClass } from '../../core/cells.ts';

/**
 * The key of each class, the same in review, quiz and tally: digits in the order of the differential for what the
 * classifier names, letters for the rest. Lower case, as in KeyboardEvent.key.
 */
export const CLASS_KEYS: Readonly<Record<CellClass, string>> = {
  neutrophil_segmented: '1',
  neutrophil_band: '2',
  lymphocyte: '3',
  monocyte: '4',
  eosinophil: '5',
  basophil: '6',
  metamyelocyte: '7',
  myelocyte: '8',
  promyelocyte: '9',
  erythroblast: 'n',
  blast: 'b',
  variant_lymphocyte: 'v',
  plasma_cell: 'p',
  smudge_cell: 's',
  platelet: 'l',
  giant_platelet: 'g',
  platelet_clump: 'c',
  artefact: 'x',
  unclassified: '0',
};

/** The classes in the order of their keys, as bars and keypads show them. */
export const CLASSES_BY_KEY = Object.keys(CLASS_KEYS) as readonly CellClass[];

/** The class of a pressed key, in capitals or not; `?` is the key of doubt on some counters, as is `0`. */
export function classOfKey(key: string): CellClass | undefined {
  const pressed = key === '?' ? CLASS_KEYS.unclassified : key.toLowerCase();
  return ALL_CELL_CLASSES.find((name) => CLASS_KEYS[name] === pressed);
}
