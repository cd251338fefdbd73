import { html } from 'lit';
import { type CellClass, CLASS_FACTS } from '../../core/cells.ts';
import { setStyle } from './set-style.ts';

/** The two-letter mark on its class colour. Set through the CSSOM: a strict policy refuses style attributes. */
export function classChip(name: CellClass) {
  return html`<span class="chip" ${setStyle({ background: `var(--class-${name})` })}>${CLASS_FACTS[name].mark}</span>`;
}
