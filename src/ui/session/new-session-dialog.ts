import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type Problem, startSessionRequest } from '../../core/wire/live.ts';
import { formatCount } from '../differential/format.ts';
import type { Snapshot } from '../live/live-state.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { dialogStyles } from './dialog-styles.ts';
import { startSession } from './session-api.ts';

/**
 * Starts a session for an accession, typed or scanned: a barcode reader types and presses Enter.
 * Fires `session-changed` (detail: Snapshot) and `dialog-closed`.
 */
@customElement('hv-new-session-dialog')
export class NewSessionDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property() baseUrl = '';

  @state() private busy = false;
  @state() private problem: Problem | null = null;

  @query('input') private readonly input!: HTMLInputElement;

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) this.input.value = '';
  }

  protected override render() {
    const running = this.snapshot?.status === 'counting' ? this.snapshot : null;
    return html`
      <wa-dialog label="New session" ?open=${this.open} without-header @wa-hide=${this.#hidden}>
        <h2 class="dialog-title">New session</h2>
        <form id="start" @submit=${this.#submit}>
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
            aria-invalid=${this.problem ? 'true' : 'false'}
          />
          <p id="accession-help" class="quiet">Type or scan it. Leave it empty for a count without a specimen.</p>
        </form>
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
    const typed = this.input.value.trim();
    const request = startSessionRequest.safeParse({ accession: typed === '' ? null : typed });
    if (!request.success) {
      this.problem = {
        code: 'accession-invalid',
        message: 'This is not an accession number.',
        hint: request.error.issues.map((issue) => issue.message).join('; '),
      };
      this.input.select();
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
    css`
      label {
        display: block;
        margin-bottom: 4px;
        font-weight: 600;
      }
      input {
        width: 100%;
        height: 48px;
        padding: 0 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--bg);
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
