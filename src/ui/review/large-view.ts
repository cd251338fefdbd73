import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import type { CellDetail, ReviewCell } from '../../core/wire/review.ts';
import { classLabel } from '../differential/class-words.ts';
import { formatProbability } from '../differential/format.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import { heatPicture } from './activation-heat.ts';
import './cell-evidence.ts';
import { largeViewStyles } from './large-view-styles.ts';
import type { GalleryReading, ReviewApi } from './review-api.ts';

/** Arrow keys pass many cells; the one they stop at is asked for. */
const SETTLE_MS = 120;
const HEAT_SIDE_PX = 224;

type Activation = NonNullable<CellDetail['activation']>;

/**
 * One cell large: its crop with the evidence as heat over it, its place in the field, and what is known of it. Fires
 * `point-asked` and `note-asked`.
 */
@localized()
@customElement('hv-large-view')
export class LargeView extends LitElement {
  @property({ attribute: false }) api!: ReviewApi;
  @property({ attribute: false }) cell: ReviewCell | null = null;
  @property() reading: GalleryReading = 'first';
  /** How many cells are chosen beside the one that is shown. */
  @property({ type: Number }) others = 0;
  @property({ type: Boolean }) showHeat = false;
  @property({ type: Boolean }) mayNote = false;

  @state() private detail: CellDetail | null = null;
  @state() private problem: Problem | null = null;
  @state() private aspect = 1;
  /** Pictures that the instrument no longer has: they are deleted before results are. */
  @state() private gone: ReadonlySet<string> = new Set();

  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;

  #asking: AbortController | undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking?.abort();
    clearTimeout(this.#settle);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('cell') && !changed.has('reading')) return;
    const before = changed.get('cell');
    if (before?.id !== this.cell?.id) {
      this.detail = null;
      this.gone = new Set();
    }
    const { id, class: name, decided } = this.cell ?? {};
    if (
      changed.has('reading') ||
      before?.id !== id ||
      before?.class !== name ||
      before?.decided?.at !== decided?.at
    )
      this.#askSoon();
  }

  protected override updated(): void {
    if (!this.#heat || !this.canvas) return;
    const { rgba, side } = heatPicture(this.#heat.rows, HEAT_SIDE_PX);
    this.canvas.getContext('2d')?.putImageData(new ImageData(rgba, side, side), 0, 0);
  }

  protected override render() {
    const cell = this.cell;
    if (cell === null) return html`<p class="empty quiet">${msg('Choose a cell to see it large.')}</p>`;
    const detail = this.detail;
    return html`
      ${this.#renderHead(cell)}
      ${cell.cropUm === 0 ? html`<p class="quiet">${msg('Counted by eye: no picture was taken.')}</p>` : this.#renderPictures(cell, detail)}
      ${this.#renderTools(detail)}
      ${this.problem ? html`<p class="warn" role="status">${this.problem.message} ${this.problem.hint}</p>` : nothing}
      <hv-cell-evidence .api=${this.api} .detail=${detail}></hv-cell-evidence>
    `;
  }

  #renderPictures(cell: ReviewCell, detail: CellDetail | null) {
    return html`
      <div class="pictures">
        <figure>
          <div class="crop">
            <div class="fit" ${setStyle({ '--aspect': String(this.aspect) })}>
              ${this.#renderPicture(this.api.cropUrl(cell.id), msg('The cell'), this.#loaded)}
              ${this.#heat ? this.#renderHeat(this.#heat) : nothing}
            </div>
          </div>
          <figcaption>${this.#heat ? this.#renderLegend() : msg('Cell')}</figcaption>
        </figure>
        ${this.#renderField(detail)}
      </div>
    `;
  }

  #renderPicture(url: string, words: string, onLoad?: (event: Event) => void) {
    if (this.gone.has(url)) return html`<p class="gone">${msg('This picture is no longer kept.')}</p>`;
    const miss = () => {
      this.gone = new Set([...this.gone, url]);
    };
    return html`<img src=${url} alt=${words} @load=${onLoad ?? nothing} @error=${miss} />`;
  }

