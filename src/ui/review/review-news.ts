import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import type { News } from './attention.ts';

/** What went wrong, and what others do, in a corner. Fires `problem-dismissed` and `cell-chosen` (detail: id). */
@localized()
@customElement('hv-review-news')
export class ReviewNews extends LitElement {
  @property({ attribute: false }) problem: Problem | null = null;
  @property({ attribute: false }) news: News | null = null;

  protected override render() {
    const { problem, news } = this;
    return html`
      ${
        problem
          ? html`<div class="news alarm" role="alert">
              <p><strong>${problem.message}</strong> ${problem.hint}</p>
              <button @click=${() => this.dispatchEvent(new Event('problem-dismissed'))}>${msg('Close')}</button>
            </div>`
          : nothing
      }
      <div role="status">
        ${
          news
            ? html`<div class="news">
                <p>${news.words}</p>
                ${news.cell ? html`<button @click=${() => this.#show(news.cell)}>${msg('Show')}</button>` : nothing}
              </div>`
            : nothing
        }
      </div>
    `;
  }

  #show(cell: string | null): void {
    this.dispatchEvent(new CustomEvent('cell-chosen', { detail: cell }));
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        position: fixed;
        inset-block-end: 120px;
        inset-inline-start: 92px;
        z-index: 3;
        display: grid;
        gap: 8px;
        max-width: min(460px, calc(100vw - 24px));
      }
      .news {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 8px 8px 8px 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--panel);
        overflow-wrap: anywhere;
      }
      p {
        flex: 1;
      }
      .alarm {
        border-color: var(--alarm);
      }
      .alarm strong {
        color: var(--alarm);
      }
      @media (max-width: 720px) {
        :host {
          inset-inline-start: 12px;
        }
      }
    `,
  ];
}
