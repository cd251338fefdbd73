import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { deleteSessionRequest, type SessionSummary } from '../../core/wire/review.ts';
import type { Answer } from '../api/ask.ts';
import { problemBox } from '../api/problem-box.ts';
import { DialogRequest } from '../session/dialog-request.ts';
import { dialogStyles } from '../session/dialog-styles.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { deleteSession } from './history-api.ts';

/** Asks for the reason, then deletes a session for good. Fires `dialog-closed` and `session-deleted`. */
@localized()
@customElement('hv-delete-dialog')
export class DeleteDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) session!: SessionSummary;
  @property() baseUrl = '';

  @query('form') private readonly form!: HTMLFormElement;

  readonly #request = new DialogRequest(this, {
    ask: () => this.#delete(),
    done: () => {
      this.#request.close();
      this.dispatchEvent(new Event('session-deleted'));
    },
  });

  protected override render() {
    const isSigned = this.session.signedBy !== null;
    return html`
      <wa-dialog label=${msg('Delete a session')} ?open=${this.open} without-header @wa-hide=${this.#request.hidden}>
        <h2 class="dialog-title">${
          this.session.accession === null
            ? msg('Delete this session')
            : msg(str`Delete the session ${this.session.accession}`)
        }</h2>
        <p>
          ${
            isSigned
              ? msg('Its pictures go for good. What was signed stays, unless you ask for that too.')
              : msg(
                  'Its cells and pictures go for good. The audit trail keeps that it was deleted, by whom and why.',
                )
          }
        </p>
        <form @submit=${this.#request.submitted}>
          <label for="reason">${msg('Reason')}</label>
          <input id="reason" name="reason" maxlength="500" autocomplete="off" autofocus />
          ${
            isSigned
              ? html`<label class="check"><input type="checkbox" name="reports" /> ${msg('Also delete the signed reports')}</label>`
              : nothing
          }
          <input type="submit" hidden />
        </form>
        ${problemBox(this.#request.problem)}
        <wa-button slot="footer" appearance="outlined" @click=${this.#request.close}>${msg('Cancel')}</wa-button>
        <wa-button slot="footer" variant="danger" ?loading=${this.#request.busy} @click=${this.#request.send}>${msg('Delete for good')}</wa-button>
      </wa-dialog>
    `;
  }

  async #delete(): Promise<Answer<unknown>> {
    const form = new FormData(this.form);
    const request = deleteSessionRequest.safeParse({
      reason: form.get('reason'),
      reports: form.has('reports'),
    });
    if (request.success) return deleteSession(this.session.id, request.data, this.baseUrl);
    const message = msg('A reason is missing.');
    const hint = msg('Three letters or more, for the audit trail.');
    return { ok: false, problem: { code: 'form-invalid', message, hint } };
  }

  static override readonly styles = [
    baseStyles,
    dialogStyles,
    css`
      label {
        display: block;
        margin: 16px 0 4px;
        font-weight: 600;
      }
      #reason {
        width: 100%;
        height: 44px;
        padding: 0 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--bg);
      }
      .check {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 44px;
        font-weight: 400;
      }
      .check input {
        width: 20px;
        height: 20px;
        margin: 0;
        accent-color: var(--accent);
      }
    `,
  ];
}
