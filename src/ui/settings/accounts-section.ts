import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { ROLES, type Role } from '../../core/access.ts';
import { type Account, addAccountRequest } from '../../core/wire/access.ts';
import type { Problem } from '../../core/wire/live.ts';
import { roleWords } from '../access/role-words.ts';
import type { Answer } from '../api/ask.ts';
import { problemBox } from '../api/problem-box.ts';
import { formatDay } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { addAccount, changeAccount, readAccounts } from './settings-api.ts';
import { settingsStyles } from './settings-styles.ts';

/** Who may come in, and as what. An account is disabled rather than deleted: the audit trail names it. */
@localized()
@customElement('hv-accounts-section')
export class AccountsSection extends LitElement {
  @property() baseUrl = '';

  @state() private accounts: readonly Account[] = [];
  @state() private problem: Problem | null = null;
  @state() private told = '';

  @query('form') private readonly form!: HTMLFormElement;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
  }

  protected override render() {
    return html`
      <table>
        <caption class="visually-hidden">${msg('Accounts')}</caption>
        <thead>
          <tr>
            <th scope="col">${msg('Name')}</th>
            <th scope="col">${msg('Role')}</th>
            <th scope="col" class="since">${msg('Since')}</th>
            <th scope="col"><span class="visually-hidden">${msg('Actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${this.accounts.map((account) => this.#renderAccount(account))}
        </tbody>
      </table>
      ${problemBox(this.problem)}
      <p class="told" role="status">${this.told}</p>
      ${this.#renderNew()}
    `;
  }

  #renderAccount({ name, role, disabled, createdAt }: Account) {
    return html`
      <tr>
        <th scope="row">${name} ${disabled ? html`<span class="warn">(${msg('disabled')})</span>` : nothing}</th>
        <td>
          <select aria-label=${msg(str`Role of ${name}`)} @change=${(event: Event) => this.#changeRole(name, event)}>
            ${ROLES.map((each) => html`<option value=${each} ?selected=${each === role}>${roleWords(each)}</option>`)}
          </select>
        </td>
        <td class="since">${formatDay(createdAt)}</td>
        <td>
          <button
            aria-label=${disabled ? msg(str`Enable ${name}`) : msg(str`Disable ${name}`)}
            @click=${() => this.#take(changeAccount(name, { disabled: !disabled }, this.baseUrl), msg(str`${name} was changed.`))}
          >
            ${disabled ? msg('Enable') : msg('Disable')}
          </button>
        </td>
      </tr>
    `;
  }

  #renderNew() {
    return html`
      <form @submit=${this.#add}>
        <section>
          <h2>${msg('New account')}</h2>
          <div class="field">
            <label for="name">${msg('Name')}</label>
            <input id="name" name="name" maxlength="32" autocomplete="off" autocapitalize="none" spellcheck="false" />
          </div>
          <div class="field">
            <label for="role">${msg('Role')}</label>
            <select id="role" name="role">
              ${ROLES.map(
                (role) =>
                  html`<option value=${role} ?selected=${role === 'technician'}>${roleWords(role)}</option>`,
              )}
            </select>
          </div>
          <div class="field">
            <label for="password">${msg('Password')}</label>
            <input id="password" name="password" type="password" maxlength="256" autocomplete="new-password" />
            <p class="quiet">${msg('12 characters or more. Several words are easy to remember.')}</p>
          </div>
          <p class="acts"><button class="primary">${msg('Add the account')}</button></p>
        </section>
      </form>
    `;
  }

  #changeRole(name: string, event: Event): void {
    const role = (event.currentTarget as HTMLSelectElement).value as Role;
    void this.#take(changeAccount(name, { role }, this.baseUrl), msg(str`${name} was changed.`));
  }

  readonly #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const request = addAccountRequest.safeParse(Object.fromEntries(new FormData(this.form)));
    if (!request.success) {
      this.problem = {
        code: 'form-invalid',
        message: msg('This cannot be an account.'),
        hint: request.error.issues.map(({ message }) => message).join('; '),
      };
      return;
    }
    const { name } = request.data;
    if (await this.#take(addAccount(request.data, this.baseUrl), msg(str`${name} was added.`)))
      this.form.reset();
  };

  async #take(asked: Promise<Answer<Account>>, told: string): Promise<boolean> {
    const answer = await asked;
    this.problem = answer.ok ? null : answer.problem;
    this.told = answer.ok ? told : '';
    await this.#read();
    return answer.ok;
  }

  async #read(): Promise<void> {
    const answer = await readAccounts(this.baseUrl);
    if (answer.ok) this.accounts = answer.value;
    else this.problem = answer.problem;
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    settingsStyles,
    css`
      @media (max-width: 720px) {
        .since {
          display: none;
        }
      }
    `,
  ];
}
