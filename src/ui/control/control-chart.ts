import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { analyteLabel } from '../differential/class-words.ts';
import { formatNumber } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { type ControlSeries, deviationOf } from './control-series.ts';

const CHART = { width: 320, height: 112, edge: 10 } as const;
/** Tolerances above and below that the chart shows. */
const MOST = 2;

/**
 * One class of a control slide over time, after Levey and Jennings: the line is what was expected, the dashed ones its
 * tolerance. What lies beyond is a cross, so that colour is never alone.
 */
@localized()
@customElement('hv-control-chart')
export class ControlChart extends LitElement {
  @property({ attribute: false }) series!: ControlSeries;

  protected override render() {
    const newest = this.series.points.at(-1);
    if (!newest) return html``;
    const name = analyteLabel(this.series.class);
    const [expected, tolerance] = [formatNumber(newest.expected), formatNumber(newest.tolerance)];
    return html`
      <figure>
        <figcaption>
          <strong>${name}</strong>
          <span class="quiet">${msg(str`expected ${expected} ± ${tolerance} %`)}</span>
          <span class=${newest.passed ? 'value' : 'value warn'}>${formatNumber(newest.found, 1)} %</span>
        </figcaption>
        ${this.#renderChart()}
      </figure>
    `;
  }

  /** Time runs from the left also where words do not. The table beside it says the same in words. */
  #renderChart() {
    const { width, height, edge } = CHART;
    const { points } = this.series;
    const x = (place: number) => edge + ((place + 0.5) * (width - 2 * edge)) / points.length;
    const y = (deviation: number) => height / 2 - (deviation * (height / 2 - edge)) / MOST;
    const at = points.map((point, place) => ({ ...point, x: x(place), y: y(deviationOf(point, MOST)) }));
    const line = (deviation: number, kind: string) =>
      svg`<line class=${kind} x1="0" x2=${width} y1=${y(deviation)} y2=${y(deviation)} />`;
    return html`
      <svg viewBox="0 0 ${width} ${height}" aria-hidden="true">
        ${line(0, 'expected')} ${line(1, 'limit')} ${line(-1, 'limit')}
        <polyline points=${at.map((point) => `${point.x},${point.y}`).join(' ')} />
        ${at.map((point) =>
          point.passed
            ? svg`<circle cx=${point.x} cy=${point.y} r="3" />`
            : svg`<path class="beyond" d="M${point.x - 4} ${point.y - 4}l8 8m0 -8l-8 8" />`,
        )}
      </svg>
    `;
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      figure {
        display: grid;
        gap: 4px;
        margin: 0;
      }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
      }
      .value {
        margin-inline-start: auto;
        font-weight: 600;
      }
      .warn {
        color: var(--alarm);
      }
      svg {
        display: block;
        width: 100%;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--panel);
      }
      .expected {
        stroke: var(--line-strong);
      }
      .limit {
        stroke: var(--warn);
        stroke-dasharray: 5 4;
      }
      polyline {
        fill: none;
        stroke: var(--quiet);
      }
      circle {
        fill: var(--text);
      }
      .beyond {
        fill: none;
        stroke: var(--alarm);
        stroke-width: 2.5;
      }
    `,
  ];
}
