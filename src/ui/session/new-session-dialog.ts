import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { BLANK_ORDER } from '../../core/session-order.ts';
import type { FieldVerdict } from '../../core/types.ts';
import type { FrameHeader } from '../../core/wire/live.ts';
import type { LaboratoryOrder, WorkList } from '../../core/wire/order.ts';
import { startSessionRequest } from '../../core/wire/session.ts';
import type { Snapshot } from '../live/live-state.ts';
import type { PictureCondition } from '../live/picture-condition.ts';
import type { Pixels } from '../picture/newest-picture.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { segmentStyles } from '../theme/segment-styles.ts';
import { DialogRequest } from './dialog-request.ts';
import { dialogStyles } from './dialog-styles.ts';
import { fillOrderForm, fillWhiteCount } from './fill-order-form.ts';
import { formProblem } from './form-problem.ts';
import { newSessionStyles } from './new-session-styles.ts';
import { orderFields, orderFormStyles, readOrderForm } from './order-form.ts';
import { startSession } from './session-api.ts';
import './start-preview.ts';
import type { StartPreview } from './start-preview.ts';
import './white-count-offer.ts';
import { readWorkList } from './work-list-api.ts';
import './work-list.ts';
import type { Answer } from '../api/ask.ts';
import { problemBox } from '../api/problem-box.ts';

/**
 * Starts a session for an accession, typed, scanned or picked from the work list, with the camera in view: a barcode
 * reader types and presses Enter, and what else is known can follow while it counts. Fires `session-changed` (detail:
 * Snapshot) and `dialog-closed`.
 */
@localized()
@customElement('hv-new-session-dialog')
export class NewSessionDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property({ attribute: false }) condition: PictureCondition | null = null;
  @property({ attribute: false }) verdict: FieldVerdict | null = null;
  @property() baseUrl = '';

  @state() private workList: WorkList | null = null;
  @state() private accession = '';

  @query('form') private readonly form!: HTMLFormElement;
  @query('hv-start-preview') private readonly preview!: StartPreview | null;

  readonly #request = new DialogRequest(this, {
    ask: () => this.#start(),
    done: (snapshot) => {
      this.dispatchEvent(new CustomEvent<Snapshot>('session-changed', { detail: snapshot }));
      this.#request.close();
    },
  });
  /** Each opening gets a form of its own, with nothing of the patient before in it. */
  #opening = 0;

  /** Pictures for the preview; nothing is drawn while the dialog is closed. */
  show(header: FrameHeader, pixels: Pixels): void {
    if (this.open) this.preview?.show(header, pixels);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open) return;
    this.#opening += 1;
    this.accession = '';
    void this.#fetchOrders();
  }

  protected override render() {
    return html`
      <wa-dialog label=${msg('New session')} ?open=${this.open} without-header @wa-hide=${this.#request.hidden}>
        <h2 class="dialog-title">${msg('New session')}</h2>
        <div class="halves">
          <div>
            ${
              this.open
                ? html`<hv-start-preview .condition=${this.condition} .verdict=${this.verdict}></hv-start-preview>`
                : nothing
            }
            <hv-work-list
              .orders=${this.workList?.orders ?? []}
              .picked=${this.#order?.accession ?? null}
              ?hidden=${this.workList === null}
              @order-picked=${(event: CustomEvent<LaboratoryOrder>) => this.#pick(event.detail)}
            ></hv-work-list>
          </div>
          ${keyed(this.#opening, this.#renderForm())}
        </div>
        ${this.#renderEnding()}
        ${problemBox(this.#request.problem)}
        <wa-button slot="footer" appearance="outlined" @click=${this.#request.close}>${msg('Cancel')}</wa-button>
        <wa-button slot="footer" variant="brand" ?loading=${this.#request.busy} @click=${this.#request.send}>${msg('Start counting')}</wa-button>
      </wa-dialog>
    `;
  }

  #renderForm() {
    return html`
      <form @submit=${this.#request.submitted}>
        <div>
          <label for="accession">${msg('Accession number')}</label>
          <input
            id="accession"
            name="accession"
            maxlength="64"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            autofocus
            aria-describedby="accession-help"
            @input=${this.#typed}
          />
          <p id="accession-help" class="quiet">${this.#accessionWords}</p>
        </div>
        ${orderFields({ ...BLANK_ORDER, target: this.snapshot?.target ?? BLANK_ORDER.target })}
        <hv-white-count-offer
          .accession=${this.accession}
          .shown=${this.open}
          .baseUrl=${this.baseUrl}
          @count-taken=${(event: CustomEvent<number>) =>
            fillWhiteCount(this.form, { wbcCount: event.detail, wbcIsCorrected: false })}
        ></hv-white-count-offer>
        <input type="submit" hidden />
      </form>
    `;
  }

  #renderEnding() {
    const running = this.snapshot?.status === 'counting' && this.snapshot.n > 0 ? this.snapshot : null;
    if (running === null) return nothing;
    return html`<p class="ends">
      ${
        running.accession === null
          ? msg(str`Ends the running count and sends its result. White cells: ${running.n}.`)
          : msg(
              str`Ends the running count of ${running.accession} and sends its result. White cells: ${running.n}.`,
            )
      }
    </p>`;
  }

  /** The order of the accession in the field, if there is one. */
  get #order(): LaboratoryOrder | null {
    return this.workList?.orders.find(({ accession }) => accession === this.accession) ?? null;
  }

  get #accessionWords(): string {
    if (this.#order) return msg('Filled in from the order of the laboratory.');
    const unknown =
      this.accession !== '' && this.workList !== null ? this.workList.unknownAccessions : 'allow';
    switch (unknown) {
      case 'warn':
        return msg('The laboratory sent no order for it. Check the number.');
      case 'refuse':
        return msg('The laboratory sent no order for it, and the instrument counts ordered specimens only.');
      default:
        return msg('Type or scan it; Enter starts. All else may follow, or stay empty.');
    }
  }

  async #fetchOrders(): Promise<void> {
    const answer = await readWorkList(this.baseUrl);
    this.workList = answer.ok ? answer.value : null;
  }

  readonly #typed = (event: Event): void => {
    this.accession = (event.currentTarget as HTMLInputElement).value.trim();
    if (this.#order) this.#fill(this.#order);
  };

  #pick(order: LaboratoryOrder): void {
    this.accession = order.accession;
    const input = this.form.elements.namedItem('accession');
    if (!(input instanceof HTMLInputElement)) return;
    input.value = order.accession;
    this.#fill(order);
    input.focus();
  }

  /** Without a target of its own an order is counted as far as is chosen. */
  #fill(order: LaboratoryOrder): void {
    const chosen = this.snapshot?.target ?? BLANK_ORDER.target;
    fillOrderForm(this.form, { ...order, target: order.target ?? chosen });
  }

  async #start(): Promise<Answer<Snapshot>> {
    const form = new FormData(this.form);
    const accession = String(form.get('accession')).trim() || null;
    const request = startSessionRequest.safeParse({ ...readOrderForm(form), accession });
    if (!request.success) return { ok: false, problem: formProblem(request.error, this.form) };
    return startSession(request.data, this.baseUrl);
  }

  static override readonly styles = [
    baseStyles,
    dialogStyles,
    orderFormStyles,
    segmentStyles,
    newSessionStyles,
  ];
}
