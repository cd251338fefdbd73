import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Snapshot } from '../live/live-state.ts';
import type { Delivery } from '../live/result-delivery.ts';
import '../session/session-actions.ts';
import { addressOf } from '../shell/route.ts';
import { baseStyles } from '../theme/base-styles.ts';
import './differential-table.ts';
import { targetProgress } from './format.ts';
import './review-notes.ts';

/** The running differential with its target and its end; the events of `hv-session-actions` pass through. */
@localized()
@customElement('hv-differential-panel')
export class DifferentialPanel extends LitElement {
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property() baseUrl = '';
  @property({ attribute: false }) delivery: Delivery | null = null;
  @property({ type: Boolean }) mayCount = false;
  @property({ type: Boolean }) isPaused = false;
  /** The counts may be behind the instrument's: they are shown as what they are, the last heard. */
  @property({ type: Boolean, reflect: true }) stale = false;

  protected override render() {
    return html`
      ${this.#renderHead(this.snapshot)}
      <hv-differential-table .snapshot=${this.snapshot} .stale=${this.stale}></hv-differential-table>
      <hv-review-notes .snapshot=${this.snapshot} .mayCount=${this.mayCount}></hv-review-notes>
      <hv-session-actions
        .snapshot=${this.snapshot}
        .baseUrl=${this.baseUrl}
        .delivery=${this.delivery}
        .mayCount=${this.mayCount}
        .isPaused=${this.isPaused}
      ></hv-session-actions>
    `;
  }

  #renderHead(snapshot: Snapshot | null) {
    const n = snapshot?.n ?? 0;
    const target = snapshot?.target ?? null;
    const progress = targetProgress(n, target);
    return html`
      <header>
        <div class="title">
          <h2>${msg('Differential')}</h2>
          ${snapshot === null ? nothing : html`<a href=${addressOf('review', snapshot.session)}>${msg('Review cells')}</a>`}
        </div>
        <p class="count">
          <span class="n">${n}</span
          > <span class="quiet">${target === null ? msg('white cells') : msg(str`/ ${target} white cells`)}</span>
        </p>
        <p class="words ${progress.reached ? 'reached' : 'quiet'}">${this.#statusWords(progress.words)}</p>
        <p class="visually-hidden" role="status">${progress.reached ? msg(str`Target reached, white cells: ${target}`) : ''}</p>
        <progress
          max="1"
          value=${progress.fraction ?? 0}
          aria-label=${msg('Progress to the target')}
          class=${progress.reached ? 'reached' : ''}
          ?hidden=${progress.fraction === null}
        ></progress>
      </header>
    `;
  }

  #statusWords(progress: string): string {
    if (this.snapshot === null) return msg('Waiting for the count');
    if (this.stale) return msg('Last heard, not live');
    if (this.isPaused) return msg('Paused');
    return this.snapshot.status === 'ended' ? msg('Count ended') : progress;
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 8px;
        padding: 12px 16px;
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      header {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: baseline;
        gap: 0 12px;
      }
      .count {
        text-align: end;
        white-space: nowrap;
      }
      .n {
        font-size: var(--size-large);
        font-weight: 600;
        line-height: 1.1;
      }
      .title {
        display: flex;
        align-items: baseline;
        gap: 16px;
      }
      a {
        min-height: var(--hit);
        padding-block: 8px;
        color: var(--accent);
      }
      h2 {
        font-size: 16px;
      }
      .words {
        grid-row: 2;
        grid-column: 2;
        text-align: end;
        white-space: nowrap;
      }
      .words.reached {
        color: var(--ok);
        font-weight: 600;
      }
      progress {
        grid-row: 2;
        grid-column: 1;
        align-self: center;
        appearance: none;
        width: 100%;
        height: 8px;
        border: 0;
        border-radius: 2px;
        overflow: hidden;
        background: var(--line);
      }
      progress::-webkit-progress-bar {
        background: var(--line);
      }
      progress::-webkit-progress-value {
        background: var(--accent);
        transition: inline-size var(--quick);
      }
      progress::-moz-progress-bar {
        background: var(--accent);
      }
      progress.reached::-webkit-progress-value {
        background: var(--ok);
      }
      :host([stale]) .n {
        color: var(--quiet);
      }
      :host([stale]) .words {
        color: var(--warn);
      }
      .count,
      .words {
        min-width: 188px;
      }
      @media (max-width: 720px) {
        :host {
          gap: 4px;
          padding: 8px 12px;
          border-width: 0;
          border-radius: 0;
        }
        .n {
          font-size: var(--size-figure);
        }
        .title {
          flex-direction: column;
          align-items: start;
          gap: 0;
        }
        a {
          display: flex;
          align-items: center;
        }
        .count,
        .words {
          min-width: 0;
        }
      }
    `,
  ];
}
