import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { CellClass } from '../../core/cells.ts';
import type { Note, ReviewCell, SessionDetail } from '../../core/wire/review.ts';
import type { SignedIn } from '../access/access-api.ts';
import '../notes/notes-panel.ts';
import type { NotesPanel } from '../notes/notes-panel.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import './agreement-panel.ts';
import './large-view.ts';
import './result-panel.ts';
import type { GalleryReading } from './review-api.ts';
import type { ReviewController } from './review-controller.ts';
import './second-reading.ts';

export type ReviewTab = 'cell' | 'result' | 'agreement' | 'notes';

/**
 * Beside the gallery: the chosen cell, the result with its signature, the second reader, the notes. On a phone it is a
 * sheet. Fires `tab-chosen` (detail: ReviewTab) and `pane-closed`; what its parts ask for passes through.
 */
@localized()
@customElement('hv-review-pane')
export class ReviewPane extends LitElement {
  @property({ attribute: false }) review!: ReviewController;
  @property({ attribute: false }) detail: SessionDetail | null = null;
  @property({ attribute: false }) notes: readonly Note[] = [];
  @property({ attribute: false }) viewer!: SignedIn;
  @property() reading: GalleryReading = 'first';
  /** Acts are still on their way. */
  @property({ type: Boolean }) saving = false;
  @property() tab: ReviewTab = 'cell';
  @property({ attribute: false }) cell: ReviewCell | null = null;
  @property({ type: Number }) others = 0;
  @property({ type: Boolean }) showHeat = false;
  @property({ type: Boolean }) mayDecide = false;

  @query('hv-notes') private readonly notesPanel!: NotesPanel | null;

  /** To where one writes a note. */
  async writeNote(): Promise<void> {
    await this.updateComplete;
    await this.notesPanel?.updateComplete;
    this.notesPanel?.write();
  }

  protected override render() {
    const tabs = this.#tabs;
    const tab = tabs.find(({ name }) => name === this.tab) ?? tabs[0];
    return html`
      <div class="head">
        <div role="tablist" aria-label=${msg('Beside the gallery')} @keydown=${this.#key}>
          ${tabs.map(
            ({ name, words }) => html`
              <button
                role="tab"
                id="tab-${name}"
                aria-controls="panel"
                aria-selected=${name === tab?.name}
                tabindex=${name === tab?.name ? 0 : -1}
                @click=${() => this.#choose(name)}
              >${words}</button>
            `,
          )}
        </div>
        <button class="close" aria-label=${msg('Close')} @click=${() => this.dispatchEvent(new Event('pane-closed'))}>✕</button>
      </div>
      <div role="tabpanel" id="panel" aria-labelledby="tab-${tab?.name}" tabindex="0">
        ${this.#renderTab(tab?.name ?? 'cell')}
      </div>
    `;
  }

  #renderTab(tab: ReviewTab) {
    const { review, detail } = this;
    switch (tab) {
      case 'cell':
        return html`<hv-large-view
          .api=${review.api}
          .cell=${this.cell}
          .reading=${this.reading}
          .others=${this.others}
          .showHeat=${this.showHeat}
          .mayNote=${this.#mayNote}
          @heat-toggled=${this.#pass}
          @point-asked=${this.#pass}
          @note-asked=${this.#pass}
        ></hv-large-view>`;
      case 'result':
        return detail === null
          ? nothing
          : html`<hv-result-panel
              .api=${review.api}
              .detail=${detail}
              .busy=${this.saving}
              .maySign=${this.viewer.permissions.includes('sign')}
              @sign-asked=${(event: CustomEvent<string>) => this.#sign(event.detail)}
              @amend-asked=${(event: CustomEvent<string>) => void review.change(review.api.amend(event.detail))}
              @point-shown=${this.#pass}
            ></hv-result-panel>`;
      case 'agreement':
        return this.#renderAgreement();
      case 'notes':
        return html`<hv-notes
          .notes=${this.notes}
          .api=${review.api}
          .cell=${this.cell?.id ?? null}
          .mayNote=${this.#mayNote}
          @note-added=${(event: CustomEvent<Note>) => review.addNote(event.detail)}
          @cell-chosen=${this.#pass}
        ></hv-notes>`;
    }
  }

