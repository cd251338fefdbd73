import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CellClass } from '../../core/cells.ts';
import { classLabel, shortLabel } from '../differential/class-words.ts';
import { CLASS_KEYS, CLASSES_BY_KEY } from '../keyboard/class-keys.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { CELLS_TYPE } from './drag-cells.ts';

/**
 * Every class with its key: a press names the chosen cells, and so does dropping them here. Fires `class-chosen`
 * (detail: CellClass) and `confirm-asked`.
 */
@localized()
@customElement('hv-class-bar')
export class ClassBar extends LitElement {
  /** Whether there are cells to name. */
  @property({ type: Boolean }) ready = false;

  @state() private dropOn: CellClass | null = null;

  protected override render() {
    return html`
      <div role="toolbar" tabindex=${this.ready ? nothing : 0} aria-label=${msg('Name the chosen cells')}>
        <button class="confirm" ?disabled=${!this.ready} aria-keyshortcuts="Enter" @click=${this.#confirm}>
          <kbd aria-hidden="true">⏎</kbd><span class="name">${msg('Confirm')}</span>
        </button>
        ${CLASSES_BY_KEY.map((name) => this.#renderClass(name))}
      </div>
    `;
  }

  #renderClass(name: CellClass) {
    return html`
      <button
        class=${this.dropOn === name ? 'drop' : ''}
        data-class=${name}
        title=${classLabel(name)}
        aria-keyshortcuts=${CLASS_KEYS[name]}
        ?disabled=${!this.ready}
        @click=${() => this.#choose(name)}
        @dragover=${(event: DragEvent) => this.#dragOver(event, name)}
        @dragleave=${() => (this.dropOn = null)}
        @drop=${(event: DragEvent) => this.#drop(event, name)}
      >
        <span class="signs" aria-hidden="true"><kbd>${CLASS_KEYS[name].toUpperCase()}</kbd>${classChip(name)}</span>
        <span class="name">${breakable(shortLabel(name))}</span>
      </button>
    `;
  }

  #choose(name: CellClass): void {
    this.dispatchEvent(new CustomEvent<CellClass>('class-chosen', { detail: name }));
  }

  readonly #confirm = (): void => {
    this.dispatchEvent(new Event('confirm-asked'));
  };

  #dragOver(event: DragEvent, name: CellClass): void {
    if (!event.dataTransfer?.types.includes(CELLS_TYPE)) return;
    event.preventDefault();
    this.dropOn = name;
  }

  #drop(event: DragEvent, name: CellClass): void {
    event.preventDefault();
    this.dropOn = null;
    this.#choose(name);
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
        background: var(--panel);
        border-top: 1px solid var(--line);
      }
      div {
        display: grid;
        grid-template-columns: repeat(10, minmax(0, auto));
        gap: 2px 4px;
        padding: 4px 8px;
      }
      button {
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: var(--hit);
        padding: 0 3px;
        border: 1px solid transparent;
        border-radius: var(--radius);
        background: none;
        cursor: pointer;
      }
      button:enabled:hover,
      button.drop {
        border-color: var(--accent);
        background: var(--raised);
      }
      button:disabled {
        cursor: default;
      }
      .name {
        min-width: 0;
        overflow: hidden;
        color: var(--quiet);
        font-size: var(--size-small);
        line-height: 1.15;
        text-align: start;
      }
      button:enabled .name {
        color: var(--text);
      }
      .signs {
        display: flex;
        gap: 4px;
      }
      .chip {
        width: 28px;
      }
      button:disabled .chip {
        opacity: 0.6;
      }
      .confirm {
        border-color: var(--line-strong);
      }
      .confirm:enabled,
      .confirm:enabled .name {
        border-color: var(--accent);
        color: var(--accent);
        font-weight: 600;
      }
      .confirm kbd {
        border-color: currentcolor;
      }
      @media (max-width: 1240px) {
        div {
          grid-template-columns: repeat(20, max-content);
          overflow-x: auto;
          overscroll-behavior-x: contain;
          scrollbar-width: thin;
        }
        button {
          flex-direction: column;
          justify-content: center;
          gap: 2px;
          min-width: 64px;
          height: 52px;
          padding: 0 4px;
        }
        .name {
          white-space: nowrap;
        }
      }
      @media (max-width: 720px) {
        kbd {
          display: none;
        }
        .confirm::before {
          content: '✓';
          font-weight: 700;
        }
      }
    `,
  ];
}

/** "Metamyelocyte" in two lines where it must, as it is spoken; browsers without a dictionary break it anywhere. */
function breakable(label: string): string {
  return label.replace(/(?<=\p{L}{6})(?=cyt|plas)/u, '\u00ad');
}
