import { msg } from '@lit/localize';

type Words = () => string;

/** The attributes of the classifier's manifest (from WBCAtt) and their values, as people say them. */
const NAMES: Readonly<Record<string, Words>> = {
  cell_size: () => msg('Cell size'),
  cell_shape: () => msg('Cell shape'),
  nucleus_shape: () => msg('Nucleus'),
  nuclear_cytoplasmic_ratio: () => msg('Nucleus to cytoplasm'),
  chromatin_density: () => msg('Chromatin'),
  cytoplasm_vacuole: () => msg('Vacuoles'),
  cytoplasm_texture: () => msg('Cytoplasm texture'),
  cytoplasm_colour: () => msg('Cytoplasm colour'),
  granule_type: () => msg('Granules'),
  granule_colour: () => msg('Granule colour'),
  granularity: () => msg('Granularity'),
};

const VALUES: Readonly<Record<string, Words>> = {
  big: () => msg('large'),
  small: () => msg('small'),
  round: () => msg('round'),
  irregular: () => msg('irregular'),
  'segmented-multilobed': () => msg('segmented, many lobes'),
  'segmented-bilobed': () => msg('segmented, two lobes'),
  'unsegmented-band': () => msg('band'),
  'unsegmented-indented': () => msg('indented'),
  'unsegmented-round': () => msg('round, not segmented'),
  low: () => msg('low'),
  high: () => msg('high'),
  densely: () => msg('dense'),
  loosely: () => msg('loose'),
  no: () => msg('no'),
  yes: () => msg('yes'),
  clear: () => msg('clear'),
  frosted: () => msg('frosted'),
  'light blue': () => msg('light blue'),
  blue: () => msg('blue'),
  'purple blue': () => msg('purple blue'),
  coarse: () => msg('coarse'),
  pink: () => msg('pink'),
  red: () => msg('red'),
  purple: () => msg('purple'),
  nil: () => msg('none'),
};

/** An attribute and its value in words; what a later model adds is shown under the name it has there. */
export function attributeWords(
  name: string,
  value: string,
): { readonly name: string; readonly value: string } {
  return { name: NAMES[name]?.() ?? name.replaceAll('_', ' '), value: VALUES[value]?.() ?? value };
}