  #renderHead(cell: ReviewCell) {
    return html`
      <header>
        ${cell.class === null ? nothing : classChip(cell.class)}
        <div>
          <h2>${cell.class === null ? msg('Not read yet') : classLabel(cell.class)}</h2>
          <p class="quiet">${standing(cell)}</p>
        </div>
        ${this.others > 0 ? html`<p class="others">${msg(str`and ${this.others} more`)}</p>` : nothing}
      </header>
    `;
  }

  #renderField(detail: CellDetail | null) {
    const field = detail?.field;
    if (!field)
      return html`<figure><div class="field"></div><figcaption>${detail ? msg('No picture of the field') : ''}</figcaption></figure>`;
    const [x, y, width, height] = field.box;
    const share = (part: number, of: number) => `${(100 * part) / of}%`;
    return html`
      <figure>
        <div class="field" ${setStyle({ 'aspect-ratio': `${field.width} / ${field.height}` })}>
          ${this.#renderPicture(this.api.fieldUrl(detail.id), msg('The field around the cell'))}
          <div
            class="box"
            ${setStyle({
              left: share(x, field.width),
              top: share(y, field.height),
              width: share(width, field.width),
              height: share(height, field.height),
            })}
          ></div>
        </div>
        <figcaption>${msg('In its field')}</figcaption>
      </figure>
    `;
  }

  #renderHeat({ over: [x, y, width, height] }: Activation) {
    const percent = (share: number) => `${100 * share}%`;
    const place = { left: percent(x), top: percent(y), width: percent(width), height: percent(height) };
    return html`<canvas width=${HEAT_SIDE_PX} height=${HEAT_SIDE_PX} aria-hidden="true" ${setStyle(place)}></canvas>`;
  }

  #renderLegend() {
    const of = this.detail?.activation?.of;
    return html`
      <span class="legend" aria-hidden="true"></span>
      ${of ? msg(str`Evidence for ${classLabel(of)}: dark little, light most`) : ''}
    `;
  }

  #renderTools(detail: CellDetail | null) {
    return html`
      <div class="tools">
        <button
          aria-pressed=${this.showHeat}
          aria-keyshortcuts="h"
          ?disabled=${detail !== null && detail.activation === null}
          @click=${() => this.#fire('heat-toggled')}
        >${msg('Evidence')} <kbd>H</kbd></button>
        ${
          this.mayNote
            ? html`
              <button @click=${() => this.#fire('point-asked')}>${msg('Point')}</button>
              <button @click=${() => this.#fire('note-asked')}>${msg('Note')}</button>
            `
            : nothing
        }
      </div>
    `;
  }

  get #heat(): Activation | null {
    return (this.showHeat && this.detail?.activation) || null;
  }

  /** A cell at the edge of the frame has a crop that is no square. */
  readonly #loaded = (event: Event): void => {
    const { naturalWidth, naturalHeight } = event.currentTarget as HTMLImageElement;
    this.aspect = naturalWidth / naturalHeight;
  };

  #fire(type: 'point-asked' | 'note-asked' | 'heat-toggled'): void {
    this.dispatchEvent(new Event(type));
  }

  #askSoon(): void {
    clearTimeout(this.#settle);
    this.#asking?.abort();
    this.#settle = setTimeout(() => void this.#ask(), SETTLE_MS);
  }

  async #ask(): Promise<void> {
    const id = this.cell?.id;
    if (id === undefined) return;
    const asking = new AbortController();
    this.#asking = asking;
    const answer = await this.api.cell(id, this.reading, asking.signal);
    if (asking.signal.aborted) return;
    this.detail = answer.ok ? answer.value : null;
    this.problem = answer.ok ? null : answer.problem;
  }

  static override readonly styles = [baseStyles, buttonStyles, largeViewStyles];
}

/** Who said so. */
function standing({ decided, suggested, probability, class: name }: ReviewCell): string {
  if (decided !== null) return msg(str`Named by ${whoWords(decided.by)}`);
  if (name === null || probability === null || suggested === null) return msg('Name it by its key');
  return suggested === 'unclassified'
    ? msg('The classifier left it open')
    : msg(str`Suggested, ${formatProbability(probability)} %`);
}
