import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { dialogStyles } from '../session/dialog-styles.ts';
import { baseStyles } from '../theme/base-styles.ts';
import type { KeyBinding } from './key-map.ts';

/** The map of keys. Fires `dialog-closed`. */
@customElement('hv-keys-dialog')
export class KeysDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) keys: readonly KeyBinding[] = [];

  protected override render() {
    return html`
      <wa-dialog label="Keys" ?open=${this.open} without-header light-dismiss @wa-hide=${this.#hidden}>
        <h2 class="dialog-title">Keys</h2>
        <dl>
          ${this.keys.map((binding) => html`<dt><kbd>${binding.shown}</kbd></dt><dd>${binding.words}</dd>`)}
          <dt><kbd>Esc</kbd></dt>
          <dd>Close a dialog</dd>
          <dt><kbd>Enter</kbd></dt>
          <dd>Confirm</dd>
        </dl>
        <wa-button slot="footer" appearance="outlined" autofocus @click=${this.#close}>Close</wa-button>
      </wa-dialog>
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
        grid-template-columns: 64px 1fr;
        gap: 12px 16px;
        align-items: center;
        margin: 0;
        font-size: 16px;
      }
      dt {
        display: flex;
      }
      dd {
        margin: 0;
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
