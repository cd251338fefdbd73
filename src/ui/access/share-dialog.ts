import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import { problemBox } from '../api/problem-box.ts';
import { dialogStyles } from '../session/dialog-styles.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { shareSession } from './access-api.ts';

const HOURS = [2, 24, 168] as const;
const WORDS: Readonly<Record<(typeof HOURS)[number], () => string>> = {
  2: () => msg('2 hours'),
  24: () => msg('A day'),
  168: () => msg('A week'),
};

/** Makes a link that shows one session to somebody without an account. Fires `dialog-closed`. */
@localized()
@customElement('hv-share-dialog')
export class ShareDialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property() session: string | null = null;
  /** The page that the link opens. */
  @property() shows: 'live' | 'review' = 'live';
  @property() baseUrl = '';

  @state() private link: string | null = null;
  @state() private busy = false;
  @state() private copied = false;
  @state() private problem: Problem | null = null;

  @query('input') private readonly input!: HTMLInputElement | null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open')) return;
    this.link = null;
    this.problem = null;
    this.copied = false;
  }

  protected override render() {
    return html`
      <wa-dialog label=${msg('Share this session')} ?open=${this.open} without-header @wa-hide=${this.#hidden}>
        <h2 class="dialog-title">${msg('Share this session')}</h2>
        <p class="quiet">
          ${
            this.shows === 'review'
              ? msg(
                  'Whoever has the link sees the cells and the result of this session, and nothing else, until it ends. They can point at cells and leave notes, and change nothing.',
                )
              : msg(
                  'Whoever has the link sees the picture, the count and the cells of this session, and nothing else, until it ends. They can change nothing.',
                )
          }
        </p>
        ${this.link === null ? this.#renderChoice() : this.#renderLink(this.link)}
        ${problemBox(this.problem)}
        <wa-button slot="footer" appearance="outlined" @click=${this.#close}>${msg('Close')}</wa-button>
      </wa-dialog>
    `;
  }

  #renderChoice() {
    return html`
      <p class="choice">
        ${HOURS.map(
          (
            hours,
          ) => html`<wa-button appearance="outlined" ?disabled=${this.busy} @click=${() => this.#share(hours)}>
            ${WORDS[hours]()}
          </wa-button>`,
        )}
      </p>
    `;
  }

  #renderLink(link: string) {
    return html`
      <label for="link">${msg('Link, shown this once')}</label>
      <input id="link" readonly .value=${link} @focus=${() => this.input?.select()} />
      <p class="choice">
        <wa-button variant="brand" @click=${() => this.#copy(link)}>${this.copied ? msg('Copied') : msg('Copy')}</wa-button>
      </p>
    `;
  }

  async #share(hours: number): Promise<void> {
    if (this.busy || this.session === null) return;
    this.busy = true;
    const answer = await shareSession(this.session, hours, this.baseUrl);
    this.busy = false;
    if (answer.ok) this.link = this.shows === 'review' ? `${answer.link}/${this.session}` : answer.link;
    this.problem = answer.ok ? null : answer.problem;
    await this.updateComplete;
    this.input?.focus();
  }

  async #copy(link: string): Promise<void> {
    this.input?.select();
    // Without TLS browsers give no clipboard: the link is selected, and Ctrl+C copies it.
    this.copied = await (navigator.clipboard?.writeText(link) ?? Promise.reject()).then(
      () => true,
      () => false,
    );
  }

  readonly #close = (): void => {
    this.dispatchEvent(new Event('dialog-closed'));
  };

  readonly #hidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };

  static override readonly styles = [
    baseStyles,
    dialogStyles,
    css`
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-top: 16px;
      }
      label {
        display: block;
        margin: 16px 0 4px;
        font-weight: 600;
      }
      input {
        width: 100%;
        height: 48px;
        padding: 0 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--bg);
      }
    `,
  ];
}
