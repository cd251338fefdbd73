import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import type { Snapshot } from '../live/live-state.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { dialogStyles } from './dialog-styles.ts';
import { endSession } from './session-api.ts';

/** Asks once, then ends the session. Fires `session-changed` (detail: Snapshot) and `dialog-closed`. */
@localized()
@customElement('hv-end-session-dialog')
export class EndSessionDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property() baseUrl = '';

  @state() private busy = false;
  @state() private problem: Problem | null = null;

  protected override render() {
    const snapshot = this.snapshot;
    return html`
      <wa-dialog label=${msg('End the session')} ?open=${this.open} without-header @wa-hide=${this.#hidden}>
        <h2 class="dialog-title">${snapshot?.accession ? msg(str`End the count of ${snapshot.accession}`) : msg('End this count')}</h2>
        <p>${snapshot ? describe(snapshot) : nothing}</p>
        <p class="quiet">
          ${msg('The result is sent to the laboratory as a machine count. A qualified person still verifies every cell.')}
        </p>
        ${this.problem ? html`<div class="problem" role="alert"><p>${this.problem.message}</p><p>${this.problem.hint}</p></div>` : nothing}
        <wa-button slot="footer" appearance="outlined" @click=${this.#close}>${msg('Keep counting')}</wa-button>
        <wa-button slot="footer" variant="brand" autofocus ?loading=${this.busy} @click=${this.#end}>${msg('End and send')}</wa-button>
      </wa-dialog>
    `;
  }

  readonly #close = (): void => {
    this.problem = null;
    this.dispatchEvent(new Event('dialog-closed'));
  };

  readonly #hidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };

  readonly #end = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    const answer = await endSession(this.baseUrl);
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.dispatchEvent(new CustomEvent<Snapshot>('session-changed', { detail: answer.snapshot }));
    this.#close();
  };

  static override readonly styles = [baseStyles, dialogStyles, css`p + p { margin-top: 8px; }`];
}

function describe(snapshot: Snapshot): string {
  if (snapshot.n === 0 && snapshot.unclassified === 0) return msg('Nothing has been counted yet.');
  const { n, unclassified } = snapshot;
  return unclassified === 0
    ? msg(str`White cells counted: ${n}.`)
    : msg(str`White cells counted: ${n}. Unclassified: ${unclassified}.`);
}
