import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import type { SettingsView } from '../../core/wire/settings.ts';
import { problemBox } from '../api/problem-box.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { restart } from './settings-api.ts';

/** Offers to start the instrument again while something that was written is not in force yet. */
@localized()
@customElement('hv-restart-offer')
export class RestartOffer extends LitElement {
  @property({ attribute: false }) view!: SettingsView;
  @property() baseUrl = '';

  @state() private asked = false;
  @state() private problem: Problem | null = null;

  /** Nothing to offer takes no room. */
  protected override willUpdate(): void {
    const waiting = this.view.settings.some(
      ({ inForce, written }) => JSON.stringify(inForce) !== JSON.stringify(written),
    );
    this.hidden = !waiting || !this.view.mayRestart;
  }

  protected override render() {
    if (this.hidden) return nothing;
    return html`
      <p class="acts">
        <button ?disabled=${this.asked} @click=${this.#restart}>${msg('Restart the instrument')}</button>
        <span class="quiet" role="status">
          ${
            this.asked
              ? msg('It restarts. Reload the page in about a minute.')
              : msg('The running count goes on after it; no pictures are looked at meanwhile.')
          }
        </span>
      </p>
      ${problemBox(this.problem)}
    `;
  }

  readonly #restart = async (): Promise<void> => {
    this.asked = true;
    const answer = await restart(this.baseUrl);
    this.asked = answer.ok;
    this.problem = answer.ok ? null : answer.problem;
  };

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      .acts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        padding-bottom: 16px;
      }
    `,
  ];
}
