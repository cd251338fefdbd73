import { localized, msg } from '@lit/localize';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ControlRun } from '../../core/control-slide.ts';
import { analyteLabel } from '../differential/class-words.ts';
import { formatNumber, formatTime } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { tableStyles } from '../theme/table-styles.ts';

/** The runs of one control slide, newest first: what the charts show, in figures. */
@localized()
@customElement('hv-control-table')
export class ControlTable extends LitElement {
  @property({ attribute: false }) runs: readonly ControlRun[] = [];
  /** Of the control slide. */
  @property() name = '';

  protected override render() {
    const classes = [...new Set(this.runs.flatMap(({ rows }) => rows.map((row) => row.class)))];
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label=${this.name}>
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('When')}</th>
              <th scope="col">${msg('Verdict')}</th>
              <th scope="col" class="number">${msg('White cells')}</th>
              ${classes.map((name) => html`<th scope="col" class="number">${analyteLabel(name)}, %</th>`)}
            </tr>
          </thead>
          <tbody>
            ${this.runs.map((run) => renderRun(run, classes))}
          </tbody>
        </table>
      </div>
    `;
  }

  static override readonly styles = [
    baseStyles,
    tableStyles,
    css`
      :host {
        display: block;
      }
      .scroll {
        overflow-x: auto;
      }
      th,
      td {
        white-space: nowrap;
      }
      .warn {
        color: var(--alarm);
        font-weight: 600;
      }
    `,
  ];
}

function renderRun({ at, n, passed, rows }: ControlRun, classes: readonly string[]) {
  return html`
    <tr>
      <td>${formatTime(at)}</td>
      <td class=${passed ? '' : 'warn'}>${verdictWords({ passed, rows })}</td>
      <td class="number">${formatNumber(n)}</td>
      ${classes.map((name) => {
        const row = rows.find((one) => one.class === name);
        return html`<td class=${row?.passed === false ? 'number warn' : 'number'}>
          ${row ? formatNumber(row.found, 1) : '–'}
        </td>`;
      })}
    </tr>
  `;
}

function verdictWords({ passed, rows }: Pick<ControlRun, 'passed' | 'rows'>): string {
  if (passed) return msg('Passed');
  return rows.every((row) => row.passed) ? msg('Too few cells') : msg('Did not pass');
}
