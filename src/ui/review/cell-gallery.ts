import { localized } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ReviewCell } from '../../core/wire/review.ts';
import { language } from '../locale/language.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { setStyle } from '../theme/set-style.ts';
import { cellGalleryStyles } from './cell-gallery-styles.ts';
import { cellTile } from './cell-tile.ts';
import { CellDrag } from './drag-cells.ts';
import { stepOfKey } from './gallery-keys.ts';
import { cellsWithin, type Rect, rowOf, sectionAt, stepFrom, type TileRow } from './gallery-layout.ts';
import type { GallerySection } from './gallery-sections.ts';
import { CAPTION_PX, GAP_PX, GalleryView, HEAD_PX } from './gallery-view.ts';
import { pointOn, RubberBand } from './rubber-band.ts';
import { sectionHead, sectionWords } from './section-head.ts';
import { choose, chooseAll, extendTo, NOTHING_CHOSEN, type Selection, toggle } from './selection.ts';

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

  @state() private band: Rect | null = null;

  @query('.scroller') private readonly scroller!: HTMLElement;

  readonly #drag = new CellDrag(this, {
    take: (event) => this.#takeForDrag(event),
    sectionUnder: (event) => sectionAt(this.#view.layout, pointOn(this.scroller, event).y)?.name,
    drop: (name) => this.#fire('cells-dropped', name),
  });
  readonly #view = new GalleryView(this, () => this.scroller);
  #cells: ReadonlyMap<string, ReviewCell> = new Map();
  #resized = new ResizeObserver(() => {
    this.#view.measure();
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
    return this.#view.order;
  }

  /** Brings a cell into view and the keyboard to it. */
  async goTo(id: string): Promise<void> {
    this.#focusWanted = true;
    this.requestUpdate();
    await this.updateComplete;
    this.#view.reveal(id);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('sections'))
      this.#cells = new Map(this.sections.flatMap(({ cells }) => cells.map((cell) => [cell.id, cell])));
    this.#view.layOut(this.sections, Math.round(this.tileUm * this.pxPerUm));
  }

  protected override updated(changed: PropertyValues): void {
    const { at } = this.selection;
    const reveal = changed.has('pxPerUm') ? at : this.#revealNext;
    this.#revealNext = null;
    if (reveal !== null) this.#view.reveal(reveal);
    if (!this.#focusWanted || at === null) return;
    this.#focusWanted = false;
    this.#view.reveal(at);
    this.#tile(at)?.focus({ preventScroll: true });
  }

  protected override render() {
    const { rows } = this.#view;
    return html`
      <div
        class="scroller"
        ${setStyle({ '--tile': `${this.tileUm * this.pxPerUm}px`, '--caption': `${CAPTION_PX}px`, '--head': `${HEAD_PX}px` })}
        @scroll=${this.#view.measure}
        @pointerdown=${this.#press}
        @click=${this.#click}
        @dblclick=${() => this.dispatchEvent(new Event('cell-opened'))}
        @keydown=${this.#key}
        @contextmenu=${this.#menu}
        @dragstart=${this.#drag.started}
        @dragover=${this.#drag.over}
        @dragleave=${this.#drag.left}
        @drop=${this.#drag.dropped}
      >
        <div class="surface" ${setStyle({ height: `${this.#view.layout.heightPx}px` })}>
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
    const rows = this.#view.rowsOf(section);
    const topPx = rows[0]?.topPx ?? 0;
    const heightPx = rows.reduce((sum, row) => sum + row.heightPx, 0);
    const keyboardRow = this.#holdsKeyboard(section)
      ? rowOf(this.#view.layout, this.#keyboardAt ?? '')
      : undefined;
    const drawn = !keyboardRow || inView.includes(keyboardRow) ? inView : [...inView, keyboardRow];
    const words = sectionWords(section.name);
    return html`
      <section
        class=${this.#drag.dropOn === section.name ? 'drop' : ''}
        data-section=${section.name}
        aria-label=${words}
        ${setStyle({ top: `${topPx}px`, height: `${heightPx}px` })}
      >
        ${sectionHead(section, { mayDecide: this.mayDecide, confirm: (cells) => this.#fire('section-confirmed', cells) })}
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

  /** Most tiles stay as they are from frame to frame of a scroll. */
  #renderTile(
    id: string,
    { row, column, sectionTopPx }: { row: TileRow; column: number; sectionTopPx: number },
  ) {
    const cell = this.#cells.get(id);
    if (!cell) return nothing;
    const place = {
      inlineStartPx: column * (this.#view.layout.metrics.tileWidthPx + GAP_PX),
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
    return at !== null && this.#cells.has(at) ? at : this.#view.order[0];
  }

  #holdsKeyboard(section: GallerySection): boolean {
    const at = this.#keyboardAt;
    const name = at === undefined ? undefined : this.#cells.get(at)?.class;
    return name !== undefined && section.name === (name ?? 'undecided');
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
    if (event.shiftKey) this.#select(extendTo(this.selection, id, this.#view.order));
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
      if (band) this.#select(chooseAll(cellsWithin(this.#view.layout, band), base));
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
      const step = stepOfKey(event.key, getComputedStyle(this).direction === 'rtl');
      if (step === undefined) return;
      const to = stepFrom(this.#view.layout, at, step, this.#view.rowsAPage);
      this.#focusWanted = true;
      this.#select(event.shiftKey ? extendTo(this.selection, to, this.#view.order) : choose(to));
    }
    event.preventDefault();
  };

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

  /** Of a cell that is not chosen, it alone is dragged. */
  #takeForDrag(event: Event): number {
    const id = tileOf(event);
    if (id === undefined) return 0;
    const selection = this.selection.chosen.has(id) ? this.selection : choose(id);
    this.#select(selection);
    return selection.chosen.size;
  }

  static override readonly styles = [baseStyles, cellGalleryStyles];
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
