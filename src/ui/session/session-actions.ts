import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { TARGETS, type Target } from '../../core/session-order.ts';
import type { Problem } from '../../core/wire/live.ts';
import type { Snapshot } from '../live/live-state.ts';
import type { Delivery } from '../live/result-delivery.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { segmentStyles } from '../theme/segment-styles.ts';
import { changeOrder } from './session-api.ts';

const CHOICES = [...TARGETS, null] as const;

/**
 * While counting: how far to count, and the end. After the end: where the result is, and a new session.
 * Fires `session-changed` (detail: Snapshot), `toggle-pause`, `ask-end` and `ask-new`, which bubble.
 */
@localized()
@customElement('hv-session-actions')
export class SessionActions extends LitElement {
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property() baseUrl = '';
  @property({ attribute: false }) delivery: Delivery | null = null;
  @property({ type: Boolean }) mayCount = false;
  @property({ type: Boolean }) isPaused = false;

  @state() private problem: Problem | null = null;

  protected override render() {
    if (this.snapshot?.status === 'ended') return this.#renderEnded();
    return this.mayCount
      ? this.#renderCounting()
      : html`<p class="delivery quiet">${msg('Watching only: your role starts and ends no sessions.')}</p>`;
  }

  #renderEnded() {
    return html`
      <p class="delivery ${this.delivery?.tone ?? ''}" role="status">${this.delivery?.words ?? ''}</p>
      ${
        this.mayCount
          ? html`<button class="primary" @click=${() => this.#ask('ask-new')}>${msg('New session')} <kbd>N</kbd></button>`
          : nothing
      }
    `;
  }

  #renderCounting() {
    return html`
      <fieldset class="segments">
        <legend>${msg('Count to')}</legend>
        ${CHOICES.map(
          (target) => html`
            <label>
              <input type="radio" name="target" .checked=${live(target === (this.snapshot?.target ?? null))} @change=${() => this.#choose(target)} />
              <span>${target ?? msg('Free')}</span>
            </label>
          `,
        )}
      </fieldset>
      ${this.problem ? html`<p class="delivery warn" role="alert">${this.problem.message}</p>` : nothing}
      <button
        class=${this.isPaused ? 'primary' : ''}
        ?disabled=${this.snapshot === null}
        @click=${() => this.#ask('toggle-pause')}
      >
        ${this.isPaused ? msg('Resume') : msg('Pause')} <kbd>␣</kbd>
      </button>
      <button ?disabled=${this.snapshot === null} @click=${() => this.#ask('ask-end')}>${msg('End')} <kbd>E</kbd></button>
    `;
  }

  async #choose(target: Target | null): Promise<void> {
    if (this.snapshot === null) return;
    const answer = await changeOrder(this.snapshot.session, { target }, this.baseUrl);
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    const options = { detail: answer.value, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent<Snapshot>('session-changed', options));
  }

  #ask(type: 'toggle-pause' | 'ask-end' | 'ask-new'): void {
    this.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    segmentStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        min-height: 44px;
      }
      legend {
        color: var(--quiet);
      }
      button {
        padding: 0 12px;
      }
      @media (max-width: 1600px) {
        .segments legend {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
      .delivery.ok {
        color: var(--ok);
      }
      .delivery.warn {
        color: var(--warn);
      }
      .delivery.quiet {
        color: var(--quiet);
      }
      @media (max-width: 720px) {
        kbd {
          display: none;
        }
      }
    `,
  ];
}
