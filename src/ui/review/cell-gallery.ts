import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ReviewCell } from '../../core/wire/review.ts';
import { classLabel } from '../differential/class-words.ts';
import { formatPercent } from '../differential/format.ts';
import { formatNumber } from '../locale/formats.ts';
import { language } from '../locale/language.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import { cellGalleryStyles } from './cell-gallery-styles.ts';
import { cellTile } from './cell-tile.ts';
import { CELLS_TYPE, dragImage } from './drag-cells.ts';
import {
  cellsWithin,
  type GalleryLayout,
  type GalleryRow,
  galleryLayout,
  type Rect,
  readingOrder,
  rowOf,
  rowsBetween,
  type Step,
  sectionAt,
  stepFrom,
  type TileRow,
} from './gallery-layout.ts';
import type { GallerySection, SectionName } from './gallery-sections.ts';
import { pointOn, RubberBand } from './rubber-band.ts';
import { choose, chooseAll, extendTo, NOTHING_CHOSEN, type Selection, toggle } from './selection.ts';

const CAPTION_PX = 22;
const GAP_PX = 6;
const HEAD_PX = 52;
/** Drawn beyond both ends of the view, so that a quick wheel shows cells and no gaps. */
const OVERSCAN_PX = 400;

const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

/**
 * The cells of a session by class, at one physical scale. Only what is in view is in the document, and the cell the
 * keyboard is at. Fires `selection-changed` (detail: Selection), `cell-opened`, `section-confirmed` (detail: cells),
 * `cells-dropped` (detail: SectionName) and `menu-asked` (detail: place on the screen).
 */
@localized()
@customElement('hv-cell-gallery')
export class CellGallery extends LitElement {
  @property({ attribute: false }) sections: readonly GallerySection[] = [];
  @property({ attribute: false }) selection: Selection = NOTHING_CHOSEN;
  @property({ attribute: false }) cropUrl: (id: string) => string = () => '';
  @property({ type: Number }) pxPerUm = 4;
  /** Side of the square each cell is shown in; what is larger is cut around its middle. */
  @property({ type: Number }) tileUm = 28;
  @property({ type: Boolean }) mayDecide = false;
  /** A tap adds to the chosen cells: fingers have no Ctrl key. */
  @property({ type: Boolean }) tapsChooseMany = false;
  /** Cells that somebody points at just now. */
  @property({ attribute: false }) pointed: ReadonlySet<string> = new Set();

  @state() private view = { topPx: 0, heightPx: 0, widthPx: 0 };
  @state() private band: Rect | null = null;
  @state() private dropOn: SectionName | null = null;

  @query('.scroller') private readonly scroller!: HTMLElement;

