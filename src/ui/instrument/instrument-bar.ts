import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SignedIn } from '../access/access-api.ts';
import '../access/user-menu.ts';
import type { Snapshot } from '../live/live-state.ts';
import { patientWords, whiteCountWords } from '../session/specimen-words.ts';
import { baseStyles } from '../theme/base-styles.ts';
import type { ThemeChoice } from '../theme/theme-choice.ts';
import { themeWords } from '../theme/theme-words.ts';
import type { StatusItem } from './instrument-status.ts';

/**
 * The head of the page: which specimen, which instrument, how it is, who is signed in. Fires `ask-order` or, where
 * nothing counts, `ask-new`; `ask-keys`, `next-theme`; `ask-pages` and `ask-sign-out` bubble.
 */
@localized()
@customElement('hv-instrument-bar')
export class InstrumentBar extends LitElement {
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property() device: string | null = null;
  @property() source: string | null = null;
  @property({ attribute: false }) items: readonly StatusItem[] = [];
  @property() theme: ThemeChoice = 'system';
  @property({ attribute: false }) viewer: SignedIn | null = null;
  /** Whether the specimen can be changed, or a new session opened. */
  @property({ type: Boolean }) mayCount = false;

  protected override render() {
    return html`
      ${this.viewer?.kind === 'guest' ? nothing : this.#renderMenu()} ${this.#renderSpecimen()}
      <p class="device" title=${[this.source, this.device].filter(Boolean).join(', ')}>
        <span>${this.source ?? ''}</span><span class="quiet">${this.device ?? ''}</span>
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
        <button class="theme" title=${msg(str`Theme: ${themeWords(this.theme)}`)} aria-label=${msg(str`Theme: ${themeWords(this.theme)}. Change`)} @click=${() => this.#ask('next-theme')}>
          ${halfMoon}
        </button>
        <button class="keys" title=${msg('Keys')} aria-label=${msg('Show the keys')} @click=${() => this.#ask('ask-keys')}>?</button>
        <hv-user-menu .viewer=${this.viewer}></hv-user-menu>
      </div>
    `;
  }

  /** On a phone; elsewhere the pages stand in a rail. */
  #renderMenu() {
    const ask = () => this.dispatchEvent(new Event('ask-pages', { bubbles: true, composed: true }));
    return html`<button class="menu" aria-label=${msg('Pages')} @click=${ask}>${bars}</button>`;
  }

  #renderSpecimen() {
    const { snapshot } = this;
    const counting = snapshot?.status === 'counting';
    return html`
      <button
        class="specimen"
        title=${counting ? msg('Specimen') : msg('New session')}
        ?disabled=${!this.mayCount}
        @click=${() => this.#ask(counting ? 'ask-order' : 'ask-new')}
      >
        <span class="visually-hidden">${msg('Accession')}</span>
        <strong>${snapshot === null ? '–' : (snapshot.accession ?? msg('No accession'))}</strong>
        ${
          snapshot === null
            ? nothing
            : html`<span class="patient">${patientWords(snapshot)}</span>
                <span class="patient">${whiteCountWords(snapshot)}</span>`
        }
        ${this.mayCount ? pencil : nothing}
      </button>
    `;
  }

  #ask(type: 'ask-new' | 'ask-order' | 'ask-keys' | 'next-theme'): void {
    this.dispatchEvent(new Event(type));
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 16px;
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
      .specimen {
        justify-content: flex-start;
        min-width: 0;
        overflow: hidden;
        align-items: baseline;
        padding-top: 4px;
        white-space: nowrap;
      }
      .specimen strong {
        unicode-bidi: plaintext;
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
      .menu {
        display: none;
      }
      .patient {
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        padding-inline-start: 12px;
        border-inline-start: 1px solid var(--line);
        color: var(--quiet);
      }
      .specimen svg {
        width: 14px;
        height: 14px;
        color: var(--quiet);
      }
      /* Where a name does not fit it wraps out of sight: half of one says nothing. */
      .device {
        display: flex;
        flex: 1 1 0;
        flex-wrap: wrap;
        gap: 0 12px;
        min-width: 0;
        height: 1.4em;
        overflow: hidden;
        white-space: nowrap;
      }
      .device span {
        flex: none;
      }
      /* Wraps the first name as well, which a line would otherwise keep. */
      .device::before {
        content: '';
        height: 100%;
        margin-inline-end: -12px;
      }
      dl {
        display: flex;
        flex: none;
        gap: 12px;
        margin: 0;
      }
      .item {
        width: 64px;
      }
      .item.camera {
        width: 100px;
      }
      .item.age,
      .item.provider {
        width: 72px;
      }
      .item.broker {
        width: 96px;
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
        unicode-bidi: plaintext;
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
      @media (max-width: 1280px) {
        .device span:last-child,
        .patient {
          display: none;
        }
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
        .item.age:not(.alarm),
        .drops,
        .provider,
        .broker {
          display: none;
        }
        .menu {
          display: inline-flex;
        }
        .specimen {
          flex: 1;
          min-width: 0;
          justify-content: flex-start;
          padding-inline: 4px;
        }
        .specimen strong {
          min-width: 0;
          overflow: hidden;
          text-overflow: ellipsis;
        }
        dl {
          gap: 8px;
        }
        .specimen svg {
          display: none;
        }
        /* The number of the specimen needs the room more than they do. */
        .item.camera {
          width: 96px;
        }
        .item.age {
          width: auto;
          min-width: 44px;
        }
      }
    `,
  ];
}

const bars = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 4h12M2 8h12M2 12h12" /></svg>`;
const pencil = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z" /></svg>`;
const halfMoon = html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <circle cx="8" cy="8" r="6" /><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" stroke="none" />
</svg>`;
