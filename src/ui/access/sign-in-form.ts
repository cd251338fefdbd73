import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { claimRequest } from '../../core/wire/access.ts';
import type { Problem } from '../../core/wire/live.ts';
import { problemBox } from '../api/problem-box.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { type AccessAnswer, claim, type SignedIn, signIn } from './access-api.ts';
import { accessCardStyles } from './access-styles.ts';

/**
 * Name and password; for an instrument without accounts also the code on its console, which makes the first
 * one. Fires `signed-in` (detail: SignedIn).
 */
@localized()
@customElement('hv-sign-in-form')
export class SignInForm extends LitElement {
  @property() purpose: 'sign-in' | 'claim' = 'sign-in';
  @property() name = '';
  @property() baseUrl = '';

  @state() private busy = false;
  @state() private problem: Problem | null = null;

  @query('form') private readonly form!: HTMLFormElement;

  protected override firstUpdated(): void {
    this.focus();
  }

  /** Into the first field that is still empty. */
  override focus(): void {
    [...this.form.querySelectorAll('input')].find((input) => input.value === '')?.focus();
  }

  protected override render() {
    const claims = this.purpose === 'claim';
    return html`
      <form @submit=${this.#submit} novalidate>
        ${claims ? this.#renderCode() : nothing}
        <label for="name">${msg('Name')}</label>
        <input
          id="name"
          name="name"
          maxlength="64"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          .value=${this.name}
        />
        <label for="password">${msg('Password')}</label>
        <input
          id="password"
          name="password"
          type="password"
          maxlength="256"
          autocomplete=${claims ? 'new-password' : 'current-password'}
          aria-describedby=${claims ? 'password-help' : nothing}
        />
        ${claims ? html`<p id="password-help" class="quiet">${msg('12 characters or more. Several words are easy to remember.')}</p>` : nothing}
        ${problemBox(this.problem)}
        <button class="primary" ?disabled=${this.busy}>${claims ? msg('Make the first account') : msg('Sign in')}</button>
      </form>
    `;
  }

  #renderCode() {
    return html`
      <label for="code">${msg('Code')}</label>
      <input
        id="code"
        name="code"
        maxlength="32"
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck="false"
        aria-describedby="code-help"
      />
      <p id="code-help" class="quiet">${msg('It stands on the console of the instrument, or in its log.')}</p>
    `;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    const answer = await this.#ask(new FormData(this.form));
    this.busy = false;
    if (answer.ok && answer.access.state === 'signed-in') {
      this.problem = null;
      this.form.reset();
      this.dispatchEvent(new CustomEvent<SignedIn>('signed-in', { detail: answer.access }));
      return;
    }
    if (!answer.ok) this.problem = answer.problem;
    await this.updateComplete;
    this.form.querySelector<HTMLInputElement>(this.purpose === 'claim' ? '#code' : '#password')?.select();
  };

  #ask(form: FormData): Promise<AccessAnswer> {
    const typed = { name: String(form.get('name')), password: String(form.get('password')) };
    if (this.purpose === 'sign-in') return signIn(typed, this.baseUrl);
    const request = claimRequest.safeParse({ ...typed, code: String(form.get('code')) });
    if (request.success) return claim(request.data, this.baseUrl);
    const hint = request.error.issues.map((issue) => issue.message).join('; ');
    const problem = { code: 'claim-invalid', message: msg('This cannot be an account.'), hint };
    return Promise.resolve({ ok: false, problem });
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    accessCardStyles,
    css`
      :host {
        display: block;
      }
      form {
        display: grid;
      }
      label {
        margin: 12px 0 4px;
        font-weight: 600;
      }
      label:first-child {
        margin-top: 0;
      }
      input {
        width: 100%;
        height: 48px;
        padding: 0 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--bg);
        font-size: 16px;
      }
      #code {
        font-size: var(--size-figure);
        letter-spacing: 0.08em;
      }
      p.quiet {
        margin-top: 4px;
      }
      button.primary {
        justify-content: center;
        min-height: 48px;
        margin-top: 20px;
      }
    `,
  ];
}
