import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { PictureActivation, PictureSubject } from '../../core/wire/upload.ts';
import { addressOf } from '../shell/route.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { droppedFiles } from './dropped-files.ts';
import { type PictureItem, summaryOf } from './picture-list.ts';
import { isPictureName } from './picture-name.ts';
import './picture-result.ts';
import './picture-shelf.ts';
import './picture-view.ts';
import './session-dialog.ts';
import { readActivation, viewUrl } from './upload-api.ts';
import { UploadController } from './upload-controller.ts';
import { uploadPageStyles } from './upload-page-styles.ts';

const ACCEPTED = 'image/jpeg,image/png,image/tiff,image/webp,image/bmp';

/** Pictures that people bring: dropped, chosen, pasted or taken with the camera of a phone. */
@localized()
@customElement('hv-upload-page')
export class UploadPage extends LitElement {
  @property() baseUrl = '';

  @state() private dragging = false;
  @state() private leftOut = 0;
  @state() private chosen: number | null = null;
  @state() private showHeat = false;
  @state() private activation: PictureActivation | null = null;
  @state() private dialogOpen = false;

  @query('#files') private readonly filesInput!: HTMLInputElement;
  @query('#folder') private readonly folderInput!: HTMLInputElement;
  @query('#camera') private readonly cameraInput!: HTMLInputElement;

