import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  PICTURE_SUBJECTS,
  type PictureCell,
  type PictureReading,
  type PictureSubject,
} from '../../core/wire/upload.ts';
import { classLabel, shortLabel } from '../differential/class-words.ts';
import { formatInterval, formatPercent, formatProbability } from '../differential/format.ts';
import { attributeList, attributeListStyles } from '../evidence/attribute-list.ts';
import { probabilityBarStyles, probabilityBars } from '../evidence/probability-bars.ts';
import { formatNumber } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { segmentStyles } from '../theme/segment-styles.ts';
import { setStyle } from '../theme/set-style.ts';
import { tableStyles } from '../theme/table-styles.ts';
import { pictureResultStyles } from './picture-result-styles.ts';

/**
 * What was read in a picture. Fires `subject-chosen` (detail: PictureSubject), `cell-chosen` (detail: index) and
 * `heat-asked`.
 */
@localized()
@customElement('hv-picture-result')
export class PictureResult extends LitElement {
  @property({ attribute: false }) reading!: PictureReading;
  @property({ type: Number }) chosen: number | null = null;
  @property({ type: Boolean }) showHeat = false;
  /** It is read again as something else. */
  @property({ type: Boolean }) busy = false;

  protected override render() {
    const { cells, count } = this.reading;
    const cell = this.chosen === null ? undefined : cells[this.chosen];
    return html`
      ${this.#renderSubject()} ${count ? this.#renderCount(count) : nothing}
      ${count && cells.length > 0 ? this.#renderCells(cells) : nothing}
      ${cell ? this.#renderCell(cell) : nothing}
    `;
  }

  #renderSubject() {
    const { subject, chosen, tookMs } = this.reading;
    return html`
      <fieldset class="segments" ?disabled=${this.busy}>
        <legend>${msg('Taken for')}</legend>
        ${PICTURE_SUBJECTS.map(
          (name) => html`
            <label>
              <input
                type="radio"
                name="subject"
                value=${name}
                .checked=${name === subject}
                @change=${() => this.#tell('subject-chosen', name)}
              />
              <span>${name === 'cell' ? msg('One cell') : msg('A field')}</span>
            </label>
          `,
        )}
      </fieldset>
      <p class="quiet">
        ${chosen ? msg('The instrument chose; change it here.') : msg('As you said.')}
        ${msg(str`Read in ${formatNumber(tookMs / 1000, 1)} s.`)}
      </p>
    `;
  }

  #renderCount({ n, rows, redCells, platelets }: NonNullable<PictureReading['count']>) {
    return html`
      <section>
        <h2 class="minor">${msg(str`Differential of this picture, white cells: ${n}`)}</h2>
        ${
          rows.length === 0
            ? html`<p>${msg('No white cell lies whole in this picture.')}</p>`
            : html`
              <table>
                <thead>
                  <tr>
                    <th scope="col">${msg('Class')}</th>
                    <th scope="col" class="number">${msg('Cells')}</th>
                    <th scope="col" class="number">%</th>
                    <th scope="col" class="number">${msg('95 % interval')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows.map(
                    (row) => html`
                      <tr>
                        <th scope="row"><span class="named">${classChip(row.class)} ${shortLabel(row.class)}</span></th>
                        <td class="number">${row.count}</td>
                        <td class="number">${formatPercent(row.percent)}</td>
                        <td class="number quiet">${formatInterval(row.ci95)}</td>
                      </tr>
                    `,
                  )}
                </tbody>
              </table>
            `
        }
        <p class="quiet">${msg(str`Red cells ${redCells}, platelets ${platelets}. Cells cut by the edge are not counted.`)}</p>
      </section>
    `;
  }

  #renderCells(cells: readonly PictureCell[]) {
    return html`
      <section>
        <h2 class="minor">${msg('Cells in the picture')}</h2>
        <div class="cells">
          ${cells.map(
            (cell, index) => html`
              <button aria-pressed=${index === this.chosen} @click=${() => this.#tell('cell-chosen', index)}>
                <span class="named" aria-hidden="true">
                  ${classChip(cell.class)} ${formatProbability(cell.probability)}
                </span>
                <span class="visually-hidden">${cellWords(cell, index)}</span>
              </button>
            `,
          )}
        </div>
      </section>
    `;
  }

  #renderCell(cell: PictureCell) {
    return html`
      <section class="cell">
        <div class="verdict" data-class=${cell.class}>
          ${classChip(cell.class)}
          <h2>${classLabel(cell.class)}</h2>
          <strong>${formatProbability(cell.probability)} %</strong>
        </div>
        <div class="confidence" aria-hidden="true">
          <div ${setStyle({ width: `${100 * cell.probability}%`, background: `var(--class-${cell.class})` })}></div>
        </div>
        ${cell.rejected ? html`<p>${rejectionWords(cell.rejected)}</p>` : nothing}
        <button aria-pressed=${this.showHeat} @click=${() => this.#tell('heat-asked', null)}>
          ${msg('Activation map')}
        </button>
        ${this.showHeat ? html`<p class="quiet"><span class="legend" aria-hidden="true"></span>${msg('Evidence for the likeliest class: dark little, light most')}</p>` : nothing}
        <h3>${msg('Probabilities')}</h3>
        ${probabilityBars(cell.probabilities)}
        ${cell.attributes.length > 0 ? html`<h3>${msg('Morphology')}</h3>` : nothing}
        ${attributeList(cell.attributes)}
      </section>
    `;
  }

  #tell(type: string, detail: PictureSubject | number | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    segmentStyles,
    tableStyles,
    probabilityBarStyles,
    attributeListStyles,
    pictureResultStyles,
  ];
}

function cellWords({ class: name, probability, cut }: PictureCell, index: number): string {
  const [number, percent] = [index + 1, formatProbability(probability)];
  return cut
    ? msg(str`Cell ${number}: ${classLabel(name)}, ${percent} %, cut by the edge`)
    : msg(str`Cell ${number}: ${classLabel(name)}, ${percent} %`);
}

function rejectionWords(reason: NonNullable<PictureCell['rejected']>): string {
  return reason === 'unknown'
    ? msg('It is like no cell of the classes in use. A person must name it.')
    : msg('No class is sure enough. A person must name it.');
}
