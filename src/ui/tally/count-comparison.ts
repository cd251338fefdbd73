import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Interval } from '../../core/types.ts';
import type { ReaderCount } from '../../core/wire/tally.ts';
import { shortLabel } from '../differential/class-words.ts';
import { formatInterval, formatPercent } from '../differential/format.ts';
import { CLASSES_BY_KEY } from '../keyboard/class-keys.ts';
import { formatNumber, formatTime } from '../locale/formats.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import { tableStyles } from '../theme/table-styles.ts';

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
            <th scope="col" class="number reader">${msg(str`Reader, n ${reader.n}`)} (%)</th>
            <th scope="col" class="number interval">${msg('95 % interval')}</th>
            <th scope="col" class="number machine">${msg(str`Machine, n ${session.n}`)} (%)</th>
            <th scope="col" class="number interval">${msg('95 % interval')}</th>
            <th scope="col" class="overlap">${msg('Intervals')}</th>
            <th scope="col" class="number">${msg('Difference')} (%)</th>
          </tr>
        </thead>
        <tbody>
          ${byKey(rows).map((row) => this.#renderRow(row))}
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
        <th scope="row"><span class="named">${classChip(row.class)} <span class="words">${shortLabel(row.class)}</span></span></th>
        <td class="number">${formatPercent(row.reader.percent)}</td>
        <td class="number interval quiet">${formatInterval(row.reader.ci95)}</td>
        <td class="number">${formatPercent(row.session.percent)}</td>
        <td class="number interval quiet">${formatInterval(row.session.ci95)}</td>
        <td class="overlap">${this.#renderOverlap(row)}</td>
        <td class="number difference">
          ${row.difference === null ? '–' : signed(row.difference)}
          ${differs(row) ? html`<strong>≠<span class="visually-hidden">${msg('more than chance')}</span></strong>` : ''}
        </td>
      </tr>
    `;
  }

  /** Both intervals on one scale: the reader's above, the machine's below. */
  #renderOverlap({ reader, session }: Row) {
    const lane = (ci95: Interval | null, whose: 'reader' | 'machine') =>
      ci95 === null
        ? nothing
        : html`<i
            class=${whose}
            ${setStyle({
              left: `${(100 * ci95[0]) / this.#topPercent}%`,
              width: `${(100 * (ci95[1] - ci95[0])) / this.#topPercent}%`,
            })}
          ></i>`;
    return html`
      <div class="lanes" aria-hidden="true">${lane(reader.ci95, 'reader')}${lane(session.ci95, 'machine')}</div>
      <span class="visually-hidden">${overlap(reader.ci95, session.ci95) ? msg('overlap') : msg('apart')}</span>
    `;
  }

  /** What the scale of the intervals ends at. */
  get #topPercent(): number {
    return Math.max(
      ...this.count.rows.flatMap(({ reader, session }) => [reader.ci95?.[1] ?? 1, session.ci95?.[1] ?? 1]),
    );
  }

  static override readonly styles = [
    baseStyles,
    tableStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
        container-type: inline-size;
      }
      th,
      td {
        white-space: nowrap;
      }
      .named {
        display: inline-flex;
        align-items: center;
        gap: 8px;
      }
      .overlap {
        width: 30%;
        padding-inline-start: 16px;
      }
      .lanes {
        position: relative;
        height: 14px;
        direction: ltr;
      }
      i {
        position: absolute;
        top: 1px;
        height: 4px;
        min-width: 2px;
        border-radius: 2px;
        background: var(--accent);
      }
      i.machine {
        top: 9px;
        background: var(--quiet);
      }
      /* Whose interval is whose. */
      th.reader {
        box-shadow: inset 0 -3px var(--accent);
      }
      th.machine {
        box-shadow: inset 0 -3px var(--quiet);
      }
      .difference {
        font-weight: 600;
      }
      [data-differs] .difference {
        color: var(--warn);
      }
      @container (max-width: 420px) {
        table {
          font-size: var(--size-small);
        }
        th:first-child {
          padding-inline-end: 0;
        }
        /* The mark stands for it. */
        .words {
          position: absolute;
          clip-path: inset(50%);
        }
        .number,
        .overlap {
          padding-inline-start: 6px;
        }
        .overlap {
          width: 56px;
          padding-inline-end: 0;
        }
      }
      @container (max-width: 600px) {
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

/** In the order of every other table. */
function byKey(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => CLASSES_BY_KEY.indexOf(a.class) - CLASSES_BY_KEY.indexOf(b.class));
}

function differs({ p }: Row): boolean {
  return p !== null && p < POINTED_OUT_BELOW;
}

/** 3.2 → "+3.2". */
function signed(points: number): string {
  const words = formatNumber(points, 1);
  return points > 0 ? `+${words}` : words;
}

function overlap(a: Interval | null, b: Interval | null): boolean {
  return a !== null && b !== null && a[0] <= b[1] && b[0] <= a[1];
}
