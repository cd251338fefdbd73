import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { CountedCell } from '../../core/wire/live.ts';
import type { SlideMapState, SlideRect } from '../../core/wire/slide-map.ts';
import { formatNumber } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { setStyle } from '../theme/set-style.ts';
import { adviceWords, coverageWords } from './advice-words.ts';
import { mapLegend } from './map-legend.ts';
import { paintMap } from './map-painter.ts';
import {
  fitRegion,
  type MapSize,
  type MapViewport,
  panned,
  placeAt,
  pointOf,
  scaleBarUm,
  zoomed,
} from './map-viewport.ts';
import { slideMapStyles } from './slide-map-styles.ts';
import { TilePictures } from './tile-pictures.ts';

const ZOOM_STEP = 1.4;
const PAN_STEP_PIXELS = 48;
const SCALE_BAR_PIXELS = 96;
/** A press that moves less than this is a click; a dot is hit from so far. */
const CLICK_PIXELS = 4;
const HIT_PIXELS = 14;

/** What was chosen on the map: a place, and the counted cell there, if any. */
export interface MapChoice {
  readonly xUm: number;
  readonly yUm: number;
  readonly cellId: string | null;
}

/** The map of the slide: what was seen, what was missed, every counted cell, and where to go on. Fires `map-chosen`. */
@localized()
@customElement('hv-slide-map')
export class SlideMap extends LitElement {
  @property({ attribute: false }) map: SlideMapState | null = null;
  @property({ attribute: false }) cells: ReadonlyMap<string, CountedCell> = new Map();
  /** The part of the slide under the microscope; null when its place is not known. */
  @property({ attribute: false }) view: SlideRect | null = null;
  /** Id of the cell that is ringed. */
  @property() selected: string | null = null;
  /** Where /api lives. */
  @property() baseUrl = '';
  @property({ type: Boolean, reflect: true }) stale = false;

  /** As the person left it; null shows all that was seen. */
  @state() private chosen: MapViewport | null = null;

  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;

