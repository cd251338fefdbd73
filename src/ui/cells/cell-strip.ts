import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { CLASS_FACTS } from '../../core/cells.ts';
import type { CountedCell } from '../../core/wire/live.ts';
import { formatProbability } from '../differential/format.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';

/** The newest counted cells, newest first. */
@customElement('hv-cell-strip')
export class CellStrip extends LitElement {
  @property({ attribute: false }) cells: readonly CountedCell[] = [];
  /** Where /api lives. */
  @property() baseUrl = '';

  @state() private missingCrops: ReadonlySet<string> = new Set();

  protected override render() {
    return html`
      <h2>Newest cells</h2>
      ${
        this.cells.length === 0
          ? html`<p class="quiet empty">Counted cells appear here.</p>`
          : html`<ol aria-label="Newest cells, newest first">
              ${repeat(
                this.cells,
                (cell) => cell.id,
                (cell) => this.#renderCell(cell),
              )}
            </ol>`
      }
    `;
  }

  #renderCell(cell: CountedCell) {
    const { label } = CLASS_FACTS[cell.class];
    const percent = `${formatProbability(cell.probability)} %`;
    return html`
      <li title="${label}, ${percent}">
        ${
          this.missingCrops.has(cell.id)
            ? html`<div class="crop"></div>`
            : html`<img
                class="crop"
                src=${new URL(`api/cells/${encodeURIComponent(cell.id)}/crop.jpg`, this.baseUrl).href}
                alt=${label}
                width="64"
                height="64"
                decoding="async"
                @error=${() => this.#miss(cell.id)}
              />`
        }
        <p>${classChip(cell.class)}<span>${percent}</span></p>
      </li>
    `;
  }

  #miss(id: string): void {
    const present = this.cells.map((cell) => cell.id);
    this.missingCrops = new Set([...this.missingCrops, id].filter((missing) => present.includes(missing)));
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 16px;
        min-width: 0;
        padding: 8px 12px;
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow: hidden;
      }
      h2 {
        flex: none;
        width: 56px;
        color: var(--quiet);
        font-size: var(--size-small);
        line-height: 1.3;
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        height: 88px;
        margin: 0;
        padding: 0;
        overflow: hidden;
        list-style: none;
      }
      li {
        width: 72px;
        height: 88px;
        animation: arrive var(--quick) ease-out;
      }
      @keyframes arrive {
        from {
          opacity: 0;
        }
      }
      .crop {
        display: block;
        width: 64px;
        height: 64px;
        border-radius: 4px;
        background: var(--raised);
        object-fit: cover;
      }
      li p {
        display: flex;
        align-items: center;
        gap: 4px;
        height: 24px;
        font-size: var(--size-small);
        white-space: nowrap;
      }
      .chip {
        height: 18px;
      }
      .empty {
        min-height: 88px;
        display: grid;
        align-items: center;
      }
      @media (max-width: 720px) {
        :host {
          display: block;
          border-width: 0;
          border-radius: 0;
        }
        h2 {
          width: auto;
          margin-bottom: 8px;
        }
        ol {
          display: grid;
          grid-template-columns: repeat(auto-fill, 72px);
          justify-content: space-between;
          height: auto;
          overflow: visible;
        }
      }
    `,
  ];
}
