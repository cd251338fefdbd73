import { localized, msg } from '@lit/localize';
import { html, LitElement } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import { problemBox } from '../api/problem-box.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { changeOwnPassword } from './settings-api.ts';
import { settingsStyles } from './settings-styles.ts';

/** Changes the password of who is signed in. */
@localized()
@customElement('hv-own-password')
export class OwnPassword extends LitElement {
  @property() baseUrl = '';

  @state() private busy = false;
  @state() private changed = false;
  @state() private problem: Problem | null = null;

  @query('form') private readonly form!: HTMLFormElement;

  protected override render() {
    return html`
      <h2>${msg('Your password')}</h2>
      <form @submit=${this.#submit}>
        <section>
          <div class="field">
            <label for="current">${msg('Password now')}</label>
            <input id="current" name="current" type="password" maxlength="256" autocomplete="current-password" required />
          </div>
          <div class="field">
            <label for="next">${msg('New password')}</label>
            <input id="next" name="next" type="password" minlength="12" maxlength="256" autocomplete="new-password" required />
            <p class="quiet">${msg('12 characters or more. Several words are easy to remember.')}</p>
          </div>
          ${problemBox(this.problem)}
          <p class="acts">
            <button ?disabled=${this.busy}>${msg('Change the password')}</button>
            <span class="told" role="status">${this.changed ? msg('The password was changed.') : ''}</span>
          </p>
        </section>
      </form>
    `;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const form = new FormData(this.form);
    this.busy = true;
    const answer = await changeOwnPassword(
      String(form.get('current')),
      String(form.get('next')),
      this.baseUrl,
    );
    this.busy = false;
    this.changed = answer.ok;
    this.problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.form.reset();
  };

  static override readonly styles = [baseStyles, buttonStyles, settingsStyles];
}
