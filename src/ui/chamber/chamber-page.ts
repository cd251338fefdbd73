import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { CHAMBER_CELLS, type ChamberCellType } from '../../core/hemocytometer-reading.ts';
import {
  type ChamberPicture,
  COUNTED_EDGES,
  type CountedEdges,
  SQUARE_CHOICES,
} from '../../core/wire/hemocytometer.ts';
import type { Problem } from '../../core/wire/live.ts';
import { problemBox } from '../api/problem-box.ts';
import { formatNumber } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { fieldStyles } from '../theme/field-styles.ts';
import { tableStyles } from '../theme/table-styles.ts';
import { readChamber, takeReading } from './chamber-api.ts';
import {
  type CountedSquare,
  chosenSquares,
  clickedAt,
  concentrationIn,
  type Place,
  type SquareChoice,
} from './chamber-count.ts';
import { chamberPageStyles } from './chamber-page-styles.ts';
import './chamber-picture.ts';
import { cellWords, edgeWords, squareWords } from './chamber-words.ts';

/** A click so near to a cell takes it out, in µm. */
const REACH_UM = 8;
const DEFAULT_DILUTION = 20;

/** Counts the cells in a picture of an improved Neubauer chamber; a person corrects it and takes the count over. */
@localized()
@customElement('hv-chamber-page')
export class ChamberPage extends LitElement {
  @property() baseUrl = '';

