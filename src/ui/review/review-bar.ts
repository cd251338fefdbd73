import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SessionDetail } from '../../core/wire/review.ts';
import { stateWords } from '../history/state-words.ts';
import { formatTime } from '../locale/formats.ts';
import { patientWords, whiteCountWords } from '../session/specimen-words.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { reviewBarStyles } from './review-bar-styles.ts';
import './scale-tools.ts';

/**
 * Whose specimen it is, how far the review is, and the tools of the gallery. Fires `waiting-toggled`, `undo-asked`,
 * `redo-asked`, `order-asked`, `share-asked`, `many-toggled`, `pane-asked`; those of `hv-scale-tools` pass through.
 */
@localized()
@customElement('hv-review-bar')
export class ReviewBar extends LitElement {
  @property({ attribute: false }) detail: SessionDetail | null = null;
  /** Cells that a person must decide before the session can be signed. */
  @property({ type: Number }) waiting = 0;
  @property({ type: Boolean }) waitingOnly = false;
  /** Of a second reader: how many of the cells are read. */
  @property({ attribute: false }) progress: { readonly read: number; readonly of: number } | null = null;
  @property({ type: Boolean }) mayDecide = false;
  @property({ type: Boolean }) mayShare = false;
  @property({ type: Boolean }) mayChange = false;
  @property({ type: Boolean }) canUndo = false;
  @property({ type: Boolean }) canRedo = false;
  @property({ type: Boolean }) choosesMany = false;
  @property({ type: Number }) pxPerUm = 4;

  protected override render() {
    const detail = this.detail;
    return html`
      <div class="specimen">
        <h1>${detail ? (detail.accession ?? msg('No accession')) : msg('Review')}</h1>
        ${detail ? this.#renderSpecimen(detail) : nothing}
      </div>
      ${detail ? html`<p class="state ${detail.state}">${stateWords(detail.state)}</p>` : nothing}
      ${this.progress ? this.#renderProgress(this.progress) : this.#renderWaiting()}
      <div class="tools">
        <hv-scale-tools .pxPerUm=${this.pxPerUm} @larger-asked=${this.#pass} @smaller-asked=${this.#pass}></hv-scale-tools>
        ${
          this.mayDecide
            ? html`
              <button class="many" aria-pressed=${this.choosesMany} @click=${() => this.#fire('many-toggled')}>${msg('Several')}</button>
              ${this.#renderTool('undo-asked', msg('Undo'), this.canUndo, 'M6 4L3 7l3 3M3 7h6a4 4 0 0 1 0 8H7')}
              ${this.#renderTool('redo-asked', msg('Redo'), this.canRedo, 'M10 4l3 3-3 3M13 7H7a4 4 0 0 0 0 8h2')}
            `
            : nothing
        }
        ${this.mayShare ? this.#renderTool('share-asked', msg('Share'), true, 'M8 11V3M5 6l3-3 3 3M3 10v5h10v-5') : nothing}
        <button class="pane" @click=${() => this.#fire('pane-asked')}>${msg('Result')}</button>
      </div>
    `;
  }

  /** What is known of it, to be changed until it is signed: the white-cell count may come last. */
  #renderSpecimen(detail: SessionDetail) {
    const words = specimenWords(detail);
    if (!this.mayChange) return html`<p class="quiet who">${words}</p>`;
    return html`
      <button class="who" title=${msg('Specimen')} @click=${() => this.#fire('order-asked')}>
        <span>${words}</span>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z" /></svg>
      </button>
    `;
  }

  #renderTool(type: string, words: string, enabled: boolean, path: string) {
    return html`
      <button class="tool ${type}" title=${words} aria-label=${words} ?disabled=${!enabled} @click=${() => this.#fire(type)}>
        <svg viewBox="0 0 16 18" aria-hidden="true"><path d=${path} /></svg><span>${words}</span>
      </button>
    `;
  }

  #renderWaiting() {
    if (!this.detail || (this.waiting === 0 && !this.waitingOnly))
      return html`<p class="quiet none">${this.detail && this.mayDecide ? msg('No cell waits for you') : ''}</p>`;
    return html`
      <button class="waiting" aria-pressed=${this.waitingOnly} @click=${() => this.#fire('waiting-toggled')}>
        <svg viewBox="0 0 12 12" aria-hidden="true"><path d="M3 11V1.5h6L7.5 4L9 6.5H3" /></svg>
        <span>${this.waiting === 1 ? msg('1 cell waits for you') : msg(str`${this.waiting} cells wait for you`)}</span>
        <span class="number" aria-hidden="true">${this.waiting}</span>
      </button>
    `;
  }

  #renderProgress({ read, of }: { readonly read: number; readonly of: number }) {
    return html`
      <p class="progress">
        <strong>${msg('Second reading')}</strong>
        <progress max=${of} value=${read} aria-label=${msg('Cells read')}></progress>
        <span>${read} / ${of}</span>
      </p>
    `;
  }

  #fire(type: string): void {
    this.dispatchEvent(new Event(type));
  }

  readonly #pass = (event: Event): void => this.#fire(event.type);

  static override readonly styles = [baseStyles, buttonStyles, reviewBarStyles];
}

function specimenWords({ snapshot, startedAt }: SessionDetail): string {
  return [patientWords(snapshot), whiteCountWords(snapshot), formatTime(startedAt)]
    .filter(Boolean)
    .join(' · ');
}
