import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { TARGETS } from '../../core/session-order.ts';
import type { Problem } from '../../core/wire/live.ts';
import { type StartTallyRequest, startTallyRequest } from '../../core/wire/tally.ts';
import { problemBox } from '../api/problem-box.ts';
import { formProblem } from '../session/form-problem.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { segmentStyles } from '../theme/segment-styles.ts';

/** Begins a count by keys. Fires `tally-asked` (detail: StartTallyRequest). */
@localized()
@customElement('hv-tally-start')
export class TallyStart extends LitElement {
  @property({ attribute: false }) problem: Problem | null = null;

  @state() private beside = false;
  @state() private ownProblem: Problem | null = null;

  @query('form') private readonly form!: HTMLFormElement;

  protected override render() {
    const problem = this.ownProblem ?? this.problem;
    return html`
      <form @submit=${this.#submit}>
        <fieldset class="segments">
          <legend>${msg('Count')}</legend>
          ${this.#renderWay(false, msg('On its own'))} ${this.#renderWay(true, msg('Beside the machine'))}
        </fieldset>
        <p class="quiet">
          ${
            this.beside
              ? msg(
                  "A reader's count of the specimen under the microscope. The machine's count is shown when this one is kept.",
                )
              : msg('It becomes a session of its own, which can be reviewed, signed and reported.')
          }
        </p>
        ${
          this.beside
            ? nothing
            : html`
              <div class="field">
                <label for="accession">${msg('Accession number')}</label>
                <input id="accession" name="accession" maxlength="64" autocomplete="off" spellcheck="false" />
              </div>
            `
        }
        <fieldset class="segments">
          <legend>${msg('Stop at')}</legend>
          ${[...TARGETS, null].map(
            (cells) => html`
              <label>
                <input type="radio" name="target" value=${cells ?? ''} .checked=${cells === 100} />
                <span>${cells ?? msg('Free')}</span>
              </label>
            `,
          )}
        </fieldset>
        ${problemBox(problem)}
        <button class="primary">${msg('Start counting')}</button>
      </form>
    `;
  }

  #renderWay(beside: boolean, words: string) {
    return html`
      <label>
        <input
          type="radio"
          name="beside"
          .checked=${this.beside === beside}
          @change=${() => (this.beside = beside)}
        />
        <span>${words}</span>
      </label>
    `;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(this.form);
    const target = String(form.get('target'));
    const request = startTallyRequest.safeParse({
      accession: String(form.get('accession') ?? '').trim() || null,
      target: target === '' ? null : Number(target),
      beside: this.beside,
    });
    this.ownProblem = request.success ? null : formProblem(request.error, this.form);
    if (request.success)
      this.dispatchEvent(new CustomEvent<StartTallyRequest>('tally-asked', { detail: request.data }));
  };

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    segmentStyles,
    css`
      form {
        display: grid;
        gap: 16px;
        max-width: 560px;
      }
      .segments {
        --hit: 44px;
      }
      .segments legend,
      label {
        min-width: 96px;
        font-weight: 600;
      }
      .segments label {
        min-width: 0;
        font-weight: 400;
      }
      .segments span {
        padding: 0 16px;
        border-color: var(--line-strong);
      }
      @media (max-width: 420px) {
        .segments {
          flex-wrap: wrap;
        }
        .segments legend {
          flex-basis: 100%;
          padding-block-end: 4px;
        }
      }
      .field {
        display: grid;
        gap: 4px;
      }
      input:not([type='radio']) {
        height: 44px;
        padding: 0 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--bg);
      }
      button {
        justify-self: start;
        min-height: 48px;
      }
    `,
  ];
}
