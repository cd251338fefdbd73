import { LEAST_PROMINENT_SCORE, prominentCell } from './cli/prominent-cell.ts';
import { areaOf, isWhole } from './core/boxes.ts';
import { type CellKind, WHITE_CELL_CLASSES } from './core/cells.ts';
import type { Box, Classification, Detection } from './core/types.ts';
import type { PictureReading, PictureSubject } from './core/wire/upload.ts';
import type { Models } from './inference/open-models.ts';
import { cutPicture, type Picture } from './inference/picture.ts';
import { emptyTally } from './slide/differential.ts';
import { percentOf } from './slide/measured.ts';
import { measureRedCells, scaleFromRedCells } from './slide/red-cells.ts';

/** A cell whose box is a smaller share of the picture's side is one of a field, not what the picture is about. */
const LEAST_SINGLE_EXTENT = 0.2;
/** A picture of so few pixels in which no cell is found was cut out around one. */
const MOST_CROP_PIXELS = 500_000;
/** Boxes that end so near to the picture's edge, as a share of its longer side, may be cut by it. */
const EDGE_SHARE = 0.005;
/** Cells named in one call: about as long as one look, so that a look at the live picture comes between. */
const CELLS_A_CALL = 8;
/** The models turn the whole picture into floating point; of a large one they get the cell's surroundings. */
const SURROUNDINGS = 6;

/** A cell of a picture with what the classifier says of it. */
export interface ReadCell {
  readonly box: Box;
  readonly classification: Classification;
  readonly cut: boolean;
}

/** What was read in a picture. */
export interface ReadPicture {
  readonly subject: PictureSubject;
  readonly cells: readonly ReadCell[];
  readonly count: PictureReading['count'];
  readonly micronsPerPixel: number | null;
}

/** Finds and names the cells of a picture; its subject is chosen where it is not given. */
export async function readPicture(
  models: Models,
  picture: Picture,
  given?: PictureSubject,
): Promise<ReadPicture> {
  const detections = await models.detector.detect(picture, { minScore: LEAST_PROMINENT_SCORE });
  const { thresholds } = models.detector;
  const counted = detections.filter(({ kind, score }) => score >= thresholds[kind]);
  const subject = given ?? subjectOf(detections, counted, picture);
  const { diameterPixels } = measureRedCells(counted, picture);
  const micronsPerPixel = diameterPixels === null ? null : scaleFromRedCells(diameterPixels);
  if (subject === 'cell') {
    const box = prominentCell(detections, picture) ?? ([0, 0, picture.width, picture.height] as const);
    const cells = await nameCells(models, picture, [box]);
    return { subject, cells: cells.map((cell) => ({ ...cell, cut: false })), count: null, micronsPerPixel };
  }
  const cells = await nameCells(models, picture, inReadingOrder(boxesOf(counted, 'wbc')));
  return { subject, cells, count: countOf(cells, counted), micronsPerPixel };
}

/** One nucleated cell that fills much of the picture, or a small cut-out without any, is a picture of one cell. */
function subjectOf(
  detections: readonly Detection[],
  counted: readonly Detection[],
  size: Picture,
): PictureSubject {
  const whole = boxesOf(counted, 'wbc').filter((box) => !isCut(box, size));
  if (whole.length > 1) return 'field';
  const isSmall = size.width * size.height <= MOST_CROP_PIXELS;
  // In a large picture a doubtful cell is one of many things, not what the picture is about.
  const cell = prominentCell(isSmall ? detections : counted, size);
  if (cell === undefined) return isSmall ? 'cell' : 'field';
  const extent = Math.sqrt(areaOf(cell) / (size.width * size.height));
  return extent >= LEAST_SINGLE_EXTENT ? 'cell' : 'field';
}

async function nameCells(models: Models, picture: Picture, boxes: readonly Box[]): Promise<ReadCell[]> {
  const named: ReadCell[] = [];
  const isLarge = cutPicture(picture, [0, 0, 1, 1], SURROUNDINGS).picture !== picture;
  const atOnce = isLarge ? 1 : CELLS_A_CALL;
  for (let start = 0; start < boxes.length; start += atOnce) {
    const some = boxes.slice(start, start + atOnce);
    const around = isLarge ? cutPicture(picture, some[0] as Box, SURROUNDINGS) : null;
    const classifications = around
      ? await models.classifier.classify(around.picture, [around.box])
      : await models.classifier.classify(picture, some);
    for (const [index, classification] of classifications.entries()) {
      const box = some[index] as Box;
      named.push({ box, classification, cut: isCut(box, picture) });
    }
  }
  return named;
}

function countOf(cells: readonly ReadCell[], counted: readonly Detection[]): PictureReading['count'] {
  const tally = emptyTally();
  for (const { cut, classification } of cells) if (!cut) tally[classification.class] += 1;
  const n = WHITE_CELL_CLASSES.reduce((sum, name) => sum + tally[name], 0);
  const white = WHITE_CELL_CLASSES.filter((name) => tally[name] > 0).map((name) => {
    const percent = percentOf(tally[name], n);
    return { class: name, count: tally[name], percent: percent?.value ?? null, ci95: percent?.ci95 ?? null };
  });
  const beside = (['erythroblast', 'unclassified'] as const)
    .filter((name) => tally[name] > 0)
    .map((name) => ({ class: name, count: tally[name], percent: null, ci95: null }));
  return {
    n,
    rows: [...white, ...beside],
    redCells: boxesOf(counted, 'rbc').length,
    platelets: boxesOf(counted, 'platelet').length,
  };
}

function boxesOf(detections: readonly Detection[], wanted: CellKind): Box[] {
  return detections.filter(({ kind }) => kind === wanted).map(({ box }) => box);
}

function isCut(box: Box, size: Picture): boolean {
  return !isWhole(box, size, EDGE_SHARE * Math.max(size.width, size.height));
}

/** Line by line, a line being as high as the tallest cell. */
function inReadingOrder(boxes: readonly Box[]): Box[] {
  const line = Math.max(1, ...boxes.map(([, , , height]) => height));
  const lineOf = ([, y, , height]: Box) => Math.floor((y + height / 2) / line);
  return boxes.toSorted((a, b) => lineOf(a) - lineOf(b) || a[0] - b[0]);
}
