import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ReaderCount } from '../../core/wire/tally.ts';
import { shortLabel } from '../differential/class-words.ts';
import { formatInterval, formatPercent } from '../differential/format.ts';
import { formatNumber, formatTime } from '../locale/formats.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';

/** A difference that chance makes less often is pointed out: some ten classes are compared at once. */
const POINTED_OUT_BELOW = 0.01;

type Row = ReaderCount['rows'][number];

/** A reader's count by keys beside what the session counts as, class by class. */
@localized()
@customElement('hv-count-comparison')
export class CountComparison extends LitElement {
  @property({ attribute: false }) count!: ReaderCount;

  protected override render() {
    const { by, at, reader, session, rows } = this.count;
    const differing = rows.filter(differs).length;
    return html`
      <p>${msg(str`Counted by ${whoWords(by)}, ${formatTime(at)}`)}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Class')}</th>
            <th scope="col">${msg(str`Reader, n ${reader.n}`)}</th>
            <th scope="col" class="interval">${msg('95 % interval')}</th>
            <th scope="col">${msg(str`Machine, n ${session.n}`)}</th>
            <th scope="col" class="interval">${msg('95 % interval')}</th>
            <th scope="col">${msg('Difference')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.#renderRow(row))}
        </tbody>
      </table>
      <p class="quiet">
        ${
          differing === 0
            ? msg('No class differs by more than chance would explain.')
            : msg(str`Classes that differ by more than chance would explain (p below 0.01): ${differing}.`)
        }
      </p>
    `;
  }

  #renderRow(row: Row) {
    return html`
      <tr data-class=${row.class} ?data-differs=${differs(row)}>
        <th scope="row"><span class="named">${classChip(row.class)} ${shortLabel(row.class)}</span></th>
        <td>${formatPercent(row.reader.percent)}</td>
        <td class="interval quiet">${formatInterval(row.reader.ci95)}</td>
        <td>${formatPercent(row.session.percent)}</td>
        <td class="interval quiet">${formatInterval(row.session.ci95)}</td>
        <td class="difference">
          ${row.difference === null ? '–' : signed(row.difference)}
          ${differs(row) ? html`<strong>≠<span class="visually-hidden">${msg('more than chance')}</span></strong>` : ''}
        </td>
      </tr>
    `;
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 6px 8px;
        border-bottom: 1px solid var(--line);
        font-weight: 400;
        text-align: end;
        white-space: nowrap;
      }
      th:first-child {
        padding-inline-start: 0;
        text-align: start;
      }
      thead th {
        color: var(--quiet);
        font-size: var(--size-small);
      }
      .named {
        display: inline-flex;
        align-items: center;
        gap: 8px;
      }
      .difference {
        font-weight: 600;
      }
      [data-differs] .difference {
        color: var(--warn);
      }
      @media (max-width: 720px) {
        .interval {
          display: none;
        }
        thead th {
          white-space: normal;
        }
      }
    `,
  ];
}

function differs({ p }: Row): boolean {
  return p !== null && p < POINTED_OUT_BELOW;
}

/** 3.2 → "+3.2". */
function signed(points: number): string {
  const words = formatNumber(points, 1);
  return points > 0 ? `+${words}` : words;
}
