import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SignedIn } from '../access/access-api.ts';
import '../access/user-menu.ts';
import { baseStyles } from '../theme/base-styles.ts';
import type { ThemeChoice } from '../theme/theme-choice.ts';
import type { StatusItem } from './instrument-status.ts';

/**
 * The head of the page: which specimen, which instrument, how it is, who is signed in. Fires `ask-new`, `ask-keys`,
 * `next-theme`; `ask-sign-out` bubbles.
 */
@customElement('hv-instrument-bar')
export class InstrumentBar extends LitElement {
  @property() accession: string | null = null;
  @property({ type: Boolean }) hasSession = false;
  @property() device: string | null = null;
  @property() source: string | null = null;
  @property({ attribute: false }) items: readonly StatusItem[] = [];
  @property() theme: ThemeChoice = 'system';
  @property({ attribute: false }) viewer: SignedIn | null = null;
  /** Whether the accession opens a new session. */
  @property({ type: Boolean }) mayCount = false;

  protected override render() {
    return html`
      <button class="accession" title="New session" ?disabled=${!this.mayCount} @click=${() => this.#ask('ask-new')}>
        <span class="quiet">Accession</span>
        <strong>${this.accession ?? (this.hasSession ? 'none' : '–')}</strong>
        ${this.mayCount ? pencil : nothing}
      </button>
      <p class="device" title=${this.device ?? ''}>
        <span>${this.device ?? ''}</span><span class="quiet">${this.source ?? ''}</span>
      </p>
      <dl>
        ${this.items.map(
          (item) => html`
            <div class="item ${item.tone} ${item.key}">
              <dt>${item.label}</dt>
              <dd data-status=${item.key}>${item.value}</dd>
            </div>
          `,
        )}
      </dl>
      <div class="tools">
        <button class="theme" title="Theme: ${this.theme}" aria-label="Theme: ${this.theme}. Change" @click=${() => this.#ask('next-theme')}>
          ${halfMoon}
        </button>
        <button class="keys" title="Keys" aria-label="Show the keys" @click=${() => this.#ask('ask-keys')}>?</button>
        <hv-user-menu .viewer=${this.viewer}></hv-user-menu>
      </div>
    `;
  }

  #ask(type: 'ask-new' | 'ask-keys' | 'next-theme'): void {
    this.dispatchEvent(new Event(type));
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 20px;
        height: 52px;
        padding: 0 12px;
        background: var(--panel);
        border-bottom: 1px solid var(--line);
      }
      button {
        display: inline-flex;
        align-items: center;
        justify-content: center;
        gap: 8px;
        min-width: var(--hit);
        min-height: var(--hit);
        padding: 0 8px;
        border: 1px solid transparent;
        border-radius: var(--radius);
        background: none;
        cursor: pointer;
      }
      button:disabled {
        cursor: default;
      }
      button:enabled:hover {
        border-color: var(--line-strong);
      }
      .accession {
        align-items: baseline;
        padding-top: 4px;
        white-space: nowrap;
      }
      .accession strong {
        font-size: var(--size-figure);
        font-weight: 600;
        line-height: 1.3;
      }
      svg {
        width: 16px;
        height: 16px;
        flex: none;
        fill: none;
        stroke: currentcolor;
        stroke-width: 1.5;
      }
      .accession svg {
        width: 14px;
        height: 14px;
        color: var(--quiet);
      }
      .device {
        display: flex;
        gap: 12px;
        flex: 1;
        min-width: 0;
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
      }
      dl {
        display: flex;
        gap: 24px;
        margin: 0;
      }
      .item {
        width: 64px;
      }
      .item.camera {
        width: 116px;
      }
      .item.age,
      .item.provider {
        width: 88px;
      }
      .item.broker {
        width: 104px;
      }
      dt {
        color: var(--quiet);
        font-size: var(--size-small);
        line-height: 1.2;
      }
      dd {
        display: flex;
        align-items: center;
        gap: 6px;
        margin: 0;
        font-weight: 600;
        line-height: 1.3;
        white-space: nowrap;
      }
      .ok dd::before,
      .warn dd::before,
      .alarm dd::before {
        content: "";
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: currentcolor;
      }
      .ok dd::before {
        color: var(--ok);
      }
      .warn dd {
        color: var(--warn);
      }
      .warn dd::before {
        border-radius: 0;
      }
      .alarm dd {
        color: var(--alarm);
      }
      .alarm dd::before {
        border-radius: 0;
        rotate: 45deg;
      }
      .age dd::before {
        display: none;
      }
      .tools {
        display: flex;
        gap: 4px;
      }
      .keys {
        font-weight: 600;
        font-size: 16px;
      }
      @media (max-width: 1100px) {
        .device {
          visibility: hidden;
        }
        dl {
          gap: 8px;
        }
      }
      @media (max-width: 720px) {
        :host {
          gap: 4px;
          height: 52px;
          padding: 0 4px;
        }
        .device,
        .keys,
        .theme,
        .accession .quiet,
        .drops,
        .provider,
        .broker {
          display: none;
        }
        .accession {
          flex: 1;
          min-width: 0;
          justify-content: flex-start;
        }
        .accession strong {
          min-width: 0;
          overflow: hidden;
          text-overflow: ellipsis;
        }
        dl {
          gap: 8px;
        }
        .accession svg {
          display: none;
        }
        .item.camera {
          width: 104px;
        }
        .item.age {
          width: 68px;
        }
      }
    `,
  ];
}

const pencil = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z" /></svg>`;
const halfMoon = html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <circle cx="8" cy="8" r="6" /><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" stroke="none" />
</svg>`;
