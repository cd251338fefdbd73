import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import type { Note } from '../../core/wire/review.ts';
import { formatTime } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import type { NotesApi } from './notes-api.ts';
import { whoWords } from './who.ts';

/**
 * Remarks for whoever else looks at the session, newest last. Fires `note-added` (detail: Note) and `cell-chosen`
 * (detail: id).
 */
@localized()
@customElement('hv-notes')
export class NotesPanel extends LitElement {
  @property({ attribute: false }) notes: readonly Note[] = [];
  @property({ attribute: false }) api!: NotesApi;
  /** The cell a new note can be about. */
  @property() cell: string | null = null;
  @property({ type: Boolean }) mayNote = false;

  @state() private busy = false;
  @state() private problem: Problem | null = null;

  @query('textarea') private readonly text!: HTMLTextAreaElement | null;
  @query('input') private readonly aboutCell!: HTMLInputElement | null;

  /** Where one writes. */
  write(): void {
    this.text?.focus();
  }

  protected override render() {
    return html`
      ${
        this.notes.length === 0
          ? html`<p class="quiet">${msg('No notes yet. Whoever looks at this session sees what you write at once.')}</p>`
          : html`<ol aria-label=${msg('Notes, oldest first')}>${this.notes.map((note) => this.#renderNote(note))}</ol>`
      }
      ${this.mayNote ? this.#renderForm() : nothing}
    `;
  }

  #renderNote({ id, by, at, text, cell }: Note) {
    return html`
      <li data-note=${id}>
        <p class="quiet"><strong>${whoWords(by)}</strong>, ${formatTime(at)}</p>
        <p class="text">${text}</p>
        ${
          cell === null
            ? nothing
            : html`<button class="about" @click=${() => this.#fire('cell-chosen', cell)} aria-label=${msg('Show the cell of this note')}>
                <img src=${this.api.cropUrl(cell)} alt="" /> ${msg('Show')}
              </button>`
        }
      </li>
    `;
  }

  #renderForm() {
    return html`
      <form @submit=${this.#send}>
        <label for="text">${msg('Your note')}</label>
        <textarea id="text" required maxlength="1000" rows="3"></textarea>
        ${
          this.cell === null
            ? nothing
            : html`<label class="choice"><input type="checkbox" checked /> <img src=${this.api.cropUrl(this.cell)} alt="" />
                ${msg('About this cell')}</label>`
        }
        ${this.problem ? html`<p class="alarm" role="alert">${this.problem.message} ${this.problem.hint}</p>` : nothing}
        <button class="primary" ?disabled=${this.busy}>${msg('Leave the note')}</button>
      </form>
    `;
  }

  readonly #send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = this.text?.value.trim() ?? '';
    if (this.busy || text === '') return;
    this.busy = true;
    const answer = await this.api.addNote(text, this.aboutCell?.checked ? this.cell : null);
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok || !this.text) return;
    this.text.value = '';
    this.#fire('note-added', answer.value);
  };

  #fire(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 16px;
      }
      ol {
        display: grid;
        gap: 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        padding-inline-start: 12px;
        border-inline-start: 3px solid var(--line-strong);
      }
      .text {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      img {
        width: 36px;
        height: 36px;
        border-radius: 4px;
        object-fit: cover;
        background: var(--stage);
      }
      .about {
        margin-top: 4px;
        padding: 0 12px 0 4px;
      }
      form {
        display: grid;
        gap: 8px;
      }
      label {
        font-weight: 600;
      }
      .choice {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: var(--hit);
        font-weight: 400;
      }
      input {
        width: 20px;
        height: 20px;
        accent-color: var(--accent);
      }
      textarea {
        width: 100%;
        padding: 8px 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--bg);
        color: inherit;
        font: inherit;
        resize: vertical;
      }
      .primary {
        justify-content: center;
      }
      .alarm {
        color: var(--alarm);
      }
    `,
  ];
}
