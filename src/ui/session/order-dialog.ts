import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { BLANK_ORDER } from '../../core/session-order.ts';
import type { Problem } from '../../core/wire/live.ts';
import { changeOrderRequest } from '../../core/wire/session.ts';
import type { Snapshot } from '../live/live-state.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { segmentStyles } from '../theme/segment-styles.ts';
import { dialogStyles } from './dialog-styles.ts';
import { formProblem } from './form-problem.ts';
import { orderFields, orderFormStyles, readOrderForm } from './order-form.ts';
import { changeOrder } from './session-api.ts';

/**
 * Takes in what became known of the specimen while it counts, such as its white-cell count. Fires `session-changed`
 * (detail: Snapshot) and `dialog-closed`.
 */
@localized()
@customElement('hv-order-dialog')
export class OrderDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property() baseUrl = '';

  @state() private busy = false;
  @state() private problem: Problem | null = null;

  @query('form') private readonly form!: HTMLFormElement;
  /** Each opening starts from what is known then; the count that goes on meanwhile does not disturb the typing. */
  #opening = 0;
  #order = BLANK_ORDER;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open || this.snapshot === null) return;
    const { accession, age, sex, target, wbc } = this.snapshot;
    this.#opening += 1;
    this.#order = {
      accession,
      age,
      sex,
      target,
      wbcCount: wbc?.given ?? null,
      wbcIsCorrected: wbc?.arrivedCorrected ?? false,
    };
  }

  protected override render() {
    return html`
      <wa-dialog label=${msg('Specimen')} ?open=${this.open} without-header @wa-hide=${this.#hidden}>
        <h2 class="dialog-title">${this.#order.accession === null ? msg('Specimen') : msg(str`Specimen ${this.#order.accession}`)}</h2>
        ${keyed(
          this.#opening,
          html`<form @submit=${this.#submit}>
            ${orderFields(this.#order)}
            <input type="submit" hidden />
          </form>`,
        )}
        ${this.problem ? html`<div class="problem" role="alert"><p>${this.problem.message}</p><p>${this.problem.hint}</p></div>` : nothing}
        <wa-button slot="footer" appearance="outlined" @click=${this.#close}>${msg('Cancel')}</wa-button>
        <wa-button slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#save}>${msg('Save')}</wa-button>
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
    void this.#save();
  };

  readonly #save = async (): Promise<void> => {
    if (this.busy) return;
    const request = changeOrderRequest.safeParse(readOrderForm(new FormData(this.form)));
    if (!request.success) {
      this.problem = formProblem(request.error, this.form);
      return;
    }
    this.busy = true;
    const answer = await changeOrder(request.data, this.baseUrl);
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.dispatchEvent(new CustomEvent<Snapshot>('session-changed', { detail: answer.snapshot }));
    this.#close();
  };

  static override readonly styles = [baseStyles, dialogStyles, orderFormStyles, segmentStyles];
}
