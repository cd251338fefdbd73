import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { EarlierResults } from '../../core/wire/review.ts';
import { analyteLabel } from '../differential/class-words.ts';
import { formatPercent } from '../differential/format.ts';
import { formatDay, formatNumber } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { tableStyles } from '../theme/table-styles.ts';
import { type Change, changesIn } from './change.ts';

const CHART = { width: 96, height: 28, edge: 4 } as const;

/** Signed results of one accession beside each other: each class as a line with its intervals, and its last change. */
@localized()
@customElement('hv-change-table')
export class ChangeTable extends LitElement {
  /** Oldest first; at least two. */
  @property({ attribute: false }) results: EarlierResults['results'] = [];

  protected override render() {
    const [before, now] = this.results.slice(-2);
    if (!before || !now)
      return html`<p class="quiet">${msg('No earlier signed result of this accession.')}</p>`;
    return html`
      <table>
        <caption>
          ${msg(str`Results compared: ${this.results.length}, in percent of white cells`)}
        </caption>
        <thead>
          <tr>
            <th scope="col"><span class="visually-hidden">${msg('Class')}</span></th>
            <th scope="col"><span class="visually-hidden">${msg('Course')}</span></th>
            <th scope="col" class="number">${formatDay(before.signedAt)}</th>
            <th scope="col" class="number">${formatDay(now.signedAt)}</th>
            <th scope="col" class="number">${msg('Change')}</th>
          </tr>
        </thead>
        <tbody>
          ${changesIn(this.results).map((change) => this.#renderChange(change))}
        </tbody>
      </table>
      <p class="quiet">${msg('▲▼: the 95 % intervals lie apart, so counting alone does not explain the change.')}</p>
    `;
  }

  #renderChange({ of, values, points, beyondChance }: Change) {
    const sign = beyondChance ? ((points ?? 0) > 0 ? '▲ ' : '▼ ') : '';
    const change = points === null ? '–' : `${points > 0 ? '+' : ''}${formatNumber(points, 1)}`;
    return html`
      <tr>
        <th scope="row">${analyteLabel(of)}</th>
        <td class="course">${courseOf(values)}</td>
        <td class="number">${formatPercent(values.at(-2)?.percent ?? null)}</td>
        <td class="number now">${formatPercent(values.at(-1)?.percent ?? null)}</td>
        <td class="number ${beyondChance ? 'warn' : 'quiet'}">
          ${sign}${change}${beyondChance ? html`<span class="visually-hidden">, ${msg('beyond chance')}</span>` : ''}
        </td>
      </tr>
    `;
  }

  static override readonly styles = [
    baseStyles,
    tableStyles,
    css`
      :host {
        display: block;
      }
      caption {
        padding: 4px 0;
        color: var(--quiet);
        text-align: start;
      }
      th,
      td {
        white-space: nowrap;
      }
      thead th {
        white-space: normal;
      }
      .now {
        font-weight: 600;
      }
      .warn {
        color: var(--warn);
        font-weight: 600;
      }
      svg {
        display: block;
        width: 96px;
        height: 28px;
      }
      @media (max-width: 720px) {
        svg {
          width: 64px;
        }
        .number {
          padding-inline-start: 8px;
        }
      }
      polyline {
        fill: none;
        stroke: var(--text);
        stroke-width: 1.5;
      }
      .interval {
        stroke: var(--line-strong);
        stroke-width: 1;
      }
      circle {
        fill: var(--text);
      }
    `,
  ];
}

/** Values as a line, each with its interval; time runs from the left also where words do not. */
function courseOf(values: Change['values']) {
  const top = Math.max(1, ...values.map((value) => value?.ci95[1] ?? 0));
  const { width, height, edge } = CHART;
  const x = (at: number) => edge + (at * (width - 2 * edge)) / Math.max(1, values.length - 1);
  const y = (percent: number) => height - edge - (percent * (height - 2 * edge)) / top;
  const known = values.flatMap((value, at) => (value ? [{ ...value, at }] : []));
  return html`
    <svg viewBox="0 0 ${width} ${height}" aria-hidden="true">
      ${known.map(
        ({ at, ci95 }) =>
          svg`<line class="interval" x1=${x(at)} x2=${x(at)} y1=${y(ci95[0])} y2=${y(ci95[1])} />`,
      )}
      <polyline points=${known.map(({ at, percent }) => `${x(at)},${y(percent)}`).join(' ')} />
      ${known.slice(-1).map(({ at, percent }) => svg`<circle cx=${x(at)} cy=${y(percent)} r="2.5" />`)}
    </svg>
  `;
}
