import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { BLANK_ORDER } from '../../core/session-order.ts';
import type { Problem } from '../../core/wire/live.ts';
import { startSessionRequest } from '../../core/wire/session.ts';
import { formatCount } from '../differential/format.ts';
import type { Snapshot } from '../live/live-state.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { segmentStyles } from '../theme/segment-styles.ts';
import { dialogStyles } from './dialog-styles.ts';
import { formProblem } from './form-problem.ts';
import { orderFields, orderFormStyles, readOrderForm } from './order-form.ts';
import { startSession } from './session-api.ts';

/**
 * Starts a session for an accession, typed or scanned: a barcode reader types and presses Enter, and what else is known
 * can follow while it counts. Fires `session-changed` (detail: Snapshot) and `dialog-closed`.
 */
@customElement('hv-new-session-dialog')
export class NewSessionDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property() baseUrl = '';

  @state() private busy = false;
  @state() private problem: Problem | null = null;

  @query('form') private readonly form!: HTMLFormElement;
  /** Each opening gets a form of its own, with nothing of the patient before in it. */
  #opening = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) this.#opening += 1;
  }

  protected override render() {
    const running = this.snapshot?.status === 'counting' ? this.snapshot : null;
    return html`
      <wa-dialog label="New session" ?open=${this.open} without-header @wa-hide=${this.#hidden}>
        <h2 class="dialog-title">New session</h2>
        ${keyed(this.#opening, this.#renderForm())}
        ${
          running && running.n > 0
            ? html`<p class="ends">
                Ends the running count${running.accession ? ` of ${running.accession}` : ''} at
                ${formatCount(running.n, 'white cell')} and sends its result.
              </p>`
            : nothing
        }
        ${this.problem ? html`<div class="problem" role="alert"><p>${this.problem.message}</p><p>${this.problem.hint}</p></div>` : nothing}
        <wa-button slot="footer" appearance="outlined" @click=${this.#close}>Cancel</wa-button>
        <wa-button slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#start}>Start counting</wa-button>
      </wa-dialog>
    `;
  }

  #renderForm() {
    return html`
      <form @submit=${this.#submit}>
        <div>
          <label for="accession">Accession number</label>
          <input
            id="accession"
            name="accession"
            maxlength="64"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            autofocus
            aria-describedby="accession-help"
          />
          <p id="accession-help" class="quiet">Type or scan it; Enter starts. All else may follow, or stay empty.</p>
        </div>
        ${orderFields({ ...BLANK_ORDER, target: this.snapshot?.target ?? BLANK_ORDER.target })}
        <input type="submit" hidden />
      </form>
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
    void this.#start();
  };

  readonly #start = async (): Promise<void> => {
    if (this.busy) return;
    const form = new FormData(this.form);
    const accession = String(form.get('accession')).trim();
    const request = startSessionRequest.safeParse({ ...readOrderForm(form), accession: accession || null });
    if (!request.success) {
      this.problem = formProblem(request.error, this.form);
      return;
    }
    this.busy = true;
    const answer = await startSession(request.data, this.baseUrl);
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.dispatchEvent(new CustomEvent<Snapshot>('session-changed', { detail: answer.snapshot }));
    this.#close();
  };

  static override readonly styles = [
    baseStyles,
    dialogStyles,
    orderFormStyles,
    segmentStyles,
    css`
      label[for="accession"] {
        display: block;
        margin-bottom: 4px;
        font-weight: 600;
      }
      #accession {
        width: 100%;
        height: 48px;
        font-size: var(--size-figure);
        font-weight: 600;
      }
      #accession-help {
        margin-top: 4px;
      }
      .ends {
        margin-top: 16px;
        color: var(--warn);
      }
    `,
  ];
}