  readonly #pictures = new UploadController(this, () => this.baseUrl);
  #asking: AbortController | undefined;
  /** The reading whose cell is chosen: another one begins anew. */
  #seen: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('paste', this.#pasted);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('paste', this.#pasted);
    this.#asking?.abort();
  }

  protected override willUpdate(): void {
    const reading = this.#pictures.shown?.reading ?? null;
    if ((reading?.id ?? null) === this.#seen) return;
    this.#seen = reading?.id ?? null;
    this.#choose(reading && reading.cells.length > 0 ? 0 : null);
  }

  protected override render() {
    const { list, shown } = this.#pictures;
    return html`
      <main
        ?data-dragging=${this.dragging}
        ?data-empty=${list.length === 0}
        @dragover=${this.#draggedOver}
        @dragleave=${this.#draggedOut}
        @drop=${this.#dropped}
      >
        ${this.#renderHead()}
        ${
          list.length === 0
            ? this.#renderEmpty()
            : html`
              <div class="desk">
                <hv-picture-shelf
                  .list=${list}
                  .shown=${shown?.key ?? null}
                  .baseUrl=${this.baseUrl}
                  @picture-chosen=${(event: CustomEvent<number>) => this.#pictures.show(event.detail)}
                  @picture-removed=${(event: CustomEvent<number>) => this.#pictures.remove(event.detail)}
                ></hv-picture-shelf>
                ${shown ? this.#renderShown(shown) : nothing}
              </div>
            `
        }
        ${this.#renderInputs()}
      </main>
      ${this.#renderDialog()}
    `;
  }

  #renderHead() {
    const { list } = this.#pictures;
    const { read, waiting, refused, cells } = summaryOf(list);
    return html`
      <header>
        <h1>${msg('Pictures')}</h1>
        <p class="quiet" role="status">
          ${
            list.length === 0
              ? nothing
              : msg(str`Read ${read}, waiting ${waiting}, refused ${refused}. Nucleated cells ${cells}.`)
          }
          ${this.leftOut > 0 ? msg(str`Other files left out: ${this.leftOut}.`) : nothing}
        </p>
        <div class="acts">
          <button @click=${() => this.filesInput.click()}>${msg('Choose pictures')}</button>
          <button class="folder" @click=${() => this.folderInput.click()}>${msg('Choose a folder')}</button>
          <button class="camera" @click=${() => this.cameraInput.click()}>${msg('Take a picture')}</button>
          ${
            list.length > 0
              ? html`
                <button @click=${() => this.#pictures.clear()}>${msg('Clear')}</button>
                <button class="primary" ?disabled=${cells === 0 || waiting > 0} @click=${() => (this.dialogOpen = true)}>
                  ${msg('Make a session')}
                </button>
              `
              : nothing
          }
        </div>
      </header>
    `;
  }

  #renderEmpty() {
    return html`
      <section class="drop">
        <svg viewBox="0 0 48 48" aria-hidden="true">
          <path d="M24 32V10M15 19l9-9l9 9M8 30v8a2 2 0 0 0 2 2h28a2 2 0 0 0 2-2v-8" />
        </svg>
        <h2>
          <span class="by-mouse">${msg('Drop pictures here, paste them, or choose them')}</span>
          <span class="by-touch">${msg('Choose pictures, or take one')}</span>
        </h2>
        <p>${msg('Single cells or whole fields, one or many. JPEG, PNG, TIFF, WebP or BMP, up to 25 MB and 50 million pixels each.')}</p>
        <p class="quiet">${msg('They are read on this instrument and sent nowhere. The running count goes on.')}</p>
      </section>
    `;
  }

  #renderShown(item: PictureItem) {
    const { reading, problem, state } = item;
    if (problem)
      return html`
        <section class="refused" role="alert">
          <h2>${item.name}</h2>
          <p>${problem.message}</p>
          <p>${problem.hint}</p>
          <button @click=${() => this.#pictures.readAgain(item.key)}>${msg('Try again')}</button>
        </section>
      `;
    if (!reading)
      return html`<section class="waits" role="status"><p class="quiet">${msg(str`${item.name} is being read…`)}</p></section>`;
    return html`
      <hv-picture-view
        .reading=${reading}
        .src=${viewUrl(reading.id, this.baseUrl)}
        .chosen=${this.chosen}
        .activation=${this.showHeat ? this.activation : null}
        @cell-chosen=${(event: CustomEvent<number>) => this.#choose(event.detail)}
        @view-missing=${() => this.#pictures.readAgain(item.key)}
      ></hv-picture-view>
      <hv-picture-result
        .reading=${reading}
        .chosen=${this.chosen}
        .showHeat=${this.showHeat}
        .busy=${state !== 'read'}
        @cell-chosen=${(event: CustomEvent<number>) => this.#choose(event.detail)}
        @subject-chosen=${(event: CustomEvent<PictureSubject>) => this.#pictures.readAs(item.key, event.detail)}
        @heat-asked=${this.#toggleHeat}
      ></hv-picture-result>
    `;
  }

  #renderInputs() {
    const take = ({ target }: Event) => this.#taken(target as HTMLInputElement);
    return html`
      <input id="files" type="file" multiple accept=${ACCEPTED} aria-label=${msg('Pictures')} hidden @change=${take} />
      <input id="folder" type="file" webkitdirectory aria-label=${msg('Folder')} hidden @change=${take} />
      <input id="camera" type="file" accept="image/*" capture="environment" aria-label=${msg('Camera')} hidden @change=${take} />
    `;
  }

  #renderDialog() {
    const read = this.#pictures.list.filter(({ state }) => state === 'read');
    return html`
      <hv-session-of-pictures-dialog
        .open=${this.dialogOpen}
        .pictures=${read.flatMap(({ reading }) => reading?.id ?? [])}
        .cells=${summaryOf(read).cells}
        .baseUrl=${this.baseUrl}
        @session-made=${(event: CustomEvent<string>) => {
          location.hash = addressOf('review', event.detail);
        }}
        @pictures-missing=${() => {
          for (const { key } of read) this.#pictures.readAgain(key);
        }}
        @dialog-closed=${() => (this.dialogOpen = false)}
      ></hv-session-of-pictures-dialog>
    `;
  }

  #taken(input: HTMLInputElement): void {
    const files = [...(input.files ?? [])];
    // Of a folder the pictures are meant; what somebody chose one by one is tried, whatever it is.
    const pictures = input.webkitdirectory ? files.filter(({ name }) => isPictureName(name)) : files;
    this.leftOut = files.length - pictures.length;
    this.#pictures.add(pictures);
    // The same file may be chosen once more.
    input.value = '';
  }

  readonly #pasted = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) this.#pictures.add(files);
  };

  readonly #draggedOver = (event: DragEvent): void => {
    event.preventDefault();
    this.dragging = true;
  };

  readonly #draggedOut = (event: DragEvent): void => {
    const into = event.relatedTarget;
    if (!(into instanceof Node) || !this.renderRoot.contains(into)) this.dragging = false;
  };

  readonly #dropped = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    this.dragging = false;
    if (!event.dataTransfer) return;
    const { files, leftOut } = await droppedFiles(event.dataTransfer.items);
    this.leftOut = leftOut;
    this.#pictures.add(files);
  };

  #choose(index: number | null): void {
    this.chosen = index;
    this.activation = null;
    if (this.showHeat) void this.#askHeat();
  }

  readonly #toggleHeat = (): void => {
    this.showHeat = !this.showHeat;
    if (this.showHeat && !this.activation) void this.#askHeat();
  };

  async #askHeat(): Promise<void> {
    const item = this.#pictures.shown;
    if (!item?.reading || this.chosen === null) return;
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const answer = await readActivation(item.reading.id, this.chosen, { baseUrl: this.baseUrl, signal });
    if (signal.aborted) return;
    if (answer.ok) this.activation = answer.value;
    else if (answer.problem.code === 'picture-missing') this.#pictures.readAgain(item.key);
  }

  static override readonly styles = [baseStyles, buttonStyles, uploadPageStyles];
}
