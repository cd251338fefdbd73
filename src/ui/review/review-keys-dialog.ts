import { localized, msg } from '@lit/localize';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { dialogStyles } from '../session/dialog-styles.ts';
import { baseStyles } from '../theme/base-styles.ts';

/** The keys of the review; those of the classes stand on the class bar. Fires `dialog-closed`. */
@localized()
@customElement('hv-review-keys-dialog')
export class ReviewKeysDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ type: Boolean }) mayDecide = false;

  protected override render() {
    const looking: readonly [string, string][] = [
      ['← ↑ → ↓', msg('To another cell; with Shift, choose all on the way')],
      ['Space', msg('Choose the cell beside the others, or not')],
      ['Ctrl A', msg('Choose the whole class')],
      ['W', msg('To the next cell that waits for you')],
      ['H', msg('Evidence over the cell')],
      ['+ −', msg('Larger and smaller pictures')],
      ['Shift F10', msg('What can be done to the chosen cells')],
    ];
    const deciding: readonly [string, string][] = [
      ['1 … 9', msg('Name the chosen cells; letters for the rest, as on the bar')],
      ['⏎', msg('Confirm the chosen cells as they are')],
      ['Ctrl Z', msg('Undo')],
      ['Ctrl Shift Z', msg('Redo')],
    ];
    return html`
      <wa-dialog label=${msg('Keys')} ?open=${this.open} without-header light-dismiss @wa-hide=${this.#hidden}>
        <h2 class="dialog-title">${msg('Keys')}</h2>
        <dl>
          ${[...(this.mayDecide ? deciding : []), ...looking].map(
            ([keys, words]) => html`<dt><kbd>${keys}</kbd></dt><dd>${words}</dd>`,
          )}
        </dl>
        <wa-button slot="footer" appearance="outlined" autofocus @click=${this.#close}>${msg('Close')}</wa-button>
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
        grid-template-columns: max-content 1fr;
        gap: 8px 16px;
        align-items: center;
        margin: 0;
      }
      dd {
        margin: 0;
      }
      kbd {
        min-width: 32px;
        height: 28px;
        padding: 0 8px;
      }
    `,
  ];
}
