import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Problem } from '../../core/wire/live.ts';
import type { Setting, SettingChanges, SettingsView, SettingValue } from '../../core/wire/settings.ts';
import { problemBox } from '../api/problem-box.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { choiceWords, settingWords, valueWords } from './setting-words.ts';
import { changeSettings } from './settings-api.ts';
import { settingsStyles } from './settings-styles.ts';

/** Settings as fields, saved into the configuration file. Fires `settings-written` (detail: SettingsView), which bubbles. */
@localized()
@customElement('hv-settings-form')
export class SettingsForm extends LitElement {
  @property({ attribute: false }) settings: readonly Setting[] = [];
  @property({ attribute: false }) file: SettingsView['file'] = null;
  /** Offered beside what is typed, by setting. */
  @property({ attribute: false }) offers: readonly string[] = [];
  @property() baseUrl = '';

  @state() private busy = false;
  @state() private saved = false;
  @state() private problem: Problem | null = null;

  @query('form') private readonly form!: HTMLFormElement;

  protected override render() {
    return html`
      <form @submit=${this.#submit} @input=${() => (this.saved = false)} novalidate>
        <section>
          ${this.settings.map((setting) => this.#renderField(setting))}
          ${problemBox(this.problem)}
          <p class="acts">
            <button class="primary" ?disabled=${!this.#mayWrite || this.busy}>${msg('Save')}</button>
            <span class=${this.saved ? 'told' : 'quiet'} role="status">${this.#statusWords}</span>
          </p>
        </section>
      </form>
    `;
  }

  get #mayWrite(): boolean {
    return this.file?.mayWrite ?? false;
  }

  get #statusWords(): string {
    if (this.file === null)
      return msg(
        'The instrument was started without a configuration file (--config), so nothing can be saved here.',
      );
    if (!this.file.mayWrite) return msg(str`The instrument may not write ${this.file.path}.`);
    if (this.saved) return msg('Saved. Takes effect after a restart.');
    return msg(str`Written to ${this.file.path}; takes effect after a restart.`);
  }

  #renderField(setting: Setting) {
    const { label, meaning } = settingWords(setting.name);
    const differs = JSON.stringify(setting.inForce) !== JSON.stringify(setting.written);
    return html`
      <div class="field">
        <label for=${setting.name}>${label}</label>
        ${this.#renderInput(setting)}
        <p id="${setting.name}-meaning" class="quiet">
          ${meaning}
          ${differs ? html`<span class="warn">${msg(str`In force until the restart: ${valueWords(setting.inForce)}`)}</span>` : nothing}
        </p>
      </div>
    `;
  }

  #renderInput({ name, takes, written }: Setting) {
    const shown = written === null ? '' : String(written);
    if (takes.kind === 'choice')
      return html`<select id=${name} name=${name} ?disabled=${!this.#mayWrite} aria-describedby="${name}-meaning">
        ${[...new Set([...takes.of, shown])].map(
          (choice) =>
            html`<option value=${choice} ?selected=${choice === shown}>${choiceWords(choice)}</option>`,
        )}
      </select>`;
    return html`
      <input
        id=${name}
        name=${name}
        ?disabled=${!this.#mayWrite}
        inputmode=${takes.kind === 'number' ? 'decimal' : 'text'}
        autocomplete="off"
        spellcheck="false"
        list=${takes.kind === 'text' ? 'offers' : nothing}
        aria-describedby="${name}-meaning"
        .value=${live(shown)}
      />
      ${
        takes.kind === 'text'
          ? html`<datalist id="offers">${this.offers.map((offer) => html`<option value=${offer}></option>`)}</datalist>`
          : nothing
      }
    `;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const changes = this.#changes();
    if (this.busy || Object.keys(changes).length === 0) return;
    this.busy = true;
    const answer = await changeSettings(changes, this.baseUrl);
    this.busy = false;
    this.saved = answer.ok;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    const options = { detail: answer.value, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent<SettingsView>('settings-written', options));
  };

  #changes(): SettingChanges {
    const form = new FormData(this.form);
    const changes: Record<string, SettingValue> = {};
    for (const setting of this.settings) {
      const typed = String(form.get(setting.name) ?? '').trim();
      if (typed !== String(setting.written ?? '')) changes[setting.name] = readValue(typed, setting);
    }
    return changes;
  }

  static override readonly styles = [baseStyles, buttonStyles, settingsStyles];
}

/** Empty is not set; a decimal comma is as good as a point. What is no number stays as typed for the instrument to refuse. */
function readValue(typed: string, { takes }: Setting): SettingValue {
  if (typed === '') return null;
  const number = Number(typed.replace(',', '.'));
  return takes.kind === 'number' && !Number.isNaN(number) ? number : typed;
}
