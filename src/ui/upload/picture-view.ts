import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { CLASS_FACTS } from '../../core/cells.ts';
import type { PictureActivation, PictureCell, PictureReading } from '../../core/wire/upload.ts';
import { classLabel } from '../differential/class-words.ts';
import { heatPicture } from '../review/activation-heat.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { setStyle } from '../theme/set-style.ts';

const HEAT_SIDE_PX = 224;

/** A picture with the cells that were found in it. Fires `cell-chosen` (detail: index) and `view-missing`. */
@localized()
@customElement('hv-picture-view')
export class PictureView extends LitElement {
  @property({ attribute: false }) reading!: PictureReading;
  @property() src = '';
  @property({ type: Number }) chosen: number | null = null;
  /** Over the chosen cell. */
  @property({ attribute: false }) activation: PictureActivation | null = null;

  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;

  protected override updated(): void {
    if (!this.activation || !this.canvas) return;
    const { rgba, side } = heatPicture(this.activation.rows, HEAT_SIDE_PX);
    this.canvas.getContext('2d')?.putImageData(new ImageData(rgba, side, side), 0, 0);
  }

  protected override render() {
    const { width, height, cells } = this.reading;
    const words =
      this.reading.subject === 'cell'
        ? msg('The picture of one cell')
        : msg(str`The picture with the nucleated cells that were found: ${cells.length}`);
    return html`
      <div class="fit" ${setStyle({ '--aspect': String(width / height) })}>
        <img src=${this.src} alt=${words} @error=${this.#missing} />
        ${this.activation ? this.#renderHeat(this.activation) : nothing}
        <svg viewBox="0 0 ${width} ${height}" aria-hidden="true">
          ${cells.map((cell, index) => this.#renderBox(cell, index))}
        </svg>
      </div>
    `;
  }

  #renderHeat({ square: [x, y, width, height] }: PictureActivation) {
    const share = (part: number, of: number) => `${(100 * part) / of}%`;
    const place = {
      left: share(x, this.reading.width),
      top: share(y, this.reading.height),
      width: share(width, this.reading.width),
      height: share(height, this.reading.height),
    };
    return html`<canvas width=${HEAT_SIDE_PX} height=${HEAT_SIDE_PX} aria-hidden="true" ${setStyle(place)}></canvas>`;
  }

  /** Boxes are for the pointer; the list of cells beside the picture is for keys and screen readers. */
  #renderBox({ box: [x, y, width, height], class: name, cut }: PictureCell, index: number) {
    const classes = [index === this.chosen ? 'chosen' : '', cut ? 'cut' : ''].join(' ');
    const size = Math.max(this.reading.width, this.reading.height) / 32;
    return svg`
      <g class=${classes} @click=${() => this.#choose(index)} ${setStyle({ '--colour': `var(--class-${name})` })}>
        <title>${classLabel(name)}</title>
        <rect class="casing" x=${x} y=${y} width=${width} height=${height} rx="2" />
        <rect class="line" x=${x} y=${y} width=${width} height=${height} rx="2" />
        <rect class="mark" x=${x} y=${Math.max(0, y - size)} width=${1.7 * size} height=${size} />
        <text x=${x + 0.85 * size} y=${Math.max(0, y - size) + 0.76 * size} font-size=${0.74 * size}>${CLASS_FACTS[name].mark}</text>
      </g>
    `;
  }

  #choose(index: number): void {
    this.dispatchEvent(new CustomEvent<number>('cell-chosen', { detail: index }));
  }

  readonly #missing = (): void => {
    this.dispatchEvent(new Event('view-missing'));
  };

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        place-items: center;
        container-type: size;
        overflow: hidden;
        border-radius: var(--radius);
        background: var(--stage);
      }
      .fit {
        position: relative;
        /* As large as the room allows in the shape of the picture. */
        width: min(100cqw, 100cqh * var(--aspect));
        aspect-ratio: var(--aspect);
        direction: ltr;
      }
      img,
      svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      canvas {
        position: absolute;
        pointer-events: none;
      }
      g {
        cursor: pointer;
      }
      rect {
        fill: transparent;
        vector-effect: non-scaling-stroke;
      }
      .casing {
        stroke: rgb(0 0 0 / 70%);
        stroke-width: 4px;
      }
      .line {
        stroke: var(--colour);
        stroke-width: 2px;
        stroke-dasharray: 5 4;
      }
      .chosen .line {
        stroke-width: 3px;
        stroke-dasharray: none;
      }
      .chosen .casing {
        stroke-width: 6px;
      }
      .cut {
        opacity: 0.6;
      }
      .mark {
        fill: var(--colour);
      }
      text {
        fill: var(--class-ink);
        font-weight: 700;
        text-anchor: middle;
        user-select: none;
      }
    `,
  ];
}