  #layout: GalleryLayout = galleryLayout([], this.#metrics());
  #order: readonly string[] = [];
  #rowsOf: ReadonlyMap<SectionName, readonly GalleryRow[]> = new Map();
  #cells: ReadonlyMap<string, ReviewCell> = new Map();
  #resized = new ResizeObserver(() => {
    this.#measure();
    if (this.selection.at !== null) this.#revealNext = this.selection.at;
  });
  /** A cell to bring into view when the rows are laid out anew. */
  #revealNext: string | null = null;
  #focusWanted = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override firstUpdated(): void {
    this.#resized.observe(this.scroller);
  }

  /** The cells in the order of the screen. */
  get order(): readonly string[] {
    return this.#order;
  }

  /** Brings a cell into view and the keyboard to it. */
  async goTo(id: string): Promise<void> {
    this.#focusWanted = true;
    this.requestUpdate();
    await this.updateComplete;
    this.#reveal(id);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('sections'))
      this.#cells = new Map(this.sections.flatMap(({ cells }) => cells.map((cell) => [cell.id, cell])));
    const metrics = this.#metrics();
    const { widthPx, tileWidthPx } = this.#layout.metrics;
    // Scrolling lays nothing out anew.
    if (!changed.has('sections') && widthPx === metrics.widthPx && tileWidthPx === metrics.tileWidthPx)
      return;
    this.#layout = galleryLayout(this.sections, metrics);
    this.#order = readingOrder(this.#layout);
    this.#rowsOf = Map.groupBy(this.#layout.rows, ({ section }) => section.name);
  }

  protected override updated(changed: PropertyValues): void {
    const { at } = this.selection;
    const reveal = changed.has('pxPerUm') ? at : this.#revealNext;
    this.#revealNext = null;
    if (reveal !== null) this.#reveal(reveal);
    if (!this.#focusWanted || at === null) return;
    this.#focusWanted = false;
    this.#reveal(at);
    this.#tile(at)?.focus({ preventScroll: true });
  }

  protected override render() {
    const { topPx, heightPx } = this.view;
    const rows = rowsBetween(this.#layout, topPx - OVERSCAN_PX, topPx + heightPx + OVERSCAN_PX);
    return html`
      <div
        class="scroller"
        ${setStyle({ '--tile': `${this.tileUm * this.pxPerUm}px`, '--caption': `${CAPTION_PX}px`, '--head': `${HEAD_PX}px` })}
        @scroll=${this.#measure}
        @pointerdown=${this.#press}
        @click=${this.#click}
        @dblclick=${() => this.dispatchEvent(new Event('cell-opened'))}
        @keydown=${this.#key}
        @contextmenu=${this.#menu}
        @dragstart=${this.#dragStart}
        @dragover=${this.#dragOver}
        @dragleave=${() => (this.dropOn = null)}
        @drop=${this.#drop}
      >
        <div class="surface" ${setStyle({ height: `${this.#layout.heightPx}px` })}>
          ${repeat(
            this.sections.filter(
              (section) => rows.some((row) => row.section === section) || this.#holdsKeyboard(section),
            ),
            ({ name }) => name,
            (section) =>
              this.#renderSection(
                section,
                rows.filter((row): row is TileRow => row.kind === 'tiles' && row.section === section),
              ),
          )}
          ${this.band ? html`<div class="band" ${setStyle(bandStyle(this.band))}></div>` : nothing}
        </div>
      </div>
    `;
  }

  #renderSection(section: GallerySection, inView: readonly TileRow[]) {
    const rows = this.#rowsOf.get(section.name) ?? [];
    const topPx = rows[0]?.topPx ?? 0;
    const heightPx = rows.reduce((sum, row) => sum + row.heightPx, 0);
    const keyboardRow = this.#holdsKeyboard(section)
      ? rowOf(this.#layout, this.#keyboardAt ?? '')
      : undefined;
    const drawn = !keyboardRow || inView.includes(keyboardRow) ? inView : [...inView, keyboardRow];
    const words = sectionWords(section.name);
    return html`
      <section
        class=${this.dropOn === section.name ? 'drop' : ''}
        data-section=${section.name}
        aria-label=${words}
        ${setStyle({ top: `${topPx}px`, height: `${heightPx}px` })}
      >
        ${this.#renderHead(section, words)}
        <div role="listbox" aria-multiselectable="true" aria-label=${words}>
          ${repeat(
            drawn.flatMap((row) => row.ids.map((id, column) => ({ id, row, column }))),
            ({ id }) => id,
            ({ id, row, column }) => this.#renderTile(id, { row, column, sectionTopPx: topPx + HEAD_PX }),
          )}
        </div>
      </section>
    `;
  }

  #renderHead({ name, cells, count, percent }: GallerySection, words: string) {
    const open = cells.filter(({ decided }) => decided === null);
    return html`
      <header>
        ${name === 'undecided' ? nothing : classChip(name)}
        <h2>${words}</h2>
        <p class="count">${formatNumber(count)}</p>
        <p class="quiet">${percent === null ? '' : `${formatPercent(percent)} %`}</p>
        ${
          this.mayDecide && open.length > 0 && name !== 'undecided' && name !== 'unclassified'
            ? html`<button
                @click=${() => this.#fire('section-confirmed', open)}
                aria-label=${msg(str`Confirm all ${open.length} as ${words}`)}
              >${msg(str`Confirm all ${open.length}`)}</button>`
            : nothing
        }
      </header>
    `;
  }

  /** Most tiles stay as they are from frame to frame of a scroll. */
  #renderTile(
    id: string,
    { row, column, sectionTopPx }: { row: TileRow; column: number; sectionTopPx: number },
  ) {
    const cell = this.#cells.get(id);
    if (!cell) return nothing;
    const place = {
      inlineStartPx: column * (this.#layout.metrics.tileWidthPx + GAP_PX),
      topPx: row.topPx - sectionTopPx,
    };
    const chosen = this.selection.chosen.has(id);
    const isTabStop = id === this.#keyboardAt;
    const pointed = this.pointed.has(id);
    const looks = [
      cell,
      chosen,
      isTabStop,
      pointed,
      place.inlineStartPx,
      place.topPx,
      this.pxPerUm,
      this.mayDecide,
    ];
    return guard([...looks, row.section.cells.length, language()], () =>
      cellTile({
        cell,
        cropUrl: this.cropUrl(id),
        cropPx: cell.cropUm * this.pxPerUm,
        place,
        chosen,
        isTabStop,
        pointed,
        draggable: this.mayDecide,
        position: [row.from + column + 1, row.section.cells.length],
      }),
    );
  }

  /** Where Tab enters. */
  get #keyboardAt(): string | undefined {
    const { at } = this.selection;
    return at !== null && this.#cells.has(at) ? at : this.#order[0];
  }

  #holdsKeyboard(section: GallerySection): boolean {
    const at = this.#keyboardAt;
    const name = at === undefined ? undefined : this.#cells.get(at)?.class;
    return name !== undefined && section.name === (name ?? 'undecided');
  }

  #metrics() {
    const tilePx = Math.round(this.tileUm * this.pxPerUm);
    return {
      widthPx: this.view?.widthPx ?? 0,
      tileWidthPx: tilePx,
      tileHeightPx: tilePx + CAPTION_PX,
      gapPx: GAP_PX,
      headPx: HEAD_PX,
    };
  }

  readonly #measure = (): void => {
    const { scrollTop, clientHeight } = this.scroller;
    const surface = this.scroller.firstElementChild as HTMLElement;
    this.view = { topPx: scrollTop, heightPx: clientHeight, widthPx: surface.clientWidth };
  };

  #reveal(id: string): void {
    const row = rowOf(this.#layout, id);
    if (!row) return;
    const { scrollTop, clientHeight } = this.scroller;
    // The head of the section stays on top of its cells.
    const above = row.topPx - HEAD_PX;
    const below = row.topPx + row.heightPx - clientHeight;
    if (scrollTop > above) this.scroller.scrollTop = above;
    else if (scrollTop < below) this.scroller.scrollTop = below;
  }

  #tile(id: string): HTMLElement | null {
    return this.renderRoot.querySelector(`[data-cell="${CSS.escape(id)}"]`);
  }

  #select(selection: Selection): void {
    this.#fire('selection-changed', selection);
  }

  #fire(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  readonly #click = (event: MouseEvent): void => {
    const id = tileOf(event);
    if (id === undefined) return;
    if (event.shiftKey) this.#select(extendTo(this.selection, id, this.#order));
    else if (event.ctrlKey || event.metaKey || this.tapsChooseMany) this.#select(toggle(this.selection, id));
    else {
      this.#select(choose(id));
      this.#fire('cell-chosen', id);
    }
  };

  readonly #press = (event: PointerEvent): void => {
    const onSurface = event
      .composedPath()
      .every((node) => !(node instanceof Element && node.matches('.tile, button')));
    const onScrollbar = event.offsetX > this.scroller.clientWidth;
    if (event.pointerType !== 'mouse' || event.button !== 0 || !onSurface || onScrollbar) return;
    const base = event.shiftKey || event.ctrlKey || event.metaKey ? this.selection : NOTHING_CHOSEN;
    this.#select(base);
    new RubberBand(this.scroller, event, (band) => {
      this.band = band;
      if (band) this.#select(chooseAll(cellsWithin(this.#layout, band), base));
    });
  };

  readonly #key = (event: KeyboardEvent): void => {
    const at = this.#keyboardAt;
    if (at === undefined || tileOf(event) === undefined) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === 'a') {
      const section = this.sections.find(({ cells }) => cells.some(({ id }) => id === at));
      this.#select(chooseAll(section?.cells.map(({ id }) => id) ?? []));
    } else if (event.key === ' ') this.#select(toggle(this.selection, at));
    else if (event.key === 'Escape') this.#select({ ...choose(at), chosen: new Set() });
    else {
      const step = this.#stepOf(event.key);
      if (step === undefined) return;
      const rowsAPage = Math.floor(this.view.heightPx / (this.#layout.metrics.tileHeightPx + GAP_PX)) - 1;
      const to = stepFrom(this.#layout, at, step, rowsAPage);
      this.#focusWanted = true;
      this.#select(event.shiftKey ? extendTo(this.selection, to, this.#order) : choose(to));
    }
    event.preventDefault();
  };

  #stepOf(key: string): Step | undefined {
    const rightToLeft = getComputedStyle(this).direction === 'rtl';
    if (key === 'ArrowLeft') return rightToLeft ? 'forward' : 'back';
    if (key === 'ArrowRight') return rightToLeft ? 'back' : 'forward';
    return STEPS[key];
  }

  readonly #menu = (event: MouseEvent): void => {
    const id = tileOf(event);
    if (id === undefined) return;
    event.preventDefault();
    if (!this.selection.chosen.has(id)) this.#select(choose(id));
    const box = this.#tile(id)?.getBoundingClientRect();
    // The menu key has no place on the screen.
    const isKey = event.clientX === 0 && event.clientY === 0;
    this.#fire(
      'menu-asked',
      isKey && box ? { x: box.left, y: box.bottom } : { x: event.clientX, y: event.clientY },
    );
  };

  readonly #dragStart = (event: DragEvent): void => {
    const id = tileOf(event);
    if (id === undefined || !event.dataTransfer) return;
    const selection = this.selection.chosen.has(id) ? this.selection : choose(id);
    this.#select(selection);
    event.dataTransfer.setData(CELLS_TYPE, '');
    event.dataTransfer.effectAllowed = 'move';
    const image = dragImage(this.renderRoot as ShadowRoot, selection.chosen.size);
    if (image) event.dataTransfer.setDragImage(image, -12, -12);
  };

  readonly #dragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes(CELLS_TYPE)) return;
    const name = sectionAt(this.#layout, pointOn(this.scroller, event).y)?.name;
    this.dropOn = name === 'undecided' ? null : (name ?? null);
    if (this.dropOn !== null) event.preventDefault();
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    if (this.dropOn !== null) this.#fire('cells-dropped', this.dropOn);
    this.dropOn = null;
  };

  static override readonly styles = [baseStyles, cellGalleryStyles];
}

/** A class, or what a second reader has not named yet. */
export function sectionWords(name: SectionName): string {
  return name === 'undecided' ? msg('Not read yet') : classLabel(name);
}

/** The cell an event is about. */
function tileOf(event: Event): string | undefined {
  const tile = event.composedPath().find((node) => node instanceof HTMLElement && node.matches('.tile'));
  return (tile as HTMLElement | undefined)?.dataset.cell;
}

function bandStyle({ left, top, right, bottom }: Rect) {
  return {
    'inset-inline-start': `${left}px`,
    top: `${top}px`,
    width: `${right - left}px`,
    height: `${bottom - top}px`,
  };
}
