import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { CLASS_FACTS, type ModelClass } from '../../core/cells.ts';
import type { Snapshot } from '../live/live-state.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import { FIRST_IMMATURE, ROW_ORDER, SHORT_LABELS } from './class-words.ts';
import { formatInterval, formatPercent } from './format.ts';

/** Counts, percentages and intervals by class; what is outside the denominator stands apart below. */
@customElement('hv-differential-table')
export class DifferentialTable extends LitElement {
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property({ type: Boolean, reflect: true }) stale = false;

  protected override render() {
    const snapshot = this.snapshot;
    return html`
      <table>
        <caption class="visually-hidden">Differential in percent of white cells</caption>
        <colgroup>
          <col class="col-mark" />
          <col class="col-name" />
          <col class="col-percent" />
          <col class="col-interval" />
          <col class="col-cells" />
          <col class="col-bar" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" colspan="2"><span class="visually-hidden">Class</span></th>
            <th scope="col">%</th>
            <th scope="col" class="interval">95 % interval</th>
            <th scope="col">cells</th>
            <th class="bar" aria-hidden="true"></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            ROW_ORDER,
            (name) => name,
            (name) => this.#renderRow(name),
          )}
        </tbody>
      </table>
      <dl class="apart">
        ${this.#renderApart('erythroblast', 'nRBC per 100', formatPercent(snapshot?.nrbcPer100Wbc ?? null))}
        ${this.#renderApart('platelet', 'Platelets', String(snapshot?.platelets ?? 0))}
        ${this.#renderApart('unclassified', 'Unclassified', String(snapshot?.unclassified ?? 0))}
      </dl>
    `;
  }

  #renderRow(name: ModelClass) {
    const row = this.snapshot?.rows.find((candidate) => candidate.class === name);
    const count = row?.count ?? 0;
    const percent = row?.percent ?? null;
    const classes = [count === 0 ? 'none' : '', name === FIRST_IMMATURE ? 'first-immature' : ''].join(' ');
    return html`
      <tr class=${classes} data-class=${name}>
        <td class="mark">${classChip(name)}</td>
        <th scope="row" title=${CLASS_FACTS[name].label}>${SHORT_LABELS[name]}</th>
        <td class="percent">${formatPercent(percent)}</td>
        <td class="interval quiet">${formatInterval(row?.ci95 ?? null)}</td>
        <td class="cells">${count}</td>
        <td class="bar" aria-hidden="true">
          <div class="track">
            <div class="fill" ${setStyle({ width: `${percent ?? 0}%`, background: `var(--class-${name})` })}></div>
            ${
              row?.ci95 && count > 0
                ? html`<div
                    class="whisker"
                    ${setStyle({ left: `${row.ci95[0]}%`, width: `${row.ci95[1] - row.ci95[0]}%` })}
                  ></div>`
                : nothing
            }
          </div>
        </td>
      </tr>
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

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        --row: 34px;
        display: block;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        table-layout: fixed;
      }
      th,
      td {
        height: var(--row);
        padding: 0;
        line-height: calc(var(--row) - 6px);
        text-align: right;
        vertical-align: baseline;
        font-weight: 400;
        white-space: nowrap;
      }
      td.mark,
      td.bar {
        vertical-align: middle;
        line-height: 1;
      }
      thead th {
        height: 24px;
        line-height: 24px;
        color: var(--quiet);
        font-size: var(--size-small);
      }
      tbody tr {
        border-top: 1px solid var(--line);
      }
      .first-immature {
        border-top-color: var(--line-strong);
      }
      .col-mark {
        width: 40px;
      }
      .col-name {
        width: 124px;
      }
      .col-percent {
        width: 64px;
      }
      .col-interval {
        width: 104px;
      }
      .col-cells {
        width: 52px;
      }
      .mark {
        text-align: left;
      }
      th[scope="row"] {
        text-align: left;
        font-size: 15px;
      }
      .percent {
        font-size: var(--size-figure);
        font-weight: 600;
      }
      .none th,
      .none .percent,
      .none .cells {
        color: var(--quiet);
        font-weight: 400;
      }
      .bar {
        padding-left: 16px;
      }
      .track {
        position: relative;
        height: 16px;
        border-left: 1px solid var(--line-strong);
      }
      .fill {
        height: 10px;
        border: 1px solid var(--bar-line);
        border-left: 0;
        border-radius: 0 2px 2px 0;
        transition: width var(--quick);
      }
      .none .fill {
        border: 0;
      }
      .whisker {
        position: absolute;
        bottom: 1px;
        height: 2px;
        background: var(--quiet);
        transition:
          left var(--quick),
          width var(--quick);
      }
      .apart {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: 12px;
        margin: 0;
        padding: 8px 0;
        border-top: 1px solid var(--line-strong);
      }
      dt {
        display: flex;
        align-items: center;
        gap: 8px;
        color: var(--quiet);
        white-space: nowrap;
      }
      dd {
        margin: 0;
        font-size: var(--size-figure);
        font-weight: 600;
      }
      :host([stale]) tbody td,
      :host([stale]) tbody th,
      :host([stale]) dd {
        color: var(--quiet);
      }
      :host([stale]) .chip,
      :host([stale]) .fill {
        filter: grayscale(1);
      }
      @media (max-height: 800px) {
        :host {
          --row: 30px;
        }
      }
      @media (max-width: 720px) {
        :host {
          --row: 30px;
        }
        thead th {
          height: 20px;
          line-height: 20px;
        }
        .bar,
        .col-bar {
          display: none;
        }
        .col-name {
          width: auto;
        }
        .apart {
          gap: 4px;
        }
        dt {
          gap: 4px;
          font-size: var(--size-small);
        }
      }
    `,
  ];
}
