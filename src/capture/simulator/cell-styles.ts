import type { CellStyle, StyleMaker } from './cell-style.ts';
import type { NucleatedClass } from './class-mix.ts';
import { GRANULOCYTES } from './granulocyte-styles.ts';
import { IMMATURE_GRANULOCYTES } from './immature-styles.ts';
import type { Inks } from './look.ts';
import { MONONUCLEARS } from './mononuclear-styles.ts';
import type { Random } from './random.ts';

const STYLES: Readonly<Record<NucleatedClass, StyleMaker>> = {
  ...GRANULOCYTES,
  ...IMMATURE_GRANULOCYTES,
  ...MONONUCLEARS,
};

/** Colours, chromatin and granules of one cell of the class. */
export function styleOf(name: NucleatedClass, inks: Inks, random: Random): CellStyle {
  return STYLES[name](inks, random);
}
