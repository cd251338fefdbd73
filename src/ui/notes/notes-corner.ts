import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Note } from '../../core/wire/review.ts';
import { addressOf } from '../shell/route.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { NotesApi } from './notes-api.ts';
import './notes-panel.ts';
import { listenToSession, type SessionEvents } from './session-events.ts';
import { whoWords } from './who.ts';

/** What somebody elsewhere just did. */
interface News {
  readonly by: string;
  readonly cell: string | null;
  /** Null: they point at the cell. */
  readonly text: string | null;
}

const SHOWN_MS = 12_000;

/** Notes of the session that is counted, out of the way: a button with their number, and each new one for a while. */
@localized()
@customElement('hv-notes-corner')
export class NotesCorner extends LitElement {
  @property() session: string | null = null;
  @property() baseUrl = '';
  @property({ type: Boolean }) mayNote = false;

  @state() private notes: readonly Note[] = [];
  @state() private news: News | null = null;
  @state() private open = false;

  #api: NotesApi | null = null;
  #events: SessionEvents | undefined;
  #hide: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#events?.close();
    this.#events = undefined;
    clearTimeout(this.#hide);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#listen();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('session') || changed.has('baseUrl')) this.#listen();
  }

  protected override render() {
    const api = this.#api;
    if (!api) return nothing;
    return html`
      <div role="status">${this.news && !this.open ? this.#renderNews(api, this.news) : nothing}</div>
      ${
        this.open
          ? html`
            <section aria-label=${msg('Notes')}>
              <hv-notes
                .notes=${this.notes}
                .api=${api}
                .mayNote=${this.mayNote}
                @note-added=${(event: CustomEvent<Note>) => this.#keep(event.detail)}
                @cell-chosen=${this.#review}
              ></hv-notes>
            </section>
          `
          : nothing
      }
      ${
        this.notes.length > 0 || this.open
          ? html`<button class="count" aria-expanded=${this.open} @click=${this.#toggle}>
              ${this.open ? msg('Close the notes') : this.notes.length === 1 ? msg('1 note') : msg(str`${this.notes.length} notes`)}
            </button>`
          : nothing
      }
    `;
  }

  #renderNews(api: NotesApi, { by, cell, text }: News) {
    return html`
      <div class="news">
        ${cell === null ? nothing : html`<img src=${api.cropUrl(cell)} alt="" />`}
        <div>
          <p class="quiet">${text === null ? msg(str`${whoWords(by)} points at this cell`) : whoWords(by)}</p>
          ${text === null ? nothing : html`<p class="text">${text}</p>`}
          ${this.session === null ? nothing : html`<a href=${addressOf('review', this.session)}>${msg('Open the review')}</a>`}
        </div>
      </div>
    `;
  }

  #listen(): void {
    this.#events?.close();
    this.#events = undefined;
    this.notes = [];
    this.news = null;
    this.#api = this.session ? new NotesApi(this.baseUrl, this.session) : null;
    const api = this.#api;
    if (!api) return;
    this.#events = listenToSession(api.eventsUrl, {
      opened: () => void this.#read(api),
      note: (note) => {
        if (this.#keep(note)) this.#tell(note);
      },
      point: ({ by, cell }) => this.#tell({ by, cell, text: null }),
    });
  }

  async #read(api: NotesApi): Promise<void> {
    const answer = await api.notes();
    if (answer.ok && api === this.#api) this.notes = answer.value;
  }

  /** False for a note that is here already. */
  #keep(note: Note): boolean {
    if (this.notes.some(({ id }) => id === note.id)) return false;
    this.notes = [...this.notes, note];
    return true;
  }

  #tell(news: News): void {
    this.news = news;
    clearTimeout(this.#hide);
    this.#hide = setTimeout(() => (this.news = null), SHOWN_MS);
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
    this.news = null;
  };

  readonly #review = (): void => {
    if (this.session !== null) location.hash = addressOf('review', this.session);
  };

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        position: fixed;
        inset-block-end: 60px;
        inset-inline-start: 84px;
        z-index: 3;
        display: grid;
        justify-items: start;
        gap: 8px;
        max-width: min(380px, calc(100vw - 24px));
        pointer-events: none;
      }
      section,
      .news,
      button {
        pointer-events: auto;
      }
      section,
      .news {
        padding: 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--panel);
      }
      section {
        width: min(380px, calc(100vw - 24px));
        max-height: 60dvh;
        overflow-y: auto;
      }
      .news {
        display: flex;
        gap: 12px;
      }
      img {
        width: 64px;
        height: 64px;
        border-radius: 4px;
        object-fit: cover;
      }
      .text {
        overflow-wrap: anywhere;
      }
      a {
        display: inline-grid;
        align-items: center;
        min-height: var(--hit);
        color: var(--accent);
      }
      @media (max-width: 720px) {
        :host {
          inset-block-end: 92px;
          inset-inline-start: 12px;
        }
      }
    `,
  ];
}
