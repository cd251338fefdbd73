import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { CellClass } from '../../core/cells.ts';
import { classLabel } from '../differential/class-words.ts';
import { CLASS_KEYS, CLASSES_BY_KEY } from '../keyboard/class-keys.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';

export interface ScreenPlace {
  readonly x: number;
  readonly y: number;
}

/**
 * What can be done to the chosen cells, at the mouse. Fires `class-chosen` (detail: CellClass), `confirm-asked`,
 * `point-asked`, `note-asked` and `menu-closed`.
 */
@localized()
@customElement('hv-class-menu')
export class ClassMenu extends LitElement {
  /** Null: closed. */
  @property({ attribute: false }) place: ScreenPlace | null = null;
  @property({ type: Boolean }) mayDecide = false;
  @property({ type: Boolean }) mayNote = false;

  @query('[popover]') private readonly popup!: HTMLElement;

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('place')) return;
    if (this.place === null) this.popup.hidePopover();
    else {
      this.popup.showPopover();
      this.#keepInside(this.place);
      this.#items[0]?.focus();
    }
  }

  protected override render() {
    return html`
      <div popover role="menu" aria-label=${msg('The chosen cells')} @toggle=${this.#toggled} @keydown=${this.#key}>
        ${
          this.mayDecide
            ? html`
              ${this.#renderItem('confirm-asked', msg('Confirm'), '⏎')}
              <div class="classes" role="group" aria-label=${msg('Name them')}>
                ${CLASSES_BY_KEY.map(
                  (name) => html`
                    <button role="menuitem" tabindex="-1" @click=${() => this.#fire('class-chosen', name)}>
                      ${classChip(name)}<span>${classLabel(name)}</span><kbd>${CLASS_KEYS[name].toUpperCase()}</kbd>
                    </button>
                  `,
                )}
              </div>
            `
            : ''
        }
        ${
          this.mayNote
            ? html`
              ${this.#renderItem('point-asked', msg('Point at this cell'))}
              ${this.#renderItem('note-asked', msg('Leave a note'))}
            `
            : ''
        }
      </div>
    `;
  }

  #renderItem(type: string, words: string, key = '') {
    return html`
      <button role="menuitem" tabindex="-1" @click=${() => this.#fire(type)}>
        <span>${words}</span>${key ? html`<kbd>${key}</kbd>` : ''}
      </button>
    `;
  }

  get #items(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  #fire(type: string, detail?: CellClass): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
    this.popup.hidePopover();
  }

  readonly #toggled = (event: Event): void => {
    if ((event as ToggleEvent).newState === 'closed') this.dispatchEvent(new Event('menu-closed'));
  };

  readonly #key = (event: KeyboardEvent): void => {
    const items = this.#items;
    const at = items.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === 'Tab') this.popup.hidePopover();
    // Letters name the cells, here as in the gallery.
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length)?.focus();
  };

  /** The place is on the screen, physical whatever the direction of the text. */
  #keepInside({ x, y }: ScreenPlace): void {
    const { width, height } = this.popup.getBoundingClientRect();
    this.popup.style.setProperty('left', `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`);
    this.popup.style.setProperty('top', `${Math.max(4, Math.min(y, innerHeight - height - 4))}px`);
  }

  static override readonly styles = [
    baseStyles,
    css`
      [popover] {
        position: fixed;
        inset: auto;
        width: min(440px, calc(100vw - 8px));
        max-height: calc(100dvh - 8px);
        margin: 0;
        padding: 4px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--panel);
        color: var(--text);
      }
      .classes {
        display: grid;
        grid-template-columns: 1fr 1fr;
        margin-block: 4px;
        padding-block: 4px;
        border-block: 1px solid var(--line);
      }
      button {
        display: flex;
        align-items: center;
        gap: 8px;
        width: 100%;
        min-height: var(--hit);
        padding: 0 8px;
        border: 0;
        border-radius: 4px;
        background: none;
        text-align: start;
        cursor: pointer;
      }
      button:hover,
      button:focus {
        background: var(--raised);
      }
      span:not(.chip) {
        flex: 1;
      }
    `,
  ];
}