  #renderAgreement() {
    const { review, detail } = this;
    if (detail === null) return nothing;
    const closed = (detail.secondReading?.closedAt ?? null) !== null;
    return html`
      <hv-second-reading
        .detail=${detail}
        .isMine=${this.reading === 'second'}
        .mayDecide=${this.mayDecide}
        @open-asked=${() => void review.change(review.api.openSecondReading())}
        @close-asked=${() => void review.change(review.api.closeSecondReading())}
      ></hv-second-reading>
      ${
        closed
          ? html`<hv-agreement-panel
              .api=${review.api}
              .detail=${detail}
              .mayDecide=${this.mayDecide}
              @settled=${(event: CustomEvent<{ cell: string; class: CellClass }>) => this.#settle(event.detail)}
              @cell-chosen=${this.#pass}
            ></hv-agreement-panel>`
          : nothing
      }
    `;
  }

  /** What there is to see. A blinded reader sees no result: it would tell the first reader's classes. */
  get #tabs(): readonly { readonly name: ReviewTab; readonly words: string }[] {
    const notes = this.notes.length;
    const isBlinded = this.reading === 'second';
    return [
      { name: 'cell', words: msg('Cell') },
      ...(isBlinded ? [] : [{ name: 'result', words: msg('Result') } as const]),
      { name: 'agreement', words: msg('Second reader') },
      ...(isBlinded
        ? []
        : [{ name: 'notes', words: notes === 0 ? msg('Notes') : msg(str`Notes (${notes})`) } as const]),
    ];
  }

  get #mayNote(): boolean {
    return this.viewer.permissions.includes('note') && this.reading === 'first';
  }

  #sign(comment: string): void {
    const { review, detail } = this;
    if (detail) void review.change(review.api.sign(detail.snapshot.revision, comment));
  }

  #settle({ cell: id, class: name }: { readonly cell: string; readonly class: CellClass }): void {
    const cell = this.review.cells?.find((candidate) => candidate.id === id);
    if (cell) this.review.name([cell], name);
  }

  #choose(tab: ReviewTab): void {
    this.dispatchEvent(new CustomEvent<ReviewTab>('tab-chosen', { detail: tab }));
  }

  readonly #key = async (event: KeyboardEvent): Promise<void> => {
    const tabs = this.#tabs.map(({ name }) => name);
    const forward = getComputedStyle(this).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const to = tabs.at((tabs.indexOf(this.tab) + (event.key === forward ? 1 : -1)) % tabs.length);
    if (to === undefined) return;
    this.#choose(to);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#tab-${to}`)?.focus();
  };

  readonly #pass = (event: Event): void => {
    const detail: unknown = event instanceof CustomEvent ? event.detail : null;
    this.dispatchEvent(new CustomEvent(event.type, { detail }));
  };

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: auto minmax(0, 1fr);
        min-height: 0;
        background: var(--panel);
      }
      .head {
        display: flex;
        border-bottom: 1px solid var(--line);
      }
      [role='tablist'] {
        display: flex;
        flex: 1;
        padding-inline: 4px;
        overflow-x: auto;
      }
      [role='tab'] {
        min-height: 44px;
        padding: 0 12px;
        border: 0;
        border-bottom: 3px solid transparent;
        border-radius: 0;
        background: none;
        color: var(--quiet);
        outline-offset: -3px;
      }
      [role='tab'][aria-selected='true'] {
        border-bottom-color: var(--accent);
        color: var(--text);
      }
      [role='tabpanel'] {
        padding: 12px 16px 24px;
        overflow-y: auto;
        overscroll-behavior: contain;
        outline-offset: -2px;
      }
      .close {
        display: none;
        min-width: 44px;
        padding: 0;
        justify-content: center;
        border: 0;
        background: none;
      }
      hv-agreement-panel {
        margin-top: 16px;
      }
      @media (max-width: 720px) {
        .close {
          display: inline-flex;
        }
      }
    `,
  ];
}
