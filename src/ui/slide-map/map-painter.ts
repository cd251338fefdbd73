import { CLASS_COLOURS, CLASS_INK } from '../../core/class-colours.ts';
import type { CountedCell } from '../../core/wire/live.ts';
import type { SlideMapState, SlideRect } from '../../core/wire/slide-map.ts';
import { CLASS_SHAPES } from './class-shapes.ts';
import { type MapSize, type MapViewport, pointOf } from './map-viewport.ts';
import type { TilePictures } from './tile-pictures.ts';

export interface MapPaint {
  readonly map: SlideMapState;
  readonly cells: Iterable<CountedCell>;
  readonly tiles: TilePictures;
  /** The part of the slide under the microscope now; null when it is not known. */
  readonly view: SlideRect | null;
  /** A cell with a ring around it. */
  readonly selected: CountedCell | null;
  readonly viewport: MapViewport;
  /** In CSS pixels. */
  readonly size: MapSize;
  readonly pixelRatio: number;
  readonly colours: MapColours;
}

/** Colours of the theme. */
export interface MapColours {
  readonly ground: string;
  readonly view: string;
  readonly gap: string;
}

/** Dots grow with the map between these radii, in CSS pixels. */
const SMALLEST_DOT = 3.5;
const LARGEST_DOT = 9;
const WHITE_CELL_RADIUS_UM = 6;
const HATCH_PIXELS = 6;

const DOTS = Object.fromEntries(
  Object.entries(CLASS_SHAPES).map(([name, path]) => [name, new Path2D(path)]),
) as Record<CountedCell['class'], Path2D>;

/** Draws what was seen, what was missed, the counted cells and where the view is. */
export function paintMap(context: CanvasRenderingContext2D, paint: MapPaint): void {
  const { size, pixelRatio, colours } = paint;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, size.width, size.height);
  paintTiles(context, paint);
  paintGaps(context, paint);
  paintCells(context, paint);
  paintView(context, paint);
  paintRing(context, paint);
}

function paintTiles(context: CanvasRenderingContext2D, { map, tiles, viewport, size }: MapPaint): void {
  context.imageSmoothingQuality = 'medium';
  const side = map.tileUm / viewport.umPerPixel;
  for (const { column, row } of map.tiles) {
    const bitmap = tiles.at(column, row);
    if (!bitmap) continue;
    const { x, y } = pointOf(viewport, size, { xUm: column * map.tileUm, yUm: row * map.tileUm });
    if (x > size.width || y > size.height || x + side < 0 || y + side < 0) continue;
    context.drawImage(bitmap, x, y, side, side);
  }
}

function paintGaps(context: CanvasRenderingContext2D, paint: MapPaint): void {
  const { map, viewport, size, colours } = paint;
  if (map.gaps.length === 0) return;
  context.save();
  context.beginPath();
  for (const gap of map.gaps) {
    const { x, y } = pointOf(viewport, size, gap);
    context.rect(x, y, gap.widthUm / viewport.umPerPixel, gap.heightUm / viewport.umPerPixel);
  }
  context.clip();
  context.beginPath();
  for (let x = -size.height; x < size.width; x += HATCH_PIXELS) {
    context.moveTo(x, size.height);
    context.lineTo(x + size.height, 0);
  }
  context.strokeStyle = colours.gap;
  context.lineWidth = 1.5;
  context.stroke();
  context.restore();
}

function paintCells(context: CanvasRenderingContext2D, { cells, viewport, size }: MapPaint): void {
  const radius = Math.max(SMALLEST_DOT, Math.min(LARGEST_DOT, WHITE_CELL_RADIUS_UM / viewport.umPerPixel));
  for (const cell of cells) {
    const { x, y } = pointOf(viewport, size, cell);
    if (x < -radius || y < -radius || x > size.width + radius || y > size.height + radius) continue;
    context.save();
    context.translate(x, y);
    context.scale(radius, radius);
    context.lineWidth = 3 / radius;
    context.strokeStyle = CLASS_INK;
    context.stroke(DOTS[cell.class]);
    context.fillStyle = CLASS_COLOURS[cell.class];
    context.fill(DOTS[cell.class]);
    context.restore();
  }
}

function paintRing(context: CanvasRenderingContext2D, { selected, viewport, size, colours }: MapPaint): void {
  if (!selected) return;
  const { x, y } = pointOf(viewport, size, selected);
  for (const [width, colour] of [
    [5, CLASS_INK],
    [2.5, colours.view],
  ] as const) {
    context.beginPath();
    context.arc(x, y, LARGEST_DOT + 4, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

function paintView(context: CanvasRenderingContext2D, { view, viewport, size, colours }: MapPaint): void {
  if (!view) return;
  const { x, y } = pointOf(viewport, size, view);
  const [width, height] = [view.widthUm / viewport.umPerPixel, view.heightUm / viewport.umPerPixel];
  context.lineWidth = 4;
  context.strokeStyle = CLASS_INK;
  context.strokeRect(x, y, width, height);
  context.lineWidth = 2;
  context.strokeStyle = colours.view;
  context.strokeRect(x, y, width, height);
}
