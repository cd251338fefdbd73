import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { CellClass } from '../../core/cells.ts';
import type { ReviewCell } from '../../core/wire/review.ts';
import type { SignedIn } from '../access/access-api.ts';
import '../access/share-dialog.ts';
import { addressOf } from '../shell/route.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { Attention } from './attention.ts';
import './cell-gallery.ts';
import { ChosenCells } from './chosen-cells.ts';
import '../session/order-dialog.ts';
import type { CellGallery } from './cell-gallery.ts';
import './class-bar.ts';
import './class-menu.ts';
import type { ScreenPlace } from './class-menu.ts';
import { type GallerySection, gallerySections } from './gallery-sections.ts';
import type { OpenPoint } from './open-points.ts';
import './review-bar.ts';
import { ReviewApi } from './review-api.ts';
import { ReviewController } from './review-controller.ts';
import { ReviewKeyController } from './review-key-controller.ts';
import type { ReviewAction } from './review-keys.ts';
import './review-keys-dialog.ts';
import { reviewPageStyles } from './review-page-styles.ts';
import './review-news.ts';
import './review-pane.ts';
import type { ReviewPane, ReviewTab } from './review-pane.ts';
import { SCALES } from './scale-tools.ts';
import { NOTHING_CHOSEN, type Selection } from './selection.ts';
import { tileUm } from './tile-um.ts';
import { actorOfViewer } from './viewer-actor.ts';

/** The review of one session: gallery, large view, class bar, result and signature, notes. */
@localized()
@customElement('hv-review-page')
export class ReviewPage extends LitElement {
  @property({ attribute: false }) viewer!: SignedIn;
  @property() session = '';
  @property() baseUrl = '';

  @state() private waitingOnly = false;
  @state() private choosesMany = false;
  @state() private scale = SCALES.indexOf(4);
  @state() private tab: ReviewTab = 'cell';
  @state() private paneOpen = false;
  @state() private menuAt: ScreenPlace | null = null;
  @state() private showHeat = false;
  @state() private showKeys = false;
  @state() private sharing = false;
  @state() private changesOrder = false;

  @query('hv-cell-gallery') private readonly gallery!: CellGallery | null;
  @query('hv-review-pane') private readonly pane!: ReviewPane | null;

  #review!: ReviewController;
  #sections: readonly GallerySection[] = [];
  #sectionsOf: unknown[] = [];

