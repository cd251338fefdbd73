import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type CellClass, CLASS_FACTS } from '../../core/cells.ts';
import type { Problem } from '../../core/wire/live.ts';
import type { Agreement, ReviewCell, SessionDetail } from '../../core/wire/review.ts';
import { classLabel, shortLabel } from '../differential/class-words.ts';
import { formatNumber } from '../locale/formats.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { agreementPanelStyles } from './agreement-panel-styles.ts';
import { type Confusion, confusionOf } from './confusion.ts';
import { kappaWords } from './kappa-words.ts';
import type { ReviewApi } from './review-api.ts';

type Difference = Agreement['differences'][number];

/**
 * How two readers agree, and the cells about which they do not, side by side to be settled. Fires `settled` (detail:
 * cell and class), `cell-chosen` (detail: id) and `other-asked` (detail: id) for a class that neither gave.
 */
@localized()
@customElement('hv-agreement-panel')
export class AgreementPanel extends LitElement {
  @property({ attribute: false }) api!: ReviewApi;
  @property({ type: Boolean }) mayDecide = false;
  /** The session; the agreement is asked for again whenever it changed. */
  @property({ attribute: false }) detail: SessionDetail | null = null;

  @state() private agreement: Agreement | null = null;
  /** A closed reading does not change. */
  #second: readonly ReviewCell[] | null = null;

  @state() private confusion: Confusion | null = null;
  @state() private problem: Problem | null = null;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('detail') || changed.has('api')) void this.#read();
  }

  protected override render() {
    const agreement = this.agreement;
    if (this.problem) return html`<p role="status">${this.problem.message} ${this.problem.hint}</p>`;
    if (!agreement) return html`<p class="quiet">${msg('Comparing…')}</p>`;
    return html`
      ${this.#renderKappa(agreement)}
      ${this.confusion && agreement.compared > 0 ? this.#renderConfusion(this.confusion) : nothing}
      ${this.#renderDifferences(agreement.differences)}
    `;
  }

  #renderKappa({ kappa, agreed, compared, first, second }: Agreement) {
    return html`
      <section>
        <p class="readers quiet">
          ${first ? msg(str`First reader ${whoWords(first)}, second reader ${whoWords(second)}`) : msg(str`Second reader ${whoWords(second)}`)}
        </p>
        <p class="kappa">
          <span class="figure">${kappa === null ? '–' : formatNumber(kappa, 2)}</span>
          <span>${kappa === null ? msg('Cohen’s kappa needs two classes') : msg(str`Cohen’s kappa: ${kappaWords(kappa)}`)}</span>
        </p>
        <p>${msg(str`${agreed} of ${compared} cells that both decided are named alike`)}</p>
      </section>
    `;
  }

  #renderConfusion({ classes, counts }: Confusion) {
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label=${msg('Who named what')}>
        <table>
          <caption>${msg('Rows: first reader, or the classifier where nobody confirmed it; columns: second reader')}</caption>
          <thead>
            <tr><td></td>${classes.map((name) => html`<th scope="col" title=${classLabel(name)}>${CLASS_FACTS[name].mark}</th>`)}</tr>
          </thead>
          <tbody>
            ${classes.map(
              (first, row) => html`
                <tr>
                  <th scope="row" title=${classLabel(first)}>${CLASS_FACTS[first].mark}</th>
                  ${(counts[row] ?? []).map(
                    (count, column) =>
                      html`<td class=${row === column ? 'same' : count > 0 ? 'differ' : ''}>${count || '·'}</td>`,
                  )}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  #renderDifferences(differences: readonly Difference[]) {
    if (differences.length === 0) return html`<p class="quiet">${msg('Nothing to settle.')}</p>`;
    const open = differences.filter(({ adjudicated }) => adjudicated === null).length;
    return html`
      <section>
        <h3>${open === 0 ? msg('All differences are settled') : msg(str`${open} of ${differences.length} to settle`)}</h3>
        <ul>${differences.map((difference) => this.#renderDifference(difference))}</ul>
      </section>
    `;
  }

  #renderDifference({ cell, first, second, adjudicated }: Difference) {
    const other =
      adjudicated !== null && adjudicated !== first && adjudicated !== second ? adjudicated : null;
    return html`
      <li class=${adjudicated === null ? 'open' : ''} data-difference=${cell}>
        <button class="look" aria-label=${msg('Show this cell large')} @click=${() => this.#fire('cell-chosen', cell)}>
          <img src=${this.api.cropUrl(cell)} alt="" />
        </button>
        <div class="sides">
          ${this.#renderSide(cell, first, adjudicated, msg('First'))}
          ${this.#renderSide(cell, second, adjudicated, msg('Second'))}
          <button class=${other ? 'taken' : ''} ?disabled=${!this.mayDecide} @click=${() => this.#fire('other-asked', cell)}>
            ${other ? html`${classChip(other)} <span title=${classLabel(other)}>${shortLabel(other)}</span>` : msg('Another class…')}
          </button>
        </div>
      </li>
    `;
  }

  #renderSide(cell: string, name: CellClass, adjudicated: CellClass | null, whose: string) {
    return html`
      <button
        class=${adjudicated === name ? 'taken' : ''}
        aria-pressed=${adjudicated === name}
        ?disabled=${!this.mayDecide}
        @click=${() => this.#fire('settled', { cell, class: name })}
      >
        <span class="quiet">${whose}</span>${classChip(name)} <span title=${classLabel(name)}>${shortLabel(name)}</span>
      </button>
    `;
  }

  #fire(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  async #read(): Promise<void> {
    const agreement = await this.api.agreement();
    this.problem = agreement.ok ? null : agreement.problem;
    if (!agreement.ok) return;
    this.agreement = agreement.value;
    if (!this.#second) {
      const cells = await this.api.cells('second');
      this.#second = cells.ok ? cells.value : null;
    }
    this.confusion = this.#second && confusionOf(pairsOf(agreement.value, this.#second));
  }

  static override readonly styles = [baseStyles, buttonStyles, agreementPanelStyles];
}

/** What both named: the differences as the instrument tells them, and all else alike. */
function pairsOf({ differences }: Agreement, second: readonly ReviewCell[]) {
  const differing = new Set(differences.map(({ cell }) => cell));
  const alike = second.flatMap(({ id, class: name, decided }) =>
    name === null || decided === null || differing.has(id) ? [] : [{ first: name, second: name }],
  );
  return [...differences, ...alike];
}
