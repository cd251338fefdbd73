import { localized, msg, str } from '@lit/localize';
import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { BLANK_ORDER } from '../../core/session-order.ts';
import { changeOrderRequest } from '../../core/wire/session.ts';
import type { Answer } from '../api/ask.ts';
import { problemBox } from '../api/problem-box.ts';
import type { Snapshot } from '../live/live-state.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { segmentStyles } from '../theme/segment-styles.ts';
import { DialogRequest } from './dialog-request.ts';
import { dialogStyles } from './dialog-styles.ts';
import { formProblem } from './form-problem.ts';
import { orderFields, orderFormStyles, readOrderForm } from './order-form.ts';
import { changeOrder } from './session-api.ts';

/**
 * Takes in what became known of the specimen before it is signed, such as its white-cell count. Fires `session-changed`
 * (detail: Snapshot) and `dialog-closed`.
 */
@localized()
@customElement('hv-order-dialog')
export class OrderDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property() baseUrl = '';

  @query('form') private readonly form!: HTMLFormElement;

  readonly #request = new DialogRequest(this, {
    ask: () => this.#save(),
    done: (snapshot) => {
      this.dispatchEvent(new CustomEvent<Snapshot>('session-changed', { detail: snapshot }));
      this.#request.close();
    },
  });
  /** Each opening starts from what is known then; the count that goes on meanwhile does not disturb the typing. */
  #opening = 0;
  #session = '';
  #order = BLANK_ORDER;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open || this.snapshot === null) return;
    const { session, accession, age, sex, target, wbc } = this.snapshot;
    this.#opening += 1;
    this.#session = session;
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
      <wa-dialog label=${msg('Specimen')} ?open=${this.open} without-header @wa-hide=${this.#request.hidden}>
        <h2 class="dialog-title">${this.#order.accession === null ? msg('Specimen') : msg(str`Specimen ${this.#order.accession}`)}</h2>
        ${keyed(
          this.#opening,
          html`<form @submit=${this.#request.submitted}>
            ${orderFields(this.#order)}
            <input type="submit" hidden />
          </form>`,
        )}
        ${problemBox(this.#request.problem)}
        <wa-button slot="footer" appearance="outlined" @click=${this.#request.close}>${msg('Cancel')}</wa-button>
        <wa-button slot="footer" variant="brand" ?loading=${this.#request.busy} @click=${this.#request.send}>${msg('Save')}</wa-button>
      </wa-dialog>
    `;
  }

  async #save(): Promise<Answer<Snapshot>> {
    const request = changeOrderRequest.safeParse(readOrderForm(new FormData(this.form)));
    if (!request.success) return { ok: false, problem: formProblem(request.error, this.form) };
    return changeOrder(this.#session, request.data, this.baseUrl);
  }

  static override readonly styles = [baseStyles, dialogStyles, orderFormStyles, segmentStyles];
}
