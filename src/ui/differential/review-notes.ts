import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ReviewFlag } from '../../core/types.ts';
import type { Snapshot } from '../live/live-state.ts';
import { patientWords, whiteCountWords } from '../session/specimen-words.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { decisionWords, flagWords, positionWords } from './judgement-words.ts';

/**
 * Under the table: whose specimen it is, the white-cell count, what asks for a person's look, and what more cells would
 * settle. Fires `ask-order`, which bubbles.
 */
@localized()
@customElement('hv-review-notes')
export class ReviewNotes extends LitElement {
  @property({ attribute: false }) snapshot: Snapshot | null = null;

  @property({ type: Boolean }) mayCount = false;

  protected override render() {
    const snapshot = this.snapshot;
    if (snapshot === null) return nothing;
    const critical = snapshot.flags.filter(({ level }) => level === 'critical');
    return html`
      <div class="specimen">
        <p><span>${patientWords(snapshot)}</span> ${this.#renderWhiteCells(snapshot)}</p>
        <button ?hidden=${snapshot.status === 'ended' || !this.mayCount} @click=${this.#askOrder}>${msg('Edit')} <kbd>D</kbd></button>
      </div>
      ${
        snapshot.flags.length > 0
          ? html`<ul tabindex="0" aria-label=${msg('Review')}>
            ${snapshot.flags.map((flag) => this.#renderFlag(flag))}
          </ul>`
          : nothing
      }
      <p class="visually-hidden" role="alert">${critical.map((flag) => msg(str`Critical: ${flagWords(flag)}.`)).join(' ')}</p>
      <p class="next quiet">${snapshot.nextDecision ? decisionWords(snapshot.nextDecision) : ''}</p>
    `;
  }

  #renderWhiteCells(snapshot: Snapshot) {
    const place = positionWords(snapshot.wbc?.position ?? null);
    return html`<span class=${place?.tone ?? 'quiet'}
      >${whiteCountWords(snapshot)} ${place && place.sign !== '' ? `${place.sign} ${place.words}` : ''}</span
    >`;
  }

  #renderFlag(flag: ReviewFlag) {
    const isLow = flag.when.comparator.startsWith('<');
    return html`<li class=${flag.level} data-flag=${flag.of}>
      <span class="level">${isLow ? '▼' : '▲'} ${flag.level === 'critical' ? msg('Critical') : msg('Review')}</span>
      ${flagWords(flag)}
    </li>`;
  }

  readonly #askOrder = (): void => {
    this.dispatchEvent(new Event('ask-order', { bubbles: true, composed: true }));
  };

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 4px;
      }
      .specimen {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
      }
      .specimen p {
        display: flex;
        flex-wrap: wrap;
        gap: 0 16px;
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        min-width: var(--hit);
        min-height: var(--hit);
        padding: 0 8px;
        border: 1px solid transparent;
        border-radius: var(--radius);
        background: none;
        color: var(--accent);
        cursor: pointer;
      }
      button:hover {
        border-color: var(--accent);
      }
      /* Many flags must not push the slide map away: they scroll, but where --most-height says otherwise. */
      ul {
        max-height: var(--most-height, 104px);
        overflow-y: auto;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        gap: 8px;
        padding: 2px 8px;
        border-inline-start: 3px solid var(--warn);
      }
      li.critical {
        border-inline-start-color: var(--alarm);
        background: var(--raised);
      }
      .level {
        flex: none;
        color: var(--warn);
        font-weight: 600;
      }
      .critical .level {
        color: var(--alarm);
      }
      .warn {
        color: var(--warn);
      }
      .alarm {
        color: var(--alarm);
        font-weight: 600;
      }
      .next {
        min-height: 20px;
      }
      /* There the head of the page says it. */
      @media (min-width: 1281px) {
        .specimen {
          display: none;
        }
      }
      @media (max-width: 720px) {
        kbd {
          display: none;
        }
      }
    `,
  ];
}
