import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RollUp } from '../../core/analytes.ts';
import {
  type HandClass,
  type ModelClass,
  WHITE_HAND_CLASSES,
  WHITE_MODEL_CLASSES,
} from '../../core/cells.ts';
import type { AbsoluteCount, DifferentialRow } from '../../core/types.ts';
import type { Snapshot } from '../live/live-state.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import { analyteLabel, classLabel, FIRST_IMMATURE, shortLabel } from './class-words.ts';
import { differentialTableStyles } from './differential-table-styles.ts';
import { formatAbsolute, formatInterval, formatPercent } from './format.ts';
import { positionWords } from './judgement-words.ts';

/** Each sum stands under the last of its classes. */
const SUM_AFTER: Partial<Record<ModelClass | HandClass, RollUp>> = {
  neutrophil_band: 'neutrophil',
  promyelocyte: 'immature_granulocyte',
};

/**
 * Counts, percentages with intervals, and where each lies against its reference range; what is outside the denominator
 * stands apart below.
 */
@localized()
@customElement('hv-differential-table')
export class DifferentialTable extends LitElement {
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property({ type: Boolean, reflect: true }) stale = false;

  protected override render() {
    const snapshot = this.snapshot;
    const hasAbsolute = snapshot !== null && snapshot.wbc !== null;
    return html`
      <table class=${hasAbsolute ? 'with-absolute' : ''}>
        <caption class="visually-hidden">${msg('Differential in percent of white cells')}</caption>
        <colgroup>
          <col class="col-mark" />
          <col class="col-name" />
          <col class="col-percent" />
          <col class="col-place" />
          <col class="col-interval" />
          <col class="col-cells" />
          ${hasAbsolute ? html`<col class="col-absolute" />` : nothing}
          <col class="col-bar" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" colspan="2"><span class="visually-hidden">${msg('Class')}</span></th>
            <th scope="col">%</th>
            <th scope="col"><span class="visually-hidden">${msg('against its range')}</span></th>
            <th scope="col" class="interval">${msg('95 % interval')}</th>
            <th scope="col" class="cells">${msg('cells')}</th>
            ${hasAbsolute ? html`<th scope="col">× 10⁹/L</th>` : nothing}
            <th class="bar" aria-hidden="true"></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            [...WHITE_MODEL_CLASSES, ...this.#named],
            (name) => name,
            (name) => html`${this.#renderClass(name)}${this.#renderSum(SUM_AFTER[name])}`,
          )}
        </tbody>
      </table>
      <dl class="apart">
        ${this.#renderApart('erythroblast', msg('nRBC per 100'), formatPercent(snapshot?.nrbcPer100Wbc ?? null))}
        ${this.#renderApart('platelet', msg('Platelets'), String(snapshot?.platelets ?? 0))}
        ${this.#renderApart('unclassified', msg('Unclassified'), String(snapshot?.unclassified ?? 0))}
      </dl>
    `;
  }

  /** White cells that only people name, where they did. */
  get #named(): readonly HandClass[] {
    return WHITE_HAND_CLASSES.filter((name) => this.snapshot?.rows.some((row) => row.class === name));
  }

  #renderClass(name: ModelClass | HandClass) {
    const row = this.snapshot?.rows.find((candidate) => candidate.class === name);
    const classes = [(row?.count ?? 0) === 0 ? 'none' : '', name === FIRST_IMMATURE ? 'first-immature' : ''];
    return html`
      <tr class=${classes.join(' ')} data-class=${name}>
        <td class="mark">${classChip(name)}</td>
        <th scope="row" title=${classLabel(name)}>${shortLabel(name)}</th>
        ${this.#renderFigures(row, `var(--class-${name})`)}
      </tr>
    `;
  }

  #renderSum(name: RollUp | undefined) {
    if (name === undefined) return nothing;
    const row = this.snapshot?.totals.find((candidate) => candidate.class === name);
    return html`
      <tr class="total ${(row?.count ?? 0) === 0 ? 'none' : ''}" data-class=${name}>
        <td class="sum" aria-hidden="true">Σ</td>
        <th scope="row">${analyteLabel(name)}</th>
        ${this.#renderFigures(row, 'var(--quiet)')}
      </tr>
    `;
  }

  #renderFigures(row: DifferentialRow<ModelClass | HandClass | RollUp> | undefined, colour: string) {
    const place = positionWords(row?.position ?? null);
    return html`
      <td class="percent">${formatPercent(row?.percent ?? null)}</td>
      <td class="place ${place?.tone ?? ''}" title=${place?.words ?? ''}>
        ${place?.sign ? html`${place.sign} ${place.letters}<span class="visually-hidden">, ${place.words}</span>` : nothing}
      </td>
      <td class="interval quiet">${formatInterval(row?.ci95 ?? null)}</td>
      <td class="cells">${row?.count ?? 0}</td>
      ${this.snapshot?.wbc ? this.#renderAbsolute(row?.absolute ?? null) : nothing}
      <td class="bar" aria-hidden="true">${this.#renderBar(row, colour)}</td>
    `;
  }

  #renderAbsolute(absolute: AbsoluteCount | null) {
    if (absolute === null) return html`<td class="absolute">–</td>`;
    const place = positionWords(absolute.position);
    const interval = absolute.ci95.map(formatAbsolute).join('–');
    const { range } = absolute;
    const words =
      range === null
        ? msg(str`95 %: ${interval}`)
        : msg(str`95 %: ${interval}, range ${range.low} to ${range.high}`);
    return html`
      <td class="absolute" title=${words}>
        ${
          place?.sign
            ? html`<span class="sign ${place.tone}">${place.sign}<span class="visually-hidden">${place.words}</span></span>`
            : nothing
        }
        ${formatAbsolute(absolute.value)}
      </td>
    `;
  }

  /** Value as a bar, its reference range as the band behind, its interval as the whisker. */
  #renderBar(row: DifferentialRow<ModelClass | HandClass | RollUp> | undefined, colour: string) {
    const span = (low: number, high: number) => ({
      'inset-inline-start': `${low}%`,
      width: `${high - low}%`,
    });
    return html`
      <div class="track">
        ${row?.range ? html`<div class="band" ${setStyle(span(row.range.low, row.range.high))}></div>` : nothing}
        <div class="fill" ${setStyle({ width: `${row?.percent ?? 0}%`, background: colour })}></div>
        ${
          row?.ci95 && row.count > 0
            ? html`<div class="whisker" ${setStyle(span(row.ci95[0], row.ci95[1]))}></div>`
            : nothing
        }
      </div>
    `;
  }

  #renderApart(name: 'erythroblast' | 'platelet' | 'unclassified', label: string, value: string) {
    return html`
      <div>
        <dt>${classChip(name)} ${label}</dt>
        <dd data-apart=${name}>${value}</dd>
      </div>
    `;
  }

  static override readonly styles = [baseStyles, differentialTableStyles];
}
