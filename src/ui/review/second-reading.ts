import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SessionDetail } from '../../core/wire/review.ts';
import { formatTime } from '../locale/formats.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';

/** The second reading of a session: offered, under way, or done. Fires `open-asked` and `close-asked`. */
@localized()
@customElement('hv-second-reading')
export class SecondReading extends LitElement {
  @property({ attribute: false }) detail!: SessionDetail;
  /** Whether it is the viewer's own, still under way. */
  @property({ type: Boolean }) isMine = false;
  @property({ type: Boolean }) mayDecide = false;

  protected override render() {
    const { secondReading, state: standing } = this.detail;
    if (secondReading === null) return this.#renderOffer(standing === 'ended' || standing === 'amending');
    const { by, openedAt, closedAt, decided } = secondReading;
    if (this.isMine) return this.#renderMine(decided);
    return html`
      <p>
        ${
          closedAt === null
            ? msg(str`${whoWords(by)} reads since ${formatTime(openedAt)}: ${decided} cells so far.`)
            : msg(str`${whoWords(by)} read ${decided} cells, closed ${formatTime(closedAt)}.`)
        }
      </p>
    `;
  }

  #renderOffer(isOpen: boolean) {
    return html`
      <p>${msg('A second person names the same cells without seeing what the first and the classifier said. How both agree, and what they settle, is kept with the result.')}</p>
      ${
        this.mayDecide && isOpen
          ? html`<button @click=${() => this.#fire('open-asked')}>${msg('Read as the second reader')}</button>`
          : html`<p class="quiet">${isOpen ? nothing : msg('It begins when the count has ended, before the result is signed.')}</p>`
      }
    `;
  }

  #renderMine(decided: number) {
    return html`
      <p>${msg(str`You read as the second reader: ${decided} cells so far. Suggestions and the first reader’s names are hidden until you close.`)}</p>
      <button class="primary" @click=${() => this.#fire('close-asked')}>${msg('Close my reading')}</button>
    `;
  }

  #fire(type: 'open-asked' | 'close-asked'): void {
    this.dispatchEvent(new Event(type));
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        justify-items: start;
        gap: 12px;
      }
    `,
  ];
}
