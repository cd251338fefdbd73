import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import type { SignedIn } from './access-api.ts';
import { roleWords } from './role-words.ts';

/** Who is signed in, and the way out. Fires `ask-share` and `ask-sign-out`, which bubble. */
@localized()
@customElement('hv-user-menu')
export class UserMenu extends LitElement {
  @property({ attribute: false }) viewer: SignedIn | null = null;

  @state() private open = false;

  protected override render() {
    const viewer = this.viewer;
    if (!viewer) return nothing;
    return html`
      <div @focusout=${this.#left} @keydown=${this.#key}>
        <button
          aria-expanded=${this.open}
          aria-controls="menu"
          aria-label=${msg(str`Signed in: ${viewer.name}`)}
          title=${viewer.name}
          @click=${() => (this.open = !this.open)}
        >
          ${person}<span>${viewer.name}</span>
        </button>
        <section id="menu" ?hidden=${!this.open} tabindex="-1">
          <p class="name">${viewer.name}</p>
          <p class="quiet">${describe(viewer)}</p>
          ${
            viewer.kind === 'person' && viewer.permissions.includes('share')
              ? html`<button class="item" @click=${() => this.#ask('ask-share')}>${msg('Share this session')}</button>`
              : nothing
          }
          ${
            viewer.kind === 'demo'
              ? nothing
              : html`<button class="item" @click=${() => this.#ask('ask-sign-out')}>${viewer.kind === 'guest' ? msg('Leave') : msg('Sign out')}</button>`
          }
        </section>
      </div>
    `;
  }

  readonly #left = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    if (!(to instanceof Node && this.renderRoot.contains(to))) this.open = false;
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.open) return;
    event.preventDefault();
    this.open = false;
    this.renderRoot.querySelector('button')?.focus();
  };

  #ask(type: 'ask-share' | 'ask-sign-out'): void {
    this.open = false;
    this.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      div {
        position: relative;
      }
      div > button {
        max-width: 168px;
        padding: 0 8px;
        border-color: transparent;
        background: none;
        font-weight: 400;
      }
      div > button:hover {
        border-color: var(--line-strong);
      }
      span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      svg {
        width: 16px;
        height: 16px;
        flex: none;
        fill: none;
        stroke: currentcolor;
        stroke-width: 1.5;
      }
      section {
        position: absolute;
        z-index: 10;
        top: calc(100% + 4px);
        inset-inline-end: 0;
        width: max-content;
        min-width: 200px;
        max-width: 280px;
        padding: 16px;
        background: var(--raised);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
      }
      .name {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .item {
        width: 100%;
        justify-content: center;
        margin-top: 8px;
      }
      .quiet + .item {
        margin-top: 16px;
      }
      @media (max-width: 1100px) {
        span {
          display: none;
        }
        div > button {
          min-width: var(--hit);
          justify-content: center;
        }
      }
    `,
  ];
}

function describe({ kind, role }: SignedIn): string {
  if (kind === 'guest') return msg('Sees this session only');
  if (kind === 'demo') return msg('Whoever sits at this machine; not reachable from others');
  return role ? roleWords(role) : '';
}

const person = html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <circle cx="8" cy="5" r="3" /><path d="M2.5 14a5.5 5.5 0 0 1 11 0" />
</svg>`;
