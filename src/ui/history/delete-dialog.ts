import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import { deleteSessionRequest, type SessionSummary } from '../../core/wire/review.ts';
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

  @state() private busy = false;
  @state() private problem: Problem | null = null;

  @query('form') private readonly form!: HTMLFormElement;

  protected override render() {
    const name = this.session.accession ?? msg('no accession');
    const isSigned = this.session.signedBy !== null;
    return html`
      <wa-dialog label=${msg('Delete a session')} ?open=${this.open} without-header @wa-hide=${this.#hidden}>
        <h2 class="dialog-title">${msg(str`Delete the session ${name}`)}</h2>
        <p>
          ${
            isSigned
              ? msg('Its pictures go for good. What was signed stays, unless you ask for that too.')
              : msg(
                  'Its cells and pictures go for good. The audit trail keeps that it was deleted, by whom and why.',
                )
          }
        </p>
        <form @submit=${this.#submit}>
          <label for="reason">${msg('Reason')}</label>
          <input id="reason" name="reason" maxlength="500" autocomplete="off" autofocus />
          ${
            isSigned
              ? html`<label class="check"><input type="checkbox" name="reports" /> ${msg('Also delete the signed reports')}</label>`
              : nothing
          }
          <input type="submit" hidden />
        </form>
        ${this.problem ? html`<div class="problem" role="alert"><p>${this.problem.message}</p><p>${this.problem.hint}</p></div>` : nothing}
        <wa-button slot="footer" appearance="outlined" @click=${this.#close}>${msg('Cancel')}</wa-button>
        <wa-button slot="footer" variant="danger" ?loading=${this.busy} @click=${this.#delete}>${msg('Delete for good')}</wa-button>
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

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#delete();
  };

  readonly #delete = async (): Promise<void> => {
    if (this.busy) return;
    const form = new FormData(this.form);
    const request = deleteSessionRequest.safeParse({
      reason: form.get('reason'),
      reports: form.has('reports'),
    });
    if (!request.success) {
      this.problem = {
        code: 'form-invalid',
        message: msg('A reason is missing.'),
        hint: msg('Three letters or more, for the audit trail.'),
      };
      return;
    }
    this.busy = true;
    const answer = await deleteSession(this.session.id, request.data, this.baseUrl);
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.#close();
    this.dispatchEvent(new Event('session-deleted'));
  };

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
