import { localized, msg, str } from '@lit/localize';
import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { BLANK_ORDER } from '../../core/session-order.ts';
import { sessionOfPicturesRequest } from '../../core/wire/upload.ts';
import { problemBox } from '../api/problem-box.ts';
import { DialogRequest } from '../session/dialog-request.ts';
import { dialogStyles } from '../session/dialog-styles.ts';
import { formProblem } from '../session/form-problem.ts';
import { orderFields, orderFormStyles, readOrderForm } from '../session/order-form.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { segmentStyles } from '../theme/segment-styles.ts';
import { makeSession } from './upload-api.ts';

/**
 * Makes a session of the pictures that were read. Fires `session-made` (detail: id of the session), `pictures-missing`
 * and `dialog-closed`.
 */
@localized()
@customElement('hv-session-of-pictures-dialog')
export class SessionOfPicturesDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  /** As the instrument names them. */
  @property({ attribute: false }) pictures: readonly string[] = [];
  @property({ type: Number }) cells = 0;
  @property() baseUrl = '';

  @query('form') private readonly form!: HTMLFormElement;

  readonly #request = new DialogRequest(this, {
    ask: () => this.#make(),
    done: ({ session }) => this.dispatchEvent(new CustomEvent<string>('session-made', { detail: session })),
  });
  /** Each opening gets a form of its own, with nothing of the patient before in it. */
  #opening = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) this.#opening += 1;
  }

  protected override render() {
    return html`
      <wa-dialog label=${msg('Make a session')} ?open=${this.open} without-header @wa-hide=${this.#request.hidden}>
        <h2 class="dialog-title">${msg('Make a session')}</h2>
        <p class="quiet">
          ${msg(str`Pictures ${this.pictures.length}, nucleated cells ${this.cells}. It can be reviewed, signed and reported like a scan. The running count goes on.`)}
        </p>
        ${keyed(this.#opening, this.#renderForm())}
        ${problemBox(this.#request.problem)}
        <wa-button slot="footer" appearance="outlined" @click=${this.#request.close}>${msg('Cancel')}</wa-button>
        <wa-button slot="footer" variant="brand" ?loading=${this.#request.busy} @click=${this.#request.send}>${msg('Make and review')}</wa-button>
      </wa-dialog>
    `;
  }

  #renderForm() {
    return html`
      <form @submit=${this.#request.submitted}>
        <div>
          <label for="accession">${msg('Accession number')}</label>
          <input id="accession" name="accession" maxlength="64" autocomplete="off" spellcheck="false" autofocus />
        </div>
        ${orderFields({ ...BLANK_ORDER, target: null })}
        <input type="submit" hidden />
      </form>
    `;
  }

  async #make(): ReturnType<typeof makeSession> {
    const form = new FormData(this.form);
    const accession = String(form.get('accession')).trim() || null;
    const wanted = { ...readOrderForm(form), accession, pictures: this.pictures };
    const request = sessionOfPicturesRequest.safeParse(wanted);
    if (!request.success) return { ok: false, problem: formProblem(request.error, this.form) };
    const answer = await makeSession(request.data, this.baseUrl);
    if (!answer.ok && answer.problem.code === 'picture-missing')
      this.dispatchEvent(new Event('pictures-missing'));
    return answer;
  }

  static override readonly styles = [baseStyles, segmentStyles, dialogStyles, orderFormStyles];
}
