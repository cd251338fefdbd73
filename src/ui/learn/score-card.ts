import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ScoreCard } from '../../core/wire/learn.ts';
import { formatInterval, formatPercent } from '../differential/format.ts';
import { formatDay } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { setStyle } from '../theme/set-style.ts';
import './confusion-table.ts';

const SHOWN_DAYS = 14;

/** How well a person names cells: the share that was right, day by day, and what was taken for what. */
@localized()
@customElement('hv-score-card')
export class ScoreCardPanel extends LitElement {
  @property({ attribute: false }) card!: ScoreCard;

  protected override render() {
    const { asked, right, ci95, confusion, days } = this.card;
    if (asked === 0) return html`<p class="quiet">${msg('No question answered yet.')}</p>`;
    return html`
      <p class="figure">
        <strong>${formatPercent((100 * right) / asked)} %</strong>
        <span>${msg(str`${right} of ${asked} right`)}</span>
        <span class="quiet">${msg('95 % interval')} ${formatInterval(ci95)} %</span>
      </p>
      ${days.length > 1 ? this.#renderDays() : nothing}
      <hv-confusion-table .confusion=${confusion}></hv-confusion-table>
    `;
  }

  #renderDays() {
    const days = this.card.days.slice(-SHOWN_DAYS);
    const [first, last] = [days.at(0), days.at(-1)].map((each) => (each ? formatDay(each.day) : ''));
    return html`
      <p class="quiet">${msg(str`Right answers from ${first} to ${last}, a bar a day; full height 100 %`)}</p>
      <ul aria-label=${msg('Day by day')}>
        ${days.map(({ day, asked, right }) => {
          const words = msg(str`${formatDay(day)}: ${right} of ${asked} right`);
          return html`
            <li title=${words}>
              <span class="bar" aria-hidden="true"><span ${setStyle({ height: `${(100 * right) / asked}%` })}></span></span>
              <span class="visually-hidden">${words}</span>
            </li>
          `;
        })}
      </ul>
    `;
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .figure {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 4px 16px;
      }
      .figure strong {
        font-size: var(--size-large);
      }
      ul {
        display: flex;
        gap: 4px;
        height: 64px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        width: 20px;
      }
      .bar {
        display: flex;
        align-items: end;
        height: 100%;
        border-radius: 2px;
        background: var(--line);
      }
      .bar span {
        width: 100%;
        border-radius: 2px;
        background: var(--accent);
      }
    `,
  ];
}
