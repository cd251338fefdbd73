import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { messageOf } from '../../core/errors.ts';
import type { FrameHeader } from '../../core/wire/live.ts';
import { formatAge } from '../differential/format.ts';
import type { PictureCondition } from '../live/picture-condition.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { type DecodedPicture, NewestPicture, type Pixels } from './newest-picture.ts';
import { fitPicture } from './overlay-geometry.ts';
import { paintOverlay } from './overlay-painter.ts';

/**
 * The live picture with its findings. Pictures come by `show()`, past Lit: 30 a second need no template.
 * Fires `picture-fault` (detail: reason) for a JPEG that does not decode and `retry-connection` on request.
 */
@localized()
@customElement('hv-live-picture')
export class LivePicture extends LitElement {
  @property({ attribute: false }) condition: PictureCondition | null = null;
  @property({ type: Number }) ageMs: number | null = null;
  @property({ type: Boolean }) showRedCells = false;
  /** Words for who cannot see the picture. */
  @property() description = '';

  @query('canvas') private readonly canvas!: HTMLCanvasElement;

  readonly #newest = new NewestPicture(
    (picture) => this.#take(picture),
    (reason) => this.#fault(messageOf(reason)),
  );
  #picture: DecodedPicture | undefined;
  #animation: number | undefined;
  readonly #drawnAtMs: number[] = [];
  readonly #resize = new ResizeObserver((entries) => this.#fitCanvas(entries));

  show(header: FrameHeader, pixels: Pixels): void {
    this.#newest.push(header, pixels);
  }

  /** Pictures this page drew in the last second. */
  drawnFps(nowMs: number): number {
    while (this.#drawnAtMs.length > 0 && nowMs - (this.#drawnAtMs[0] ?? 0) > 1000) this.#drawnAtMs.shift();
    return this.#drawnAtMs.length;
  }

  protected override firstUpdated(): void {
    this.#observe();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    if (this.#animation !== undefined) cancelAnimationFrame(this.#animation);
    this.#animation = undefined;
    this.#picture?.image.close();
    this.#picture = undefined;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('showRedCells')) this.#requestDraw();
  }

  #observe(): void {
    try {
      this.#resize.observe(this.canvas, { box: 'device-pixel-content-box' });
    } catch {
      this.#resize.observe(this.canvas);
    }
  }

  /** One canvas pixel is one device pixel, also at fractional zoom. */
  #fitCanvas(entries: readonly ResizeObserverEntry[]): void {
    const entry = entries.at(-1);
    if (!entry) return;
    const exact = entry.devicePixelContentBoxSize?.[0];
    this.canvas.width = devicePixels(exact?.inlineSize, entry.contentRect.width);
    this.canvas.height = devicePixels(exact?.blockSize, entry.contentRect.height);
    this.#draw();
  }

  #take(picture: DecodedPicture): void {
    if (!this.isConnected) {
      picture.image.close();
      return;
    }
    this.#picture?.image.close();
    this.#picture = picture;
    this.#drawnAtMs.push(performance.now());
    this.#requestDraw();
  }

  #requestDraw(): void {
    this.#animation ??= requestAnimationFrame(() => {
      this.#animation = undefined;
      this.#draw();
    });
  }

  #draw(): void {
    const context = this.canvas.getContext('2d');
    if (!context || !this.#picture) return;
    const { header, image } = this.#picture;
    // In the camera's pixels, as the overlay is: a scaled-down picture still gets its boxes in the right place.
    const fit = fitPicture(header, this.canvas);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.imageSmoothingQuality = 'medium';
    context.drawImage(image, fit.left, fit.top, fit.width, fit.height);
    paintOverlay(context, {
      overlay: header.overlay,
      fit,
      pixelRatio: this.canvas.width / Math.max(1, this.canvas.clientWidth),
      showRedCells: this.showRedCells,
    });
  }

  #fault(reason: string): void {
    this.dispatchEvent(new CustomEvent<string>('picture-fault', { detail: `picture: ${reason}` }));
  }

  protected override render() {
    const condition = this.condition;
    const stale = condition !== null && condition.kind !== 'live';
    return html`
      <canvas role="img" aria-label=${this.description} class=${stale ? 'stale' : ''}></canvas>
      ${stale ? this.#renderCondition(condition) : nothing}
    `;
  }

  #renderCondition(condition: PictureCondition) {
    return html`
      <div class="notice">
        <div class="card">
          <p class="title" role="status">${condition.title}</p>
          ${condition.detail ? html`<p>${condition.detail}</p>` : nothing}
          ${condition.next ? html`<p class="quiet">${condition.next}</p>` : nothing}
        </div>
        ${this.ageMs === null ? nothing : html`<p class="age">${msg(str`Last picture ${formatAge(this.ageMs)} ago`)}</p>`}
        ${
          condition.kind === 'disconnected'
            ? html`<button @click=${() => this.dispatchEvent(new Event('retry-connection'))}>${msg('Try now')}</button>`
            : nothing
        }
      </div>
    `;
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        position: relative;
        background: var(--stage);
        overflow: hidden;
      }
      canvas {
        display: block;
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        transition: filter var(--quick);
      }
      canvas.stale {
        filter: grayscale(1) brightness(0.5) contrast(0.8);
      }
      .notice {
        position: absolute;
        inset: 0;
        display: grid;
        align-content: center;
        justify-items: center;
        gap: 12px;
        padding: 16px;
        text-align: center;
      }
      .card {
        display: grid;
        gap: 4px;
        max-width: 460px;
        padding: 16px 24px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--scrim);
      }
      .title {
        font-size: var(--size-figure);
        font-weight: 600;
        line-height: 1.25;
      }
      .age {
        padding: 4px 12px;
        border-radius: var(--radius);
        background: var(--scrim);
        font-weight: 600;
      }
    `,
  ];
}

/** The exact size where it can be believed: an emulated screen reports CSS pixels as device pixels. */
function devicePixels(exact: number | undefined, cssPixels: number): number {
  const rounded = Math.round(cssPixels * devicePixelRatio);
  return exact !== undefined && Math.abs(exact - rounded) <= 1 ? exact : rounded;
}