  readonly #attention = new Attention(this, () => actorOfViewer(this.viewer));
  readonly #chosen = new ChosenCells(this, {
    review: () => this.#review,
    gallery: () => this.gallery,
    mayDecide: () => this.#mayDecide,
    attention: this.#attention,
  });

  constructor() {
    super();
    new ReviewKeyController(this, (action) => {
      this.menuAt = null;
      if (!this.inert) this.#act(action);
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) this.#open();
    const { cells } = this.#review;
    const key = [cells, this.waitingOnly];
    if (key.some((part, index) => part !== this.#sectionsOf[index])) {
      this.#sectionsOf = key;
      this.#sections = gallerySections(cells ?? [], { waitingOnly: this.waitingOnly });
      const order = this.#sections.flatMap((section) => section.cells.map(({ id }) => id));
      this.#chosen.keepOnly(order);
    }
  }

  protected override render() {
    const review = this.#review;
    const { detail, cells, reading, history } = review;
    const read = cells?.filter(({ decided }) => decided !== null).length ?? 0;
    return html`
      <main>
        <hv-review-bar
          .detail=${detail}
          .waiting=${this.#chosen.waiting.length}
          .waitingOnly=${this.waitingOnly}
          .progress=${reading === 'second' && cells ? { read, of: cells.length } : null}
          .mayDecide=${this.#mayDecide}
          .canUndo=${history.done.length > 0}
          .canRedo=${history.undone.length > 0}
          .choosesMany=${this.choosesMany}
          .pxPerUm=${SCALES[this.scale]}
          @waiting-toggled=${() => (this.waitingOnly = !this.waitingOnly)}
          @undo-asked=${() => this.#act({ do: 'undo' })}
          @redo-asked=${() => this.#act({ do: 'redo' })}
          .mayShare=${this.viewer.permissions.includes('share')}
          .mayChange=${this.#mayDecide}
          @share-asked=${() => (this.sharing = true)}
          @order-asked=${() => (this.changesOrder = true)}
          @many-toggled=${() => (this.choosesMany = !this.choosesMany)}
          @larger-asked=${() => this.#act({ do: 'larger' })}
          @smaller-asked=${() => this.#act({ do: 'smaller' })}
          @pane-asked=${() => this.#showTab('result')}
        ></hv-review-bar>
        <div class="work">${this.#renderGallery()} ${this.#renderPane()}</div>
        ${
          this.#mayDecide
            ? html`<hv-class-bar
                .ready=${this.#chosen.selection.chosen.size > 0}
                @class-chosen=${(event: CustomEvent<CellClass>) => this.#chosen.name(event.detail)}
                @confirm-asked=${() => this.#chosen.name(null)}
              ></hv-class-bar>`
            : nothing
        }
      </main>
      <footer>${msg('Decision support. A qualified person verifies every cell.')}</footer>
      ${this.#renderMenu()}
      <hv-review-news
        .problem=${review.problem}
        .news=${this.#attention.news}
        @problem-dismissed=${() => review.dismissProblem()}
        @cell-chosen=${(event: CustomEvent<string>) => this.#goTo(event.detail)}
      ></hv-review-news>
      <hv-review-keys-dialog .open=${this.showKeys} .mayDecide=${this.#mayDecide} @dialog-closed=${() => (this.showKeys = false)}></hv-review-keys-dialog>
      <hv-share-dialog
        .open=${this.sharing}
        .session=${this.session}
        .baseUrl=${this.baseUrl}
        .shows=${'review'}
        @dialog-closed=${() => (this.sharing = false)}
      ></hv-share-dialog>
      <hv-order-dialog
        .open=${this.changesOrder}
        .snapshot=${review.detail?.snapshot ?? null}
        .baseUrl=${this.baseUrl}
        @session-changed=${() => void review.reload()}
        @dialog-closed=${() => (this.changesOrder = false)}
      ></hv-order-dialog>
      <p class="visually-hidden" role="status">${this.#chosen.announced}</p>
    `;
  }

  #renderGallery() {
    const { cells, problem } = this.#review;
    if (cells === null)
      return html`<div class="gallery empty"><p class="quiet">${problem ? problem.message : msg('Fetching the cells…')}</p></div>`;
    if (this.#sections.length === 0)
      return html`
        <div class="gallery empty">
          <p>${this.waitingOnly ? msg('No cell waits for you.') : msg('No cell was counted.')}</p>
          ${
            this.waitingOnly
              ? html`<button @click=${() => (this.waitingOnly = false)}>${msg('Show all cells')}</button>`
              : html`<a href=${addressOf('live')}>${msg('To the live page')}</a>`
          }
        </div>
      `;
    return html`
      <hv-cell-gallery
        class="gallery"
        aria-label=${msg('Cells by class')}
        .sections=${this.#sections}
        .selection=${this.#chosen.selection}
        .cropUrl=${this.#cropUrl}
        .pxPerUm=${SCALES[this.scale] ?? 4}
        .tileUm=${tileUm(cells)}
        .mayDecide=${this.#mayDecide}
        .tapsChooseMany=${this.choosesMany}
        .pointed=${this.#attention.pointed}
        @selection-changed=${(event: CustomEvent<Selection>) => this.#chosen.select(event.detail)}
        @cell-chosen=${this.#cellChosen}
        @section-confirmed=${(event: CustomEvent<readonly ReviewCell[]>) => this.#chosen.confirmAll(event.detail)}
        @cells-dropped=${(event: CustomEvent<CellClass>) => this.#chosen.name(event.detail)}
        @menu-asked=${(event: CustomEvent<ScreenPlace>) => (this.menuAt = event.detail)}
      ></hv-cell-gallery>
    `;
  }

  #renderPane() {
    const review = this.#review;
    return html`
      <hv-review-pane
        class=${this.paneOpen ? 'open' : ''}
        .review=${review}
        .detail=${review.detail}
        .notes=${review.notes}
        .reading=${review.reading}
        .saving=${review.isSaving}
        .viewer=${this.viewer}
        .tab=${this.tab}
        .cell=${this.#chosen.at}
        .others=${Math.max(0, this.#chosen.selection.chosen.size - 1)}
        .showHeat=${this.showHeat}
        .mayDecide=${this.#mayDecide}
        @tab-chosen=${(event: CustomEvent<ReviewTab>) => (this.tab = event.detail)}
        @pane-closed=${() => (this.paneOpen = false)}
        @heat-toggled=${() => this.#act({ do: 'heat' })}
        @point-asked=${this.#point}
        @note-asked=${() => this.#writeNote()}
        @cell-chosen=${(event: CustomEvent<string>) => this.#goTo(event.detail)}
        @other-asked=${(event: CustomEvent<string>) => this.#goTo(event.detail)}
        @point-shown=${(event: CustomEvent<OpenPoint>) => this.#showOpenPoint(event.detail)}
      ></hv-review-pane>
    `;
  }

  #renderMenu() {
    return html`
      <hv-class-menu
        .place=${this.menuAt}
        .mayDecide=${this.#mayDecide}
        .mayNote=${this.#mayNote}
        @class-chosen=${(event: CustomEvent<CellClass>) => this.#chosen.name(event.detail)}
        @confirm-asked=${() => this.#chosen.name(null)}
        @point-asked=${this.#point}
        @note-asked=${() => this.#writeNote()}
        @menu-closed=${() => (this.menuAt = null)}
      ></hv-class-menu>
    `;
  }

  #open(): void {
    if (this.#review) {
      this.removeController(this.#review);
      this.#review.hostDisconnected();
    }
    this.#chosen.select(NOTHING_CHOSEN);
    this.#review = new ReviewController(this, {
      api: new ReviewApi(this.baseUrl, this.session),
      me: actorOfViewer(this.viewer),
      on: {
        note: (note) => this.#attention.tellNote(note),
        point: (pointed) => this.#attention.tellPointed(pointed),
      },
    });
  }

  #act(action: ReviewAction): void {
    switch (action.do) {
      case 'name':
        this.#chosen.name(action.as);
        break;
      case 'confirm':
        this.#chosen.name(null);
        break;
      case 'undo':
      case 'redo':
        this.#chosen.travel(action.do);
        break;
      case 'next-waiting':
        this.#nextWaiting();
        break;
      case 'larger':
        this.scale = Math.min(SCALES.length - 1, this.scale + 1);
        break;
      case 'smaller':
        this.scale = Math.max(0, this.scale - 1);
        break;
      case 'heat':
        this.showHeat = !this.showHeat;
        break;
      case 'keys':
        this.showKeys = true;
    }
  }

  #nextWaiting(): void {
    const next = this.#chosen.nextWaiting();
    if (next !== null) void this.#goTo(next);
  }

  async #goTo(id: string): Promise<void> {
    this.waitingOnly &&= this.#chosen.waiting.some((cell) => cell.id === id);
    this.tab = 'cell';
    await this.#chosen.goTo(id);
  }

  #showOpenPoint({ why }: OpenPoint): void {
    if (why === 'disagreed') this.#showTab('agreement');
    else {
      this.waitingOnly = true;
      this.paneOpen = false;
      void this.updateComplete.then(() => this.#nextWaiting());
    }
  }

  #showTab(tab: ReviewTab): void {
    this.tab = tab;
    this.paneOpen = true;
  }

  readonly #cellChosen = (): void => {
    this.tab = 'cell';
    this.paneOpen = true;
  };

  readonly #point = async (): Promise<void> => {
    const id = this.#chosen.selection.at;
    if (id === null) return;
    const answer = await this.#review.api.point(id);
    if (answer.ok) this.#chosen.announce(msg('Everybody who looks at this session sees where you point'));
    else await this.#review.change(Promise.resolve(answer));
  };

  async #writeNote(): Promise<void> {
    this.#showTab('notes');
    await this.updateComplete;
    await this.pane?.writeNote();
  }

  readonly #cropUrl = (id: string): string => this.#review.api.cropUrl(id);

  get #mayDecide(): boolean {
    return this.viewer.permissions.includes('count') && this.#review.detail?.state !== 'signed';
  }

  get #mayNote(): boolean {
    return this.viewer.permissions.includes('note');
  }

  static override readonly styles = [baseStyles, buttonStyles, reviewPageStyles];
}
