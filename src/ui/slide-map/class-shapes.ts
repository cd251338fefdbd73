import type { CellClass } from '../../core/cells.ts';

/**
 * The outline of each class's dot, an SVG path around (0, 0) that reaches about 1 from it: with the colour, never
 * instead of it, so that a dot tells its class without one.
 */
export const CLASS_SHAPES: Readonly<Record<CellClass, string>> = {
  neutrophil_segmented: 'M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0Z',
  neutrophil_band: 'M-.85 -.85H.85V.85H-.85Z',
  eosinophil: 'M0 -1.15L1.05 .75H-1.05Z',
  basophil: 'M0 -1.2L1.2 0L0 1.2L-1.2 0Z',
  lymphocyte: 'M0 1.15L1.05 -.75H-1.05Z',
  monocyte: 'M-.55 -1H.55L1.1 0L.55 1H-.55L-1.1 0Z',
  metamyelocyte: 'M-.4 -1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1V-.4H-.4Z',
  myelocyte: 'M-1 -.5L-.5 -1L0 -.5L.5 -1L1 -.5L.5 0L1 .5L.5 1L0 .5L-.5 1L-1 .5L-.5 0Z',
  promyelocyte: 'M0 -1.25L.35 -.4H1.2L.5 .15L.75 1.05L0 .5L-.75 1.05L-.5 .15L-1.2 -.4H-.35Z',
  erythroblast: 'M-1.15 -.5H1.15V.5H-1.15Z',
  platelet: 'M.5 0A.5 .5 0 1 1 -.5 0A.5 .5 0 1 1 .5 0Z',
  blast: 'M-1.1 0L-.3 -.95L1.1 0L-.3 .95Z',
  variant_lymphocyte: 'M0 1.15L1.05 -.75L0 -.3L-1.05 -.75Z',
  plasma_cell: 'M1.15 0A1.15 .7 0 1 1 -1.15 0A1.15 .7 0 1 1 1.15 0Z',
  smudge_cell: 'M-1.1 -.8L-.2 -.35L0 -1.1L.2 -.35L1.1 -.8L.5 .2L.9 1L0 .55L-.9 1L-.5 .2Z',
  giant_platelet:
    'M.75 0A.75 .75 0 1 1 -.75 0A.75 .75 0 1 1 .75 0ZM.35 0A.35 .35 0 1 0 -.35 0A.35 .35 0 1 0 .35 0Z',
  platelet_clump: 'M0 0A.55 .55 0 1 1 -1.1 0A.55 .55 0 1 1 0 0ZM1.1 0A.55 .55 0 1 1 0 0A.55 .55 0 1 1 1.1 0Z',
  artefact: 'M-1 -1H1V1H-1ZM-.5 -.5V.5H.5V-.5Z',
  unclassified: 'M-.5 -1.15H.5V1.15H-.5Z',
};
