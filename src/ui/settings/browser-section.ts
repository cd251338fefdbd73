import { localized, msg } from '@lit/localize';
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SignedIn } from '../access/access-api.ts';
import { applyLanguage } from '../locale/apply-language.ts';
import {
  keepLanguageChoice,
  LANGUAGES,
  type LanguageChoice,
  storedLanguageChoice,
} from '../locale/language.ts';
import {
  keepSoundChoice,
  SOUND_CHOICES,
  type SoundChoice,
  soundWords,
  storedSoundChoice,
} from '../sound/sound-choice.ts';
import { play } from '../sound/sounds.ts';
import { baseStyles } from '../theme/base-styles.ts';
import {
  applyThemeChoice,
  storedThemeChoice,
  THEME_CHOICES,
  type ThemeChoice,
} from '../theme/theme-choice.ts';
import { themeWords } from '../theme/theme-words.ts';
import { keepPathChoice, pathChoiceWords, storedPathChoice } from '../video/path-choice.ts';
import { PATH_CHOICES, type PathChoice } from '../video/picture-path.ts';
import './own-password.ts';
import { settingsStyles } from './settings-styles.ts';

/** What each browser keeps for itself: language, colours, sounds, the way of the live picture; and the password of who sits there. */
@localized()
@customElement('hv-browser-section')
export class BrowserSection extends LitElement {
  @property({ attribute: false }) viewer!: SignedIn;
  @property() baseUrl = '';

  @state() private language = storedLanguageChoice();
  @state() private theme = storedThemeChoice();
  @state() private sound = storedSoundChoice();
  @state() private path = storedPathChoice();

  protected override render() {
    return html`
      <div class="field">
        <label for="language">${msg('Language')}</label>
        <select id="language" @change=${this.#chooseLanguage}>
          <option value="system" ?selected=${this.language === 'system'}>${msg('As the browser')}</option>
          ${Object.entries(LANGUAGES).map(
            ([code, name]) =>
              html`<option value=${code} lang=${code} ?selected=${code === this.language}>${name}</option>`,
          )}
        </select>
      </div>
      <div class="field">
        <label for="theme">${msg('Colours')}</label>
        <select id="theme" @change=${this.#chooseTheme}>
          ${THEME_CHOICES.map(
            (choice) =>
              html`<option value=${choice} ?selected=${choice === this.theme}>${themeWords(choice)}</option>`,
          )}
        </select>
      </div>
      <div class="field">
        <label for="sound">${msg('Sounds')}</label>
        <select id="sound" @change=${this.#chooseSound}>
          ${SOUND_CHOICES.map(
            (choice) =>
              html`<option value=${choice} ?selected=${choice === this.sound}>${soundWords(choice)}</option>`,
          )}
        </select>
      </div>
      <div class="field">
        <label for="path">${msg('Live picture')}</label>
        <select id="path" @change=${this.#choosePath}>
          ${PATH_CHOICES.map(
            (choice) =>
              html`<option value=${choice} ?selected=${choice === this.path}>${pathChoiceWords(choice)}</option>`,
          )}
        </select>
      </div>
      <p class="quiet">${msg('Kept in this browser only.')}</p>
      ${this.viewer.kind === 'person' ? html`<hv-own-password .baseUrl=${this.baseUrl}></hv-own-password>` : ''}
    `;
  }

  readonly #chooseLanguage = (event: Event): void => {
    this.language = chosenIn(event) as LanguageChoice;
    keepLanguageChoice(this.language);
    void applyLanguage(this.language);
  };

  readonly #chooseTheme = (event: Event): void => {
    this.theme = chosenIn(event) as ThemeChoice;
    applyThemeChoice(this.theme);
  };

  /** What was chosen is heard at once. */
  readonly #chooseSound = (event: Event): void => {
    this.sound = chosenIn(event) as SoundChoice;
    keepSoundChoice(this.sound);
    if (this.sound !== 'off') play(this.sound === 'all' ? 'cell' : 'target');
  };

  readonly #choosePath = (event: Event): void => {
    this.path = chosenIn(event) as PathChoice;
    keepPathChoice(this.path);
  };

  static override readonly styles = [
    baseStyles,
    settingsStyles,
    css`
      :host {
        gap: 12px;
      }
      hv-own-password {
        margin-top: 20px;
      }
    `,
  ];
}

function chosenIn(event: Event): string {
  return (event.currentTarget as HTMLSelectElement).value;
}
