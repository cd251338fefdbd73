import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Problem } from '../../core/wire/live.ts';
import type { SettingsView } from '../../core/wire/settings.ts';
import { problemBox } from '../api/problem-box.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { replaceLaboratory } from './settings-api.ts';
import { settingsStyles } from './settings-styles.ts';

/** The laboratory's file: ranges, review rules, codes. Checked before it is saved. Fires `settings-written`, which bubbles. */
@localized()
@customElement('hv-ranges-section')
export class RangesSection extends LitElement {
  @property({ attribute: false }) laboratory!: SettingsView['laboratory'];
  @property() baseUrl = '';

  @state() private busy = false;
  @state() private saved = false;
  @state() private problem: Problem | null = null;

  @query('textarea') private readonly text!: HTMLTextAreaElement;

  protected override render() {
    const { path, mayWrite, text } = this.laboratory;
    return html`
      <label for="text">${msg('Reference ranges, review rules and codes')}</label>
      <textarea
        id="text"
        dir="ltr"
        spellcheck="false"
        autocomplete="off"
        rows="24"
        ?readonly=${!mayWrite}
        aria-describedby="status"
        .value=${live(text)}
        @input=${() => (this.saved = false)}
      ></textarea>
      ${problemBox(this.problem)}
      <p class="acts">
        ${mayWrite ? html`<button class="primary" ?disabled=${this.busy} @click=${this.#save}>${msg('Check and save')}</button>` : nothing}
        <span id="status" class=${this.saved ? 'told' : 'quiet'} role="status">
          ${
            this.saved
              ? msg('Saved. Takes effect after a restart.')
              : mayWrite
                ? msg(str`Written to ${path}; takes effect after a restart.`)
                : msg(
                    'The ranges that come with the program. To change them, copy deploy/laboratory.yaml and name the copy in the setting lab.rulesFile.',
                  )
          }
        </span>
      </p>
    `;
  }

  readonly #save = async (): Promise<void> => {
    this.busy = true;
    const answer = await replaceLaboratory(this.text.value, this.baseUrl);
    this.busy = false;
    this.saved = answer.ok;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    const options = { detail: answer.value, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent<SettingsView>('settings-written', options));
  };

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    settingsStyles,
    css`
      :host {
        gap: 8px;
      }
      label {
        font-weight: 600;
      }
      textarea {
        padding: 12px;
        font-family: ui-monospace, 'DejaVu Sans Mono', monospace;
        font-size: 13px;
        line-height: 1.5;
        white-space: pre;
      }
    `,
  ];
}
