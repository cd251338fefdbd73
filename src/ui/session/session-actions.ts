import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TARGETS, type Target } from '../differential/format.ts';
import type { Snapshot } from '../live/live-state.ts';
import type { Delivery } from '../live/result-delivery.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';

/**
 * While counting: how far to count, and the end. After the end: where the result is, and a new session.
 * Fires `target-chosen` (detail: Target), `ask-end` and `ask-new`, which bubble.
 */
@customElement('hv-session-actions')
export class SessionActions extends LitElement {
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property({ attribute: false }) target: Target = null;
  @property({ attribute: false }) delivery: Delivery | null = null;

  protected override render() {
    return this.snapshot?.status === 'ended' ? this.#renderEnded() : this.#renderCounting();
  }

  #renderEnded() {
    return html`
      <p class="delivery ${this.delivery?.tone ?? ''}" role="status">${this.delivery?.words ?? ''}</p>
      <button class="primary" @click=${() => this.#ask('ask-new')}>New session <kbd>N</kbd></button>
    `;
  }

  #renderCounting() {
    return html`
      <fieldset>
        <legend>Count to</legend>
        ${TARGETS.map(
          (target) => html`
            <label>
              <input type="radio" name="target" .checked=${target === this.target} @change=${() => this.#choose(target)} />
              <span>${target ?? 'Free'}</span>
            </label>
          `,
        )}
      </fieldset>
      <button ?disabled=${this.snapshot === null} @click=${() => this.#ask('ask-end')}>End session <kbd>E</kbd></button>
    `;
  }

  #choose(target: Target): void {
    this.dispatchEvent(
      new CustomEvent<Target>('target-chosen', { detail: target, bubbles: true, composed: true }),
    );
  }

  #ask(type: 'ask-end' | 'ask-new'): void {
    this.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        min-height: 44px;
      }
      fieldset {
        display: flex;
        align-items: center;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        float: left;
        padding: 0 12px 0 0;
        color: var(--quiet);
      }
      label {
        position: relative;
        display: grid;
      }
      label input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      label span {
        display: grid;
        place-items: center;
        min-width: 48px;
        height: var(--hit);
        padding: 0 8px;
        border: 1px solid var(--line);
        margin-left: -1px;
      }
      label:first-of-type span {
        border-radius: var(--radius) 0 0 var(--radius);
      }
      label:last-of-type span {
        border-radius: 0 var(--radius) var(--radius) 0;
      }
      input:checked + span {
        position: relative;
        border-color: var(--accent);
        color: var(--accent);
        font-weight: 600;
      }
      input:focus-visible + span {
        position: relative;
        outline: 2px solid var(--accent);
        outline-offset: 2px;
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
        kbd,
        legend {
          display: none;
        }
      }
    `,
  ];
}
