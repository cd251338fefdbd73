import { v7 as newUuid } from 'uuid';
import type { SessionOrder } from './core/session-order.ts';
import type { Models } from './inference/open-models.ts';
import type { KeptCell, KeptPicture } from './kept-pictures.ts';
import type { CountedElsewhere } from './store/ended-session.ts';
import type { CellChange } from './store/records.ts';

/** Diameter of a white cell on a dried smear in micrometres: the ruler where no red cells lie around. */
const WHITE_CELL_UM = 13;
/** Pictures lie beside each other on the slide that they make up, so far apart. */
const GAP_UM = 20;

/** The session that pictures make together: each whole cell of each picture once. */
export function sessionOfPictures(
  pictures: readonly KeptPicture[],
  order: SessionOrder,
  { models: [detector, model], classSet }: Pick<Models, 'models' | 'classSet'>,
): CountedElsewhere {
  const scales = pictures.flatMap(({ micronsPerPixel }) => micronsPerPixel ?? []).toSorted((a, b) => a - b);
  const usual = scales[scales.length >> 1] ?? null;
  const cells: CellChange[] = [];
  let leftUm = 0;
  let areaUm2 = 0;
  for (const [frameSeq, picture] of pictures.entries()) {
    const scale = picture.micronsPerPixel ?? usual ?? scaleFromCell(picture.cells[0]);
    for (const cell of picture.cells) {
      if (cell.cut) continue;
      cells.push(cellChange(cell, { frameSeq, scale, leftUm, ...identityOf(model) }));
    }
    areaUm2 += picture.width * picture.height * scale * scale;
    leftUm += picture.width * scale + GAP_UM;
  }
  const fields = { frames: pictures.length, refused: {}, areaMm2: Math.round(areaUm2 / 1e2) / 1e4 };
  return {
    order,
    kind: 'upload',
    micronsPerPixel: usual,
    startedAt: new Date().toISOString(),
    basis: { fields, model, detector, classSet },
    cells,
  };
}

interface Placing {
  readonly frameSeq: number;
  /** Micrometres a pixel. */
  readonly scale: number;
  readonly leftUm: number;
  readonly modelSha256: string;
  readonly headSha256: string;
}

function cellChange(
  { box, classification, cropJpeg, frame, field }: KeptCell,
  { frameSeq, scale, leftUm, ...model }: Placing,
): CellChange {
  const [x, y, width, height] = box;
  const { class: name, probability, probabilities } = classification;
  return {
    cell: {
      ...{ id: newUuid(), class: name, probability, probabilities, frameSeq, box, ...model },
      xUm: leftUm + (x + width / 2) * scale,
      yUm: (y + height / 2) * scale,
    },
    cropJpeg,
    crop: { ...frame, sideUm: frame.sideUm * scale },
    field: { ...field, micronsPerPixel: field.micronsPerPixel * scale },
  };
}

function scaleFromCell(cell: KeptCell | undefined): number {
  return cell ? WHITE_CELL_UM / Math.max(cell.box[2], cell.box[3]) : 1;
}

function identityOf({ sha256, headSha256 }: Models['models'][1]) {
  return { modelSha256: sha256, headSha256 };
}
