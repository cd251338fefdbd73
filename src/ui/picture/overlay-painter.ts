import { CLASS_FACTS } from '../../core/cells.ts';
import { CLASS_COLOURS, CLASS_INK, UNNAMED_COLOUR } from '../../core/class-colours.ts';
import type { OverlayCell } from '../../core/wire/live.ts';
import { shortLabel } from '../differential/class-words.ts';
import { formatProbability } from '../differential/format.ts';
import { type Fit, placeBox, placeLabels, type Rect } from './overlay-geometry.ts';

export interface OverlayPaint {
  readonly overlay: readonly OverlayCell[];
  readonly fit: Fit;
  /** Device pixels a CSS pixel. */
  readonly pixelRatio: number;
  readonly showRedCells: boolean;
}

const FONT_CSS_PX = 13;
const LABEL_HEIGHT_CSS_PX = 20;
/** A box narrower than this gets its mark and percent only. */
const NAMED_FROM_CSS_PX = 56;

/** Draws the findings of one frame over the same frame. Dotted means suggested: no person has confirmed it. */
export function paintOverlay(context: CanvasRenderingContext2D, paint: OverlayPaint): void {
  context.save();
  const { overlay, fit } = paint;
  context.beginPath();
  context.rect(fit.left, fit.top, fit.width, fit.height);
  context.clip();
  if (paint.showRedCells) {
    for (const cell of overlay)
      if (cell.kind === 'rbc') paintRing(context, placeBox(cell.box, fit), paint, UNNAMED_COLOUR);
  }
  for (const cell of overlay) {
    if (cell.kind === 'platelet') paintRing(context, placeBox(cell.box, fit), paint, CLASS_COLOURS.platelet);
  }
  const whiteCells = overlay.filter((cell) => cell.kind === 'wbc');
  for (const cell of whiteCells) paintBox(context, placeBox(cell.box, fit), paint, cell);
  paintLabels(
    context,
    paint,
    whiteCells.filter((cell) => cell.class !== undefined),
  );
  context.restore();
}

/** Platelets and red cells: a thin ring, so that they recede and differ by shape from the white cells. */
function paintRing(context: CanvasRenderingContext2D, box: Rect, paint: OverlayPaint, colour: string): void {
  const width = paint.pixelRatio;
  context.beginPath();
  context.ellipse(
    box.left + box.width / 2,
    box.top + box.height / 2,
    box.width / 2,
    box.height / 2,
    0,
    0,
    2 * Math.PI,
  );
  context.setLineDash([]);
  context.globalAlpha = 0.45;
  context.strokeStyle = CLASS_INK;
  context.lineWidth = 2.5 * width;
  context.stroke();
  context.globalAlpha = 0.9;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
  context.globalAlpha = 1;
}

/** A dark casing under the coloured dots keeps every class colour legible on plasma, pink and violet. */
function paintBox(
  context: CanvasRenderingContext2D,
  box: Rect,
  paint: OverlayPaint,
  cell: OverlayCell,
): void {
  const ratio = paint.pixelRatio;
  const lineWidth = (cell.cellId === undefined ? 1.5 : 2.5) * ratio;
  context.setLineDash([]);
  context.globalAlpha = 0.6;
  context.strokeStyle = CLASS_INK;
  context.lineWidth = lineWidth + 2 * ratio;
  context.strokeRect(box.left, box.top, box.width, box.height);
  context.globalAlpha = 1;
  if (!cell.confirmed) context.setLineDash([5 * ratio, 3 * ratio]);
  context.strokeStyle = cell.class === undefined ? UNNAMED_COLOUR : CLASS_COLOURS[cell.class];
  context.lineWidth = lineWidth;
  context.strokeRect(box.left, box.top, box.width, box.height);
}

function paintLabels(
  context: CanvasRenderingContext2D,
  paint: OverlayPaint,
  cells: readonly OverlayCell[],
): void {
  const { fit, pixelRatio: ratio } = paint;
  context.font = `600 ${FONT_CSS_PX * ratio}px ${getComputedStyle(context.canvas).fontFamily}`;
  context.textBaseline = 'middle';
  context.setLineDash([]);
  const chipWidth = 26 * ratio;
  const padding = 6 * ratio;
  const labels = cells
    .map((cell) => ({ cell, box: placeBox(cell.box, fit), ...labelOf(cell) }))
    // A steady order keeps the labels in place while the detector's order changes from frame to frame.
    .sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
    .map((label) => {
      const words = label.box.width < NAMED_FROM_CSS_PX * ratio ? label.percent : label.words;
      const width = chipWidth + padding * 2 + context.measureText(words).width;
      return { ...label, words, size: { width, height: LABEL_HEIGHT_CSS_PX * ratio } };
    });
  const places = placeLabels(labels, fit, 3 * ratio);
  places.forEach((place, index) => {
    const label = labels[index];
    if (label?.cell.class === undefined) return;
    const middle = place.top + place.height / 2 + 0.5 * ratio;
    context.fillStyle = CLASS_INK;
    context.globalAlpha = 0.88;
    context.fillRect(place.left, place.top, place.width, place.height);
    context.globalAlpha = 1;
    context.fillStyle = CLASS_COLOURS[label.cell.class];
    context.fillRect(place.left, place.top, chipWidth, place.height);
    context.fillStyle = CLASS_INK;
    context.textAlign = 'center';
    context.fillText(label.mark, place.left + chipWidth / 2, middle);
    context.fillStyle = '#ffffff';
    context.textAlign = 'left';
    context.fillText(label.words, place.left + chipWidth + padding, middle);
  });
}

function labelOf(cell: OverlayCell): { mark: string; words: string; percent: string } {
  const name = cell.class ?? 'unclassified';
  const percent = cell.probability === undefined ? '' : `${formatProbability(cell.probability)} %`;
  return { mark: CLASS_FACTS[name].mark, words: `${shortLabel(name)} ${percent}`.trim(), percent };
}
