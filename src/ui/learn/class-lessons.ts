import { msg } from '@lit/localize';
import type { CellClass } from '../../core/cells.ts';

/** What tells a class from those it is taken for, on a May-Grünwald-Giemsa or Wright stain at 100×. */
const LESSONS: Readonly<Record<CellClass, () => string>> = {
  neutrophil_segmented: () =>
    msg(
      'Two to five lobes of the nucleus, joined by thin threads; dense chromatin; pink cytoplasm with fine granules.',
    ),
  neutrophil_band: () =>
    msg(
      'A nucleus like a horseshoe or a rod, of even width, without threads; otherwise as a segmented neutrophil.',
    ),
  eosinophil: () =>
    msg('Large, even, orange granules that fill the cytoplasm; the nucleus mostly has two lobes.'),
  basophil: () => msg('Coarse, dark violet granules of uneven size that also lie over the nucleus.'),
  lymphocyte: () => msg('A small cell with a round, dense nucleus and a narrow rim of clear blue cytoplasm.'),
  monocyte: () =>
    msg(
      'The largest cell of normal blood: folded nucleus, loose chromatin, grey-blue cytoplasm, often vacuoles.',
    ),
  metamyelocyte: () =>
    msg('A nucleus indented like a kidney, by less than half; pink cytoplasm with fine granules.'),
  myelocyte: () =>
    msg(
      'A round or oval nucleus at the side, without nucleoli; cytoplasm turning from blue to pink, with granules.',
    ),
  promyelocyte: () =>
    msg('A large cell with a round nucleus and nucleoli; coarse red-purple granules, also over the nucleus.'),
  erythroblast: () =>
    msg('A small, round, very dense nucleus in cytoplasm between blue and pink, without granules.'),
  platelet: () => msg('A small fragment without a nucleus, pale blue with fine purple granules.'),
  blast: () => msg('Fine, even chromatin with nucleoli; little, deep blue cytoplasm; granules few or none.'),
  variant_lymphocyte: () =>
    msg('A large lymphocyte with much cytoplasm, deep blue at the edge, that bends around red cells.'),
  plasma_cell: () =>
    msg(
      'A round nucleus at one side with chromatin in clumps; deep blue cytoplasm with a pale spot beside the nucleus.',
    ),
  smudge_cell: () => msg('A burst cell: smeared chromatin without cytoplasm or outline.'),
  giant_platelet: () => msg('A platelet as large as a red cell or larger; granules, no nucleus.'),
  platelet_clump: () => msg('Several platelets stuck together, each still to be seen.'),
  artefact: () => msg('No cell: dirt, a crystal or a drop of stain, often out of the plane of focus.'),
  unclassified: () => msg('Not to be told from the picture.'),
};

export function classLesson(name: CellClass): string {
  return LESSONS[name]();
}
