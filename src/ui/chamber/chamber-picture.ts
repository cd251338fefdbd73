import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { baseStyles } from '../theme/base-styles.ts';
import type { CountedSquare, Place } from './chamber-count.ts';
import { crossAfter, middleOf } from './cross.ts';

/** The picture of a counting chamber with its squares and rings around the cells; tells the place that is to be changed. */
@localized()
@customElement('hv-chamber-picture')
export class ChamberPicture extends LitElement {
  @property() url = '';
  /** Pixels of the picture, in which squares and cells are given. */
  @property({ type: Number }) width = 0;
  @property({ type: Number }) height = 0;
  @property({ attribute: false }) squares: readonly CountedSquare[] = [];
  @property({ attribute: false }) chosen: readonly CountedSquare[] = [];
  /** Where the keyboard would change something, while it is here. */
  @state() private cross: Place | null = null;

  protected override render() {
    const { width, height } = this;
    return html`
      <img src=${this.url} alt=${msg('The chamber')} />
      <svg
        viewBox="0 0 ${width} ${height}"
        tabindex="0"
        role="application"
        aria-label=${msg('Cells of the chamber: arrow keys move the cross, Shift moves it finely, Enter adds a cell or takes one out')}
        @click=${this.#click}
        @focus=${this.#focus}
        @blur=${() => (this.cross = null)}
        @keydown=${this.#key}
      >
        ${this.squares.map(
          (square) => svg`
            <polygon class=${this.chosen.includes(square) ? 'chosen' : ''} points=${square.outline.map((place) => place.join(',')).join(' ')} />
            ${square.cells.map(([x, y]) => svg`<circle cx=${x} cy=${y} r=${width / 160} />`)}`,
        )}
        ${this.cross === null ? nothing : this.#renderCross(this.cross)}
      </svg>
    `;
  }

  #renderCross([x, y]: Place) {
    const arm = this.width / 40;
    const lines = `M${x - arm} ${y}h${2 * arm}M${x} ${y - arm}v${2 * arm}`;
    return svg`<path class="casing" d=${lines} /><path class="cross" d=${lines} />`;
  }

  readonly #focus = (event: FocusEvent): void => {
    // A click says itself where.
    if (!(event.currentTarget as SVGElement).matches(':focus-visible')) return;
    this.cross = middleOf(this.chosen[0]) ?? [this.width / 2, this.height / 2];
  };

  readonly #click = (event: MouseEvent): void => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const scale = this.width / box.width;
    this.cross = null;
    this.#tell([(event.clientX - box.left) * scale, (event.clientY - box.top) * scale]);
  };

  readonly #key = (event: KeyboardEvent): void => {
    const { cross, width, height } = this;
    if (cross === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const moved = crossAfter(event.key, cross, { width, height, isFine: event.shiftKey });
    const isPlaced = event.key === 'Enter' || event.key === ' ';
    if (moved === null && !isPlaced) return;
    event.preventDefault();
    if (moved === null) this.#tell(cross);
    else this.cross = moved;
  };

  #tell(place: Place): void {
    this.dispatchEvent(new CustomEvent<Place>('place-chosen', { detail: place }));
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: block;
        position: relative;
        direction: ltr;
      }
      img {
        display: block;
        width: 100%;
      }
      svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        cursor: crosshair;
      }
      polygon,
      circle,
      path {
        fill: none;
        vector-effect: non-scaling-stroke;
      }
      polygon {
        stroke: #ffffff;
        stroke-width: 2;
        stroke-dasharray: 6 4;
      }
      polygon.chosen {
        stroke: #ffd23e;
        stroke-width: 3;
        stroke-dasharray: none;
      }
      circle {
        stroke: #00b7ff;
        stroke-width: 2;
      }
      .casing {
        stroke: #000000;
        stroke-width: 4;
      }
      .cross {
        stroke: #ffffff;
        stroke-width: 2;
      }
    `,
  ];
}
