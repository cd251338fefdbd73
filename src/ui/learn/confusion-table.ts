import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CellClass } from '../../core/cells.ts';
import type { ScoreCard } from '../../core/wire/learn.ts';
import { classLabel } from '../differential/class-words.ts';
import { CLASSES_BY_KEY } from '../keyboard/class-keys.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';

/** Which class was taken for which: rows are what the cells are, columns what was answered. */
@localized()
@customElement('hv-confusion-table')
export class ConfusionTable extends LitElement {
  @property({ attribute: false }) confusion: ScoreCard['confusion'] = [];

  protected override render() {
    const truths = CLASSES_BY_KEY.filter((name) => this.confusion.some(({ truth }) => truth === name));
    const answers = CLASSES_BY_KEY.filter((name) =>
      this.confusion.some(({ truth, answer }) => truth === name || answer === name),
    );
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label=${msg('Confusion table')}>
        <table>
          <caption class="visually-hidden">${msg('Rows: what the cells are. Columns: what was answered.')}</caption>
          <thead>
            <tr>
              <th scope="col">${msg('is ↓ answered →')}</th>
              ${answers.map((name) => html`<th scope="col" title=${classLabel(name)}>${classChip(name)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${truths.map(
              (truth) => html`
                <tr>
                  <th scope="row" title=${classLabel(truth)}>${classChip(truth)}</th>
                  ${answers.map((answer) => this.#renderCount(truth, answer))}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  #renderCount(truth: CellClass, answer: CellClass) {
    const cells = this.confusion.find((pair) => pair.truth === truth && pair.answer === answer)?.cells ?? 0;
    const kind = truth === answer ? 'right' : cells > 0 ? 'wrong' : 'none';
    const words = msg(str`${classLabel(truth)} answered as ${classLabel(answer)}: ${cells}`);
    return html`<td class=${kind} title=${cells > 0 ? words : nothing}>${cells > 0 ? cells : '·'}</td>`;
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
      }
      th,
      td {
        min-width: 36px;
        height: 32px;
        padding: 2px 1px;
        border: 1px solid var(--line);
        text-align: center;
      }
      thead th:first-child {
        padding-inline: 4px;
        color: var(--quiet);
        font-size: var(--size-small);
        font-weight: 400;
      }
      /* What the cells are stays in sight while the answers scroll. */
      th:first-child {
        position: sticky;
        inset-inline-start: 0;
        background: var(--panel);
      }
      .right {
        color: var(--ok);
        font-weight: 600;
      }
      .wrong {
        color: var(--warn);
        font-weight: 600;
      }
      .none {
        color: var(--quiet);
      }
    `,
  ];
}
