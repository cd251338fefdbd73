import { msg } from '@lit/localize';
import { html, svg } from 'lit';
import { type CellClass, CLASS_FACTS } from '../../core/cells.ts';
import type { CountedCell } from '../../core/wire/live.ts';
import { classLabel } from '../differential/class-words.ts';
import { CLASSES_BY_KEY } from '../keyboard/class-keys.ts';
import { setStyle } from '../theme/set-style.ts';
import { CLASS_SHAPES } from './class-shapes.ts';

/** Shape, colour and mark of each class that is on the map. */
export function mapLegend(cells: Iterable<CountedCell>) {
  const present = new Set<CellClass>();
  for (const cell of cells) present.add(cell.class);
  return html`
    <ul aria-label=${msg('Cells on the map')}>
      ${CLASSES_BY_KEY.filter((name) => present.has(name)).map(
        (name) => html`<li title=${classLabel(name)}>
          <svg viewBox="-1.6 -1.6 3.2 3.2" width="16" height="16" aria-hidden="true" ${setStyle({ fill: `var(--class-${name})` })}>
            ${svg`<path d=${CLASS_SHAPES[name]}></path>`}
          </svg>
          <span class="visually-hidden">${classLabel(name)}</span>
          <span aria-hidden="true">${CLASS_FACTS[name].mark}</span>
        </li>`,
      )}
    </ul>
  `;
}