  readonly #tiles = new TilePictures(() => this.#draw());
  readonly #resize = new ResizeObserver(() => this.requestUpdate());
  #press: { readonly x: number; readonly y: number; readonly from: MapViewport; moved: boolean } | null =
    null;
  #session = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#tiles.clear();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('selected')) this.#bringIntoView();
    if (this.map && this.map.session !== this.#session) {
      this.#session = this.map.session;
      this.chosen = null;
    }
  }

  protected override updated(): void {
    if (!this.canvas) return;
    this.#resize.observe(this.canvas);
    if (this.map) this.#tiles.update(this.map, this.baseUrl);
    this.#draw();
  }

  protected override render() {
    const { map } = this;
    const seen = map !== null && map.bounds !== null;
    return html`
      <header>
        <h2>${msg('Slide map')}</h2>
        <p class="figures">${seen ? coverageWords(map) : ''}</p>
        <p class="advice" role="status">${map?.advice ? adviceWords(map.advice) : ''}</p>
      </header>
      ${seen ? this.#renderMap(map) : html`<p class="quiet empty">${msg('Fields seen in focus appear here.')}</p>`}
    `;
  }

  #renderMap(map: SlideMapState) {
    const bar = scaleBarUm(this.#viewport, SCALE_BAR_PIXELS);
    const barWidth = `${bar / this.#viewport.umPerPixel}px`;
    return html`
      <div class="frame">
        <canvas
          tabindex="0"
          role="img"
          aria-label=${msg(str`Map of the slide: ${coverageWords(map)}. Cells: ${this.cells.size}. Arrows move it, plus and minus zoom, 0 shows all.`)}
          @keydown=${this.#onKey}
          @wheel=${this.#onWheel}
          @pointerdown=${this.#onPress}
          @pointermove=${this.#onMove}
          @pointerup=${this.#onRelease}
          @pointercancel=${() => (this.#press = null)}
        ></canvas>
        <div class="scale">
          ${bar >= 1000 ? `${formatNumber(bar / 1000)} mm` : `${bar} µm`}
          <div class="bar" ${setStyle({ width: barWidth })}></div>
        </div>
        ${this.#renderTools()} ${mapLegend(this.cells.values())}
        ${
          map.provisionalMm2 > 0
            ? html`<p class="apart">${msg(str`${formatNumber(map.provisionalMm2, 3)} mm² seen apart: place not known`)}</p>`
            : nothing
        }
      </div>
    `;
  }

  #renderTools() {
    const zoom = (factor: number) => () => this.#zoom(factor);
    return html`
      <div class="tools">
        <button aria-label=${msg('Zoom out')} @click=${zoom(1 / ZOOM_STEP)}>−</button>
        <button aria-label=${msg('Zoom in')} @click=${zoom(ZOOM_STEP)}>+</button>
        <button ?disabled=${this.chosen === null} @click=${() => (this.chosen = null)}>${msg('All')}</button>
      </div>
    `;
  }

  get #size(): MapSize {
    return { width: this.canvas?.clientWidth ?? 0, height: this.canvas?.clientHeight ?? 0 };
  }

  get #viewport(): MapViewport {
    const bounds = this.map?.bounds ?? { xUm: 0, yUm: 0, widthUm: 1, heightUm: 1 };
    return this.chosen ?? fitRegion(bounds, this.#size);
  }

  /** A cell chosen elsewhere must not lie beyond the edge. */
  #bringIntoView(): void {
    const cell = this.cells.get(this.selected ?? '');
    if (!cell || !this.chosen) return;
    const { x, y } = pointOf(this.chosen, this.#size, cell);
    const { width, height } = this.#size;
    if (x >= 0 && y >= 0 && x <= width && y <= height) return;
    this.chosen = { ...this.chosen, centreXUm: cell.xUm, centreYUm: cell.yUm };
  }

  #draw(): void {
    const { canvas, map } = this;
    const context = canvas?.getContext('2d');
    if (!canvas || !context || !map) return;
    const size = this.#size;
    const [width, height] = [size.width * devicePixelRatio, size.height * devicePixelRatio].map(Math.round);
    if (canvas.width !== width) canvas.width = width ?? 0;
    if (canvas.height !== height) canvas.height = height ?? 0;
    const { backgroundColor, color, caretColor } = getComputedStyle(canvas);
    paintMap(context, {
      map,
      cells: this.cells.values(),
      tiles: this.#tiles,
      view: this.view,
      selected: this.cells.get(this.selected ?? '') ?? null,
      viewport: this.#viewport,
      size,
      pixelRatio: devicePixelRatio,
      colours: { ground: backgroundColor, view: color, gap: caretColor },
    });
  }

  #zoom(factor: number, at?: { x: number; y: number }): void {
    const size = this.#size;
    const { x, y } = at ?? { x: size.width / 2, y: size.height / 2 };
    this.chosen = zoomed(this.#viewport, factor, { x, y, size });
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const pans: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [PAN_STEP_PIXELS, 0],
      ArrowRight: [-PAN_STEP_PIXELS, 0],
      ArrowUp: [0, PAN_STEP_PIXELS],
      ArrowDown: [0, -PAN_STEP_PIXELS],
    };
    const pan = pans[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (pan) this.chosen = panned(this.#viewport, ...pan);
    else if (event.key === '+' || event.key === '=') this.#zoom(ZOOM_STEP);
    else if (event.key === '-') this.#zoom(1 / ZOOM_STEP);
    else if (event.key === '0') this.chosen = null;
    else return;
    event.preventDefault();
  };

  readonly #onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    this.#zoom(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP, { x: event.offsetX, y: event.offsetY });
  };

  readonly #onPress = (event: PointerEvent): void => {
    this.canvas?.setPointerCapture(event.pointerId);
    this.#press = { x: event.offsetX, y: event.offsetY, from: this.#viewport, moved: false };
  };

  readonly #onMove = (event: PointerEvent): void => {
    const press = this.#press;
    if (!press) return;
    const [dx, dy] = [event.offsetX - press.x, event.offsetY - press.y];
    press.moved ||= Math.hypot(dx, dy) >= CLICK_PIXELS;
    if (press.moved) this.chosen = panned(press.from, dx, dy);
  };

  readonly #onRelease = (event: PointerEvent): void => {
    const press = this.#press;
    this.#press = null;
    if (!press || press.moved) return;
    const at = { x: event.offsetX, y: event.offsetY, size: this.#size };
    const detail: MapChoice = { ...placeAt(this.#viewport, at), cellId: this.#cellAt(at.x, at.y) };
    this.dispatchEvent(new CustomEvent<MapChoice>('map-chosen', { detail }));
  };

  /** The counted cell whose dot is nearest to a point of the map. */
  #cellAt(x: number, y: number): string | null {
    let nearest: { readonly id: string; readonly pixels: number } | null = null;
    for (const cell of this.cells.values()) {
      const point = pointOf(this.#viewport, this.#size, cell);
      const pixels = Math.hypot(point.x - x, point.y - y);
      if (pixels <= (nearest?.pixels ?? HIT_PIXELS)) nearest = { id: cell.id, pixels };
    }
    return nearest?.id ?? null;
  }

  static override readonly styles = [baseStyles, buttonStyles, slideMapStyles];
}