  @state() private picture: { readonly file: File; readonly url: string } | null = null;
  @state() private read: ChamberPicture | null = null;
  @state() private squares: readonly CountedSquare[] = [];
  /** As they were before each correction. */
  @state() private earlier: readonly (readonly CountedSquare[])[] = [];
  @state() private dilution = DEFAULT_DILUTION;
  @state() private choice: SquareChoice = 'all';
  @state() private edges: CountedEdges = 'top-left';
  @state() private cell: ChamberCellType = 'wbc';
  @state() private accession = '';
  @state() private busy = false;
  @state() private told = '';
  /** For who does not see the table; in sight, it would push the picture from under the pointer. */
  @state() private counted = '';
  @state() private problem: Problem | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.picture) URL.revokeObjectURL(this.picture.url);
  }

  protected override render() {
    return html`
      <main>
        <h1>${msg('Counting chamber')}</h1>
        <p class="quiet">${msg('A picture of an improved Neubauer chamber, from the microscope or a phone. It is read on this instrument and sent nowhere.')}</p>
        ${this.#renderForm()}
        ${problemBox(this.problem)}
        <p role="status">${this.busy ? msg('Being read…') : this.told}</p>
        ${this.read?.grid === true ? this.#renderRead(this.read) : nothing}
        ${this.picture === null ? this.#renderEmpty() : nothing}
      </main>
    `;
  }

  #renderForm() {
    return html`
      <form @submit=${(event: Event) => event.preventDefault()}>
        <label><span>${msg('Picture')}</span><input type="file" accept="image/*" @change=${this.#choose} /></label>
        <label>
          <span>${msg('Dilution, 1 in')}</span>
          <input inputmode="decimal" value=${DEFAULT_DILUTION} maxlength="6" @input=${this.#dilute} />
        </label>
        <label>
          <span>${msg('Cells')}</span>
          <select @change=${(event: Event) => (this.cell = valueOfField(event) as ChamberCellType)}>
            ${CHAMBER_CELLS.map((cell) => html`<option value=${cell}>${cellWords(cell)}</option>`)}
          </select>
        </label>
        <label>
          <span>${msg('Squares')}</span>
          <select @change=${(event: Event) => (this.choice = valueOfField(event) as SquareChoice)}>
            ${SQUARE_CHOICES.map((choice) => html`<option value=${choice}>${squareWords(choice)}</option>`)}
          </select>
        </label>
        <label>
          <span>${msg('Cells on these edges count')}</span>
          <select @change=${this.#chooseEdges}>
            ${COUNTED_EDGES.map((edges) => html`<option value=${edges}>${edgeWords(edges)}</option>`)}
          </select>
        </label>
      </form>
    `;
  }

  #renderEmpty() {
    return html`
      <div class="empty">
        <svg viewBox="0 0 48 48" aria-hidden="true"><path d="M3 3h42v42H3zM17 3v42M31 3v42M3 17h42M3 31h42" /></svg>
        <p>${msg('The grid is found and drawn over the picture, with a ring around each cell that was counted.')}</p>
        <p class="quiet">${msg('Correct it by clicking. The count is then offered when a session of the specimen starts.')}</p>
      </div>
    `;
  }

  #renderRead({ width, height }: Extract<ChamberPicture, { readonly grid: true }>) {
    const chosen = chosenSquares(this.squares, this.choice);
    return html`
      <div class="halves">
        <hv-chamber-picture
          .url=${this.picture?.url ?? ''}
          .width=${width}
          .height=${height}
          .squares=${this.squares}
          .chosen=${chosen}
          @place-chosen=${({ detail }: CustomEvent<Place>) => this.#correct(detail)}
        ></hv-chamber-picture>
        ${this.#renderCount(chosen)}
      </div>
    `;
  }

  #renderCount(chosen: readonly CountedSquare[]) {
    const concentration = concentrationIn(this.squares, this.choice, this.dilution);
    return html`
      <section aria-label=${msg('Count')}>
        <p class="visually-hidden" role="status">${this.counted}</p>
        <p>${msg('Click a cell to take it out, any other place to add one.')}</p>
        <button ?disabled=${this.earlier.length === 0} @click=${this.#undo}>${msg('Undo')}</button>
        <table>
          <thead>
            <tr><th scope="col">${msg('Square')}</th><th scope="col" class="number">${msg('Cells')}</th></tr>
          </thead>
          <tbody>
            ${chosen.map(
              ({ row, column, count }) => html`<tr>
                <th scope="row">${msg(str`row ${row + 1}, column ${column + 1}`)}</th>
                <td class="number">${count}</td>
              </tr>`,
            )}
          </tbody>
        </table>
        ${
          concentration === null
            ? html`<p class="warn">${msg('None of these squares lies whole in the picture.')}</p>`
            : html`
                <p class="figure">
                  <strong>${formatNumber(concentration.perUl / 1000, 2)}</strong> × 10⁹/L
                  <span class="quiet">${msg(str`95 %: ${concentration.ci95.map((perUl) => formatNumber(perUl / 1000, 2)).join('–')}`)}</span>
                </p>
                <label>
                  <span>${msg('Accession')}</span>
                  <input maxlength="64" autocomplete="off" spellcheck="false" @input=${(event: Event) => (this.accession = valueOfField(event).trim())} />
                </label>
                <button class="primary" ?disabled=${this.busy} @click=${() => this.#take(concentration.count, chosen.length)}>
                  ${msg('Keep this count')}
                </button>
              `
        }
      </section>
    `;
  }

  readonly #choose = (event: Event): void => {
    const file = (event.currentTarget as HTMLInputElement).files?.[0];
    if (!file) return;
    if (this.picture) URL.revokeObjectURL(this.picture.url);
    this.picture = { file, url: URL.createObjectURL(file) };
    void this.#read();
  };

  readonly #chooseEdges = (event: Event): void => {
    this.edges = valueOfField(event) as CountedEdges;
    void this.#read();
  };

  readonly #dilute = (event: Event): void => {
    const dilution = Number(valueOfField(event).replace(',', '.'));
    if (dilution >= 1) this.dilution = dilution;
  };

  async #read(): Promise<void> {
    const { picture } = this;
    if (!picture) return;
    this.busy = true;
    const answer = await readChamber(picture.file, this.edges, this.baseUrl);
    if (picture !== this.picture) return;
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    this.read = answer.ok ? answer.value : null;
    this.squares = answer.ok ? answer.value.squares : [];
    this.earlier = [];
    this.counted = '';
    this.told = this.read?.grid === false ? noGridWords(this.read.reason) : '';
  }

  #correct(place: Place): void {
    if (this.read?.grid !== true) return;
    this.earlier = [...this.earlier, this.squares];
    this.squares = clickedAt(this.squares, place, REACH_UM / this.read.micronsPerPixel);
    this.counted = countWords(chosenSquares(this.squares, this.choice));
  }

  readonly #undo = (): void => {
    this.squares = this.earlier.at(-1) ?? this.squares;
    this.earlier = this.earlier.slice(0, -1);
    this.counted = countWords(chosenSquares(this.squares, this.choice));
  };

  async #take(count: number, squares: number): Promise<void> {
    this.busy = true;
    const { cell, dilution, accession } = this;
    const id = `picture-${crypto.getRandomValues(new Uint32Array(3)).join('-')}`;
    const reading = { id, cell, count, squares, dilution, unit: '10*9/L', device: 'picture' } as const;
    const answer = await takeReading(
      { ...reading, takenAt: new Date().toISOString(), ...(accession === '' ? {} : { accession }) },
      this.baseUrl,
    );
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    this.told = answer.ok ? msg('Kept. It is offered when a session of this specimen starts.') : '';
  }

  static override readonly styles = [baseStyles, buttonStyles, fieldStyles, tableStyles, chamberPageStyles];
}

function valueOfField(event: Event): string {
  return (event.currentTarget as HTMLInputElement | HTMLSelectElement).value;
}

function noGridWords(reason: 'no-ruling' | 'too-close'): string {
  return reason === 'no-ruling'
    ? msg(
        'No ruling of a counting chamber was found, so nothing was counted. Focus on its lines, with at least one square of 1 mm² in view.',
      )
    : msg('The picture is too close: no square of 1 mm² is in view. Take it with less magnification.');
}

function countWords(squares: readonly CountedSquare[]): string {
  const cells = squares.reduce((sum, { count }) => sum + count, 0);
  return msg(str`${cells} cells counted`);
}
