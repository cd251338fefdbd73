import type { ReactiveControllerHost } from 'lit';
import {
  type GalleryLayout,
  type GalleryRow,
  galleryLayout,
  readingOrder,
  rowOf,
  rowsBetween,
} from './gallery-layout.ts';
import type { GallerySection } from './gallery-sections.ts';

export const CAPTION_PX = 22;
export const GAP_PX = 6;
export const HEAD_PX = 52;
/** Drawn beyond both ends of the view, so that a quick wheel shows cells and no gaps. */
const OVERSCAN_PX = 400;

interface Window {
  readonly topPx: number;
  readonly heightPx: number;
}

/** The rows of a gallery as they are laid out for the room there is, and which of them are in view. */
export class GalleryView {
  layout: GalleryLayout = galleryLayout([], metricsOf(0, 0));
  /** The cells in the order of the screen. */
  order: readonly string[] = [];

  readonly #host: ReactiveControllerHost;
  readonly #scroller: () => HTMLElement;
  #sections: readonly GallerySection[] = [];
  #rowsOf: ReadonlyMap<GallerySection, readonly GalleryRow[]> = new Map();
  #window: Window & { readonly widthPx: number } = { topPx: 0, heightPx: 0, widthPx: 0 };

  constructor(host: ReactiveControllerHost, scroller: () => HTMLElement) {
    this.#host = host;
    this.#scroller = scroller;
  }

  /** Lays the sections out, where they, the room or the size of a tile have changed; scrolling lays nothing out anew. */
  layOut(sections: readonly GallerySection[], tilePx: number): void {
    const { widthPx, tileWidthPx } = this.layout.metrics;
    if (sections === this.#sections && widthPx === this.#window.widthPx && tileWidthPx === tilePx) return;
    this.#sections = sections;
    this.layout = galleryLayout(sections, metricsOf(this.#window.widthPx, tilePx));
    this.order = readingOrder(this.layout);
    this.#rowsOf = Map.groupBy(this.layout.rows, ({ section }) => section);
  }

  /** After a scroll, or when the room has changed. */
  readonly measure = (): void => {
    const { scrollTop: topPx, clientHeight: heightPx, firstElementChild: surface } = this.#scroller();
    const { clientWidth: widthPx } = surface as HTMLElement;
    const before = this.#window;
    this.#window = { topPx, heightPx, widthPx };
    const isSameRoom = heightPx === before.heightPx && widthPx === before.widthPx;
    // Most steps of a scroll show the rows that are drawn already.
    if (!isSameRoom || !isSame(this.#rowsIn(before), this.rows)) this.#host.requestUpdate();
  };

  /** Those to draw. */
  get rows(): readonly GalleryRow[] {
    return this.#rowsIn(this.#window);
  }

  rowsOf(section: GallerySection): readonly GalleryRow[] {
    return this.#rowsOf.get(section) ?? [];
  }

  get rowsAPage(): number {
    return Math.floor(this.#window.heightPx / (this.layout.metrics.tileHeightPx + GAP_PX)) - 1;
  }

  /** Scrolls as far as it takes to see a cell. */
  reveal(id: string): void {
    const row = rowOf(this.layout, id);
    if (!row) return;
    const scroller = this.#scroller();
    // The head of the section stays on top of its cells.
    const above = row.topPx - HEAD_PX;
    const below = row.topPx + row.heightPx - scroller.clientHeight;
    if (scroller.scrollTop > above) scroller.scrollTop = above;
    else if (scroller.scrollTop < below) scroller.scrollTop = below;
  }

  #rowsIn({ topPx, heightPx }: Window): readonly GalleryRow[] {
    return rowsBetween(this.layout, topPx - OVERSCAN_PX, topPx + heightPx + OVERSCAN_PX);
  }
}

function metricsOf(widthPx: number, tilePx: number) {
  const tile = { tileWidthPx: tilePx, tileHeightPx: tilePx + CAPTION_PX };
  return { widthPx, ...tile, gapPx: GAP_PX, headPx: HEAD_PX };
}

function isSame(a: readonly GalleryRow[], b: readonly GalleryRow[]): boolean {
  return a[0] === b[0] && a.length === b.length;
}
