import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { dialogStyles } from '../session/dialog-styles.ts';
import { baseStyles } from '../theme/base-styles.ts';
import type { KeyBinding } from './key-map.ts';

/** The map of keys. Fires `dialog-closed`. */
@localized()
@customElement('hv-keys-dialog')
export class KeysDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) keys: readonly KeyBinding[] = [];
  /** Keys that lead to other pages, after `J`. */
  @property({ attribute: false }) jumps: readonly { readonly key: string; readonly words: string }[] = [];

  protected override render() {
    return html`
      <wa-dialog label=${msg('Keys')} ?open=${this.open} without-header light-dismiss @wa-hide=${this.#hidden}>
        <h2 class="dialog-title">${msg('Keys')}</h2>
        <dl>
          ${this.keys.map(({ shown, words }) => html`<dt><kbd>${shown}</kbd></dt><dd>${words()}</dd>`)}
          <dt><kbd>Esc</kbd></dt>
          <dd>${msg('Close a dialog')}</dd>
          <dt><kbd>Enter</kbd></dt>
          <dd>${msg('Confirm')}</dd>
        </dl>
        ${this.jumps.length > 1 ? this.#renderJumps() : nothing}
        <wa-button slot="footer" appearance="outlined" autofocus @click=${this.#close}>${msg('Close')}</wa-button>
      </wa-dialog>
    `;
  }

  #renderJumps() {
    return html`
      <h3>${msg('Other pages: one key after the other')}</h3>
      <dl>
        ${this.jumps.map(
          ({ key, words }) => html`<dt><kbd>J</kbd> <kbd>${key.toUpperCase()}</kbd></dt><dd>${words}</dd>`,
        )}
      </dl>
    `;
  }

  readonly #close = (): void => {
    this.dispatchEvent(new Event('dialog-closed'));
  };

  readonly #hidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };

  static override readonly styles = [
    baseStyles,
    dialogStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: 72px 1fr;
        gap: 8px 16px;
        align-items: center;
        margin: 0;
      }
      dt {
        display: flex;
        gap: 4px;
      }
      dd {
        margin: 0;
      }
      h3 {
        margin: 20px 0 8px;
        font-size: var(--size-base);
      }
      kbd {
        min-width: 32px;
        height: 28px;
        padding: 0 8px;
        font-size: var(--size-base);
      }
    `,
  ];
}
