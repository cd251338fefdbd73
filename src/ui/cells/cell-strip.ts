import { localized, msg } from '@lit/localize';
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CountedCell } from '../../core/wire/live.ts';
import { classLabel } from '../differential/class-words.ts';
import { formatProbability } from '../differential/format.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';

/** The newest counted cells, newest first; framed by dots until a person confirmed them. Fires `cell-chosen` (detail: id). */
@localized()
@customElement('hv-cell-strip')
export class CellStrip extends LitElement {
  @property({ attribute: false }) cells: readonly CountedCell[] = [];
  @property() chosen: string | null = null;
  /** Whether cells can be chosen, to be named. */
  @property({ type: Boolean }) mayName = false;
  /** Where /api lives. */
  @property() baseUrl = '';

  @state() private missingCrops: ReadonlySet<string> = new Set();

  protected override render() {
    return html`
      <h2>${msg('Newest cells')}</h2>
      ${
        this.cells.length === 0
          ? html`<p class="quiet empty">${msg('Counted cells appear here.')}</p>`
          : html`<ol aria-label=${msg('Newest cells, newest first')}>
              ${repeat(
                this.cells,
                (cell) => cell.id,
                (cell) => html`<li>${this.#renderCell(cell)}</li>`,
              )}
            </ol>`
      }
    `;
  }

  #renderCell(cell: CountedCell) {
    const label = classLabel(cell.class);
    const words = cell.confirmed ? '✓' : `${formatProbability(cell.probability)} %`;
    return html`
      <button
        class=${cell.confirmed ? 'confirmed' : ''}
        title="${label}, ${cell.confirmed ? msg('confirmed') : words}"
        aria-pressed=${cell.id === this.chosen}
        ?disabled=${!this.mayName}
        @click=${() => this.dispatchEvent(new CustomEvent<string>('cell-chosen', { detail: cell.id }))}
        ${setStyle({ '--class': `var(--class-${cell.class})` })}
      >
        ${
          this.missingCrops.has(cell.id)
            ? html`<span class="crop"></span>`
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
        <span class="words">${classChip(cell.class)}<span>${words}</span></span>
      </button>
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
        width: 76px;
        color: var(--quiet);
        font-size: var(--size-small);
        line-height: 1.3;
        overflow-wrap: anywhere;
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        height: 92px;
        margin: 0;
        padding: 0;
        overflow: hidden;
        list-style: none;
      }
      li {
        height: 92px;
        animation: arrive var(--quick) ease-out;
      }
      @keyframes arrive {
        from {
          opacity: 0;
        }
      }
      button {
        display: block;
        width: 72px;
        height: 92px;
        padding: 0;
        border: 0;
        border-radius: 4px;
        background: none;
        text-align: start;
        cursor: pointer;
      }
      button:disabled {
        cursor: default;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      button[aria-pressed='true'] {
        background: var(--raised);
        box-shadow: inset 0 0 0 2px var(--accent);
      }
      .crop {
        display: block;
        box-sizing: border-box;
        width: 64px;
        height: 64px;
        margin: 2px 4px 0;
        border: 2px dotted var(--class);
        border-radius: 4px;
        background: var(--raised);
        object-fit: cover;
      }
      .confirmed .crop {
        border-style: solid;
      }
      .words {
        unicode-bidi: plaintext;
        display: flex;
        align-items: center;
        gap: 4px;
        height: 24px;
        padding: 0 4px;
        font-size: var(--size-small);
        white-space: nowrap;
      }
      .chip {
        width: 28px;
        height: 18px;
      }
      .empty {
        display: grid;
        align-items: center;
        min-height: 92px;
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
