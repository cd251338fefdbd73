import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CellClass } from '../../core/cells.ts';
import type { CountedCell, Problem } from '../../core/wire/live.ts';
import { classLabel, shortLabel } from '../differential/class-words.ts';
import { formatProbability } from '../differential/format.ts';
import { CLASS_KEYS, CLASSES_BY_KEY, classOfKey } from '../keyboard/class-keys.ts';
import { latinKey } from '../keyboard/latin-key.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { cellNamerStyles } from './cell-namer-styles.ts';

/**
 * The chosen cell, larger, and every class it can be given by key or by touch. Fires `cell-named` (detail: CellClass),
 * `cell-step` (detail: 1 or -1), `ask-undo` and `namer-closed`.
 */
@localized()
@customElement('hv-cell-namer')
export class CellNamer extends LitElement {
  @property({ attribute: false }) cell: CountedCell | null = null;
  @property({ attribute: false }) problem: Problem | null = null;
  @property({ type: Boolean }) canUndo = false;
  /** Where /api lives. */
  @property() baseUrl = '';

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('cell') || !this.cell || changed.get('cell')) return;
    this.renderRoot.querySelector<HTMLElement>('section')?.focus();
  }

  protected override render() {
    const { cell } = this;
    if (!cell) return nothing;
    return html`
      <section role="dialog" aria-label=${msg('Name this cell')} tabindex="-1" @keydown=${this.#onKey}>
        <div class="cell">
          <img
            src=${new URL(`api/cells/${encodeURIComponent(cell.id)}/crop.jpg`, this.baseUrl).href}
            alt=${classLabel(cell.class)}
            width="96"
            height="96"
          />
          <div>
            <p class="class">${classChip(cell.class)} ${classLabel(cell.class)}</p>
            <p class="quiet" role="status">
              ${cell.confirmed ? msg('Confirmed by a person') : msg(str`Suggested, ${formatProbability(cell.probability)} %`)}
            </p>
            <p class="acts">
              <button ?disabled=${cell.confirmed ?? false} @click=${() => this.#name(cell.class)}>
                ${msg('Confirm')} <kbd>⏎</kbd>
              </button>
              <button ?disabled=${!this.canUndo} @click=${() => this.#tell('ask-undo')}>${msg('Undo')} <kbd>U</kbd></button>
              <button @click=${() => this.#tell('namer-closed')}>${msg('Close')} <kbd>Esc</kbd></button>
            </p>
          </div>
        </div>
        ${
          this.problem
            ? html`<p class="problem" role="alert">${this.problem.message} ${this.problem.hint}</p>`
            : nothing
        }
        <ul aria-label=${msg('Classes')}>
          ${CLASSES_BY_KEY.map((name) => this.#renderClass(name, name === cell.class))}
        </ul>
      </section>
    `;
  }

  #renderClass(name: CellClass, isCurrent: boolean) {
    return html`<li>
      <button class="name" title=${classLabel(name)} aria-pressed=${isCurrent} @click=${() => this.#name(name)}>
        ${classChip(name)}<span>${shortLabel(name)}</span><kbd>${CLASS_KEYS[name].toUpperCase()}</kbd>
      </button>
    </li>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const key = latinKey(event);
    const onButton = event.composedPath()[0] instanceof HTMLButtonElement;
    const named = classOfKey(key);
    if (key === 'escape') this.#tell('namer-closed');
    else if (key === 'u') this.#tell('ask-undo');
    else if (key === 'arrowright' || key === 'arrowleft') this.#step(key === 'arrowright' ? 1 : -1);
    else if (key === 'enter' && !onButton && this.cell) this.#name(this.cell.class);
    else if (named) this.#name(named);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #name(as: CellClass): void {
    this.dispatchEvent(new CustomEvent<CellClass>('cell-named', { detail: as }));
  }

  /** The strip runs against the arrows where it is read from the right. */
  #step(by: 1 | -1): void {
    const mirrored = this.matches(':dir(rtl)');
    this.dispatchEvent(new CustomEvent<number>('cell-step', { detail: mirrored ? -by : by }));
  }

  #tell(type: 'ask-undo' | 'namer-closed'): void {
    this.dispatchEvent(new Event(type));
  }

  static override readonly styles = [baseStyles, cellNamerStyles];
}
