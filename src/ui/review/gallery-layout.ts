import type { GallerySection } from './gallery-sections.ts';

/** Where everything of the gallery lies, in CSS pixels from its upper start corner, drawn or not. */
export interface GalleryLayout {
  readonly columns: number;
  readonly heightPx: number;
  /** From top to bottom. */
  readonly rows: readonly GalleryRow[];
  readonly metrics: GalleryMetrics;
}

export type GalleryRow = HeadRow | TileRow;
export interface HeadRow extends RowPlace {
  readonly kind: 'head';
}
export interface TileRow extends RowPlace {
  readonly kind: 'tiles';
  readonly ids: readonly string[];
  /** Place of its first tile in the section. */
  readonly from: number;
}
interface RowPlace {
  readonly section: GallerySection;
  readonly topPx: number;
  readonly heightPx: number;
}

export interface GalleryMetrics {
  readonly widthPx: number;
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
  readonly gapPx: number;
  readonly headPx: number;
}

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Lays sections out one under the other, each with a head and rows of tiles. */
export function galleryLayout(sections: readonly GallerySection[], metrics: GalleryMetrics): GalleryLayout {
  const { widthPx, tileWidthPx, tileHeightPx, gapPx, headPx } = metrics;
  const columns = Math.max(1, Math.floor((widthPx + gapPx) / (tileWidthPx + gapPx)));
  const rows: GalleryRow[] = [];
  let topPx = 0;
  const put = (row: GalleryRow) => {
    rows.push(row);
    topPx += row.heightPx;
  };
  for (const section of sections) {
    put({ kind: 'head', section, topPx, heightPx: headPx });
    for (let from = 0; from < section.cells.length; from += columns) {
      const ids = section.cells.slice(from, from + columns).map(({ id }) => id);
      put({ kind: 'tiles', section, ids, from, topPx, heightPx: tileHeightPx + gapPx });
    }
  }
  return { columns, heightPx: topPx, rows, metrics };
}

/** The rows that touch the stretch between two heights. */
export function rowsBetween({ rows }: GalleryLayout, topPx: number, bottomPx: number): readonly GalleryRow[] {
  const first = firstRowBelow(rows, topPx);
  let end = first;
  while (end < rows.length && (rows[end] as GalleryRow).topPx < bottomPx) end += 1;
  return rows.slice(first, end);
}

/** Index of the first row whose end lies below this height. */
function firstRowBelow(rows: readonly GalleryRow[], heightPx: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle] as GalleryRow;
    if (row.topPx + row.heightPx <= heightPx) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The row a cell lies in. */
export function rowOf({ rows }: GalleryLayout, id: string): TileRow | undefined {
  return rows.find((row): row is TileRow => row.kind === 'tiles' && row.ids.includes(id));
}

/** The cells a rubber band touches. */
export function cellsWithin(layout: GalleryLayout, band: Rect): string[] {
  const { tileWidthPx, tileHeightPx, gapPx } = layout.metrics;
  return rowsBetween(layout, band.top, band.bottom).flatMap((row) => {
    if (row.kind === 'head' || row.topPx + tileHeightPx < band.top) return [];
    return row.ids.filter((_, column) => {
      const left = column * (tileWidthPx + gapPx);
      return left < band.right && left + tileWidthPx > band.left;
    });
  });
}

/** The class under a height: where dropped cells belong. */
export function sectionAt(layout: GalleryLayout, topPx: number): GallerySection | undefined {
  return rowsBetween(layout, topPx, topPx + 1)[0]?.section;
}

/** Every cell in the order of the screen. */
export function readingOrder({ rows }: GalleryLayout): string[] {
  return rows.flatMap((row) => (row.kind === 'tiles' ? row.ids : []));
}

export type Step = 'back' | 'forward' | 'up' | 'down' | 'first' | 'last' | 'page-up' | 'page-down';

/** The cell a key leads to; at the end of the way the cell itself. */
export function stepFrom(layout: GalleryLayout, id: string, step: Step, rowsAPage: number): string {
  switch (step) {
    case 'back':
    case 'forward': {
      const order = readingOrder(layout);
      return order[order.indexOf(id) + (step === 'back' ? -1 : 1)] ?? id;
    }
    case 'first':
      return readingOrder(layout)[0] ?? id;
    case 'last':
      return readingOrder(layout).at(-1) ?? id;
    case 'up':
      return rowsAway(layout, id, -1);
    case 'down':
      return rowsAway(layout, id, 1);
    case 'page-up':
      return rowsAway(layout, id, -Math.max(1, rowsAPage));
    case 'page-down':
      return rowsAway(layout, id, Math.max(1, rowsAPage));
  }
}

function rowsAway(layout: GalleryLayout, id: string, away: number): string {
  const rows = layout.rows.filter((row): row is TileRow => row.kind === 'tiles');
  const at = rows.findIndex(({ ids }) => ids.includes(id));
  const column = rows[at]?.ids.indexOf(id) ?? 0;
  const to = rows[Math.min(rows.length - 1, Math.max(0, at + away))];
  return to?.ids[Math.min(column, to.ids.length - 1)] ?? id;
}
