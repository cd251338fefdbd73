import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { problemBox } from '../api/problem-box.ts';
import type { Snapshot } from '../live/live-state.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { DialogRequest } from './dialog-request.ts';
import { dialogStyles } from './dialog-styles.ts';
import { endSession } from './session-api.ts';

/** Asks once, then ends the session. Fires `session-changed` (detail: Snapshot) and `dialog-closed`. */
@localized()
@customElement('hv-end-session-dialog')
export class EndSessionDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property() baseUrl = '';

  readonly #request = new DialogRequest(this, {
    ask: () => endSession(this.baseUrl),
    done: (snapshot) => {
      this.dispatchEvent(new CustomEvent<Snapshot>('session-changed', { detail: snapshot }));
      this.#request.close();
    },
  });

  protected override render() {
    const snapshot = this.snapshot;
    return html`
      <wa-dialog label=${msg('End the session')} ?open=${this.open} without-header @wa-hide=${this.#request.hidden}>
        <h2 class="dialog-title">${snapshot?.accession ? msg(str`End the count of ${snapshot.accession}`) : msg('End this count')}</h2>
        <p>${snapshot ? describe(snapshot) : nothing}</p>
        <p class="quiet">
          ${msg('The result is sent to the laboratory as a machine count. A qualified person still verifies every cell.')}
        </p>
        ${problemBox(this.#request.problem)}
        <wa-button slot="footer" appearance="outlined" @click=${this.#request.close}>${msg('Keep counting')}</wa-button>
        <wa-button slot="footer" variant="brand" autofocus ?loading=${this.#request.busy} @click=${this.#request.send}>${msg('End and send')}</wa-button>
      </wa-dialog>
    `;
  }

  static override readonly styles = [baseStyles, dialogStyles, css`p + p { margin-top: 8px; }`];
}

function describe(snapshot: Snapshot): string {
  if (snapshot.n === 0 && snapshot.unclassified === 0) return msg('Nothing has been counted yet.');
  const { n, unclassified } = snapshot;
  return unclassified === 0
    ? msg(str`White cells counted: ${n}.`)
    : msg(str`White cells counted: ${n}. Unclassified: ${unclassified}.`);
}
