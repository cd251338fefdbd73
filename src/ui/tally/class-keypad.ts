import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type CellClass, CLASS_FACTS } from '../../core/cells.ts';
import type { Tally } from '../../core/types.ts';
import { classLabel, shortLabel } from '../differential/class-words.ts';
import { CLASS_KEYS } from '../keyboard/class-keys.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import { classKeypadStyles } from './class-keypad-styles.ts';

/** As the number pad of a keyboard lies under the hand. */
const NUMBER_PAD: readonly CellClass[] = [
  'metamyelocyte',
  'myelocyte',
  'promyelocyte',
  'monocyte',
  'eosinophil',
  'basophil',
  'neutrophil_segmented',
  'neutrophil_band',
  'lymphocyte',
];
const LETTERS: readonly CellClass[] = [
  'blast',
  'variant_lymphocyte',
  'plasma_cell',
  'erythroblast',
  'smudge_cell',
  'unclassified',
  'platelet',
  'giant_platelet',
  'platelet_clump',
  'artefact',
];

/** The keys of a manual counter, each with its count. Fires `class-pressed` (detail: CellClass). */
@localized()
@customElement('hv-class-keypad')
export class ClassKeypad extends LitElement {
  @property({ attribute: false }) counts!: Tally;
  /** Lights up. */
  @property() last: CellClass | null = null;
  /** At the target every key is refused. */
  @property({ type: Boolean }) full = false;

  protected override render() {
    return html`
      <div class="numbers" role="group" aria-label=${msg('Keys of the number pad')}>
        ${NUMBER_PAD.map((name) => this.#renderKey(name))}
      </div>
      <div class="letters" role="group" aria-label=${msg('Keys of the letters')}>
        ${LETTERS.map((name) => this.#renderKey(name))}
      </div>
    `;
  }

  #renderKey(name: CellClass) {
    const count = this.counts[name];
    const key = CLASS_KEYS[name].toUpperCase();
    return html`
      <button
        data-class=${name}
        ?data-last=${name === this.last}
        ?data-full=${this.full}
        title=${classLabel(name)}
        ${setStyle({ '--colour': `var(--class-${name})` })}
        @click=${() => this.#press(name)}
      >
        <span class="top">${classChip(name)}<span class="name">${shortLabel(name)}</span><kbd>${key}</kbd></span>
        <span class="count">${count}</span>
        ${CLASS_FACTS[name].inDenominator ? nothing : html`<span class="visually-hidden">${msg('outside the white cells')}</span>`}
      </button>
    `;
  }

  #press(name: CellClass): void {
    this.dispatchEvent(new CustomEvent<CellClass>('class-pressed', { detail: name }));
  }

  static override readonly styles = [baseStyles, classKeypadStyles];
}
