import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import type { MeasuredScale, SettingsView } from '../../core/wire/settings.ts';
import { formatNumber } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { calibrate } from './settings-api.ts';
import './settings-form.ts';
import { problemBox } from '../api/problem-box.ts';
import { settingsStyles } from './settings-styles.ts';

/** The camera with its picture, its settings, and its scale measured on what it sees. */
@localized()
@customElement('hv-camera-section')
export class CameraSection extends LitElement {
  @property({ attribute: false }) view!: SettingsView;
  @property() baseUrl = '';

  @state() private busy = false;
  @state() private measured: MeasuredScale | null = null;
  @state() private problem: Problem | null = null;

  @query('#spacing') private readonly spacing!: HTMLInputElement;

  protected override render() {
    const { settings, file, cameras } = this.view;
    const own = settings.filter(
      ({ name }) => name.startsWith('capture.') || name === 'slide.micronsPerPixel',
    );
    return html`
      <img src=${new URL('live.mjpeg', this.baseUrl).href} alt=${msg('Live picture')} />
      <hv-settings-form
        .settings=${own}
        .file=${file}
        .offers=${cameras}
        .baseUrl=${this.baseUrl}
      ></hv-settings-form>
      ${this.#renderCalibration()}
    `;
  }

  #renderCalibration() {
    return html`
      <section>
        <h2>${msg('Measure the scale')}</h2>
        <p>${msg('Lay a stage micrometer under the microscope and focus on its lines, so that four or more cross the picture.')}</p>
        <div class="field">
          <label for="spacing">${msg('From line to line, µm')}</label>
          <input id="spacing" inputmode="decimal" autocomplete="off" maxlength="7" value="10" />
        </div>
        <p class="acts">
          <button ?disabled=${this.busy} @click=${() => this.#measure(this.#spacingUm)}>${msg('Measure on the lines')}</button>
          <button ?disabled=${this.busy} @click=${() => this.#measure(null)}>${msg('Measure on red cells')}</button>
          <span class="quiet">${msg('Red cells are taken to be 7.5 µm wide: a guess, off where they are not. Lines are better.')}</span>
        </p>
        ${problemBox(this.problem)}
        ${this.measured ? this.#renderMeasured(this.measured) : nothing}
      </section>
    `;
  }

  #renderMeasured({ micronsPerPixel, source, seen, kept }: MeasuredScale) {
    const um = formatNumber(Number(micronsPerPixel.toPrecision(4)), 4);
    return html`
      <p role="status">
        <strong>${msg(str`${um} µm per pixel`)}</strong>,
        ${source === 'calibration' ? msg(str`lines in view: ${seen}`) : msg(str`red cells in view: ${seen}`)}
      </p>
      <p class="acts">
        ${
          kept
            ? html`<span class="told">${msg('Kept. Takes effect after a restart, where no scale is set above.')}</span>`
            : html`<button class="primary" ?disabled=${this.busy} @click=${() => this.#measure(this.#lastSpacing, true)}>
                ${msg('Measure again and keep it')}
              </button>`
        }
      </p>
    `;
  }

  #lastSpacing: number | null = null;

  get #spacingUm(): number {
    return Number(this.spacing.value.replace(',', '.'));
  }

  async #measure(spacingUm: number | null, keep = false): Promise<void> {
    if (spacingUm !== null && !(spacingUm > 0)) {
      this.spacing.select();
      this.problem = {
        code: 'form-invalid',
        message: msg('This is not a distance.'),
        hint: msg('In µm, for example 10.'),
      };
      return;
    }
    this.busy = true;
    this.#lastSpacing = spacingUm;
    const answer = await calibrate(spacingUm, keep, this.baseUrl);
    this.busy = false;
    this.measured = answer.ok ? answer.value : null;
    this.problem = answer.ok ? null : answer.problem;
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    settingsStyles,
    css`
      img {
        max-width: 100%;
        width: 480px;
        min-height: 120px;
        background: var(--stage);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
    `,
  ];
}
