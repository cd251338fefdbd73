import { localized, msg } from '@lit/localize';
import { css, html, LitElement, svg } from 'lit';
import { customElement } from 'lit/decorators.js';
import { CLASS_FACTS } from '../../core/cells.ts';
import { classLabel } from '../differential/class-words.ts';
import { CLASS_KEYS, CLASSES_BY_KEY } from '../keyboard/class-keys.ts';
import { CLASS_SHAPES } from '../slide-map/class-shapes.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import { settingsStyles } from './settings-styles.ts';

/** Every class with its mark, colour, shape and key, and whether it is part of the hundred percent. */
@localized()
@customElement('hv-classes-section')
export class ClassesSection extends LitElement {
  protected override render() {
    return html`
      <p class="quiet">
        ${msg('Colours are told apart with every common form of colour blindness, and never stand alone: each class has a mark and a shape too. They are the same on every instrument and cannot be changed.')}
      </p>
      <table>
        <caption class="visually-hidden">${msg('Classes')}</caption>
        <thead>
          <tr>
            <th scope="col">${msg('Mark')}</th>
            <th scope="col">${msg('On the map')}</th>
            <th scope="col">${msg('Class')}</th>
            <th scope="col">${msg('Key')}</th>
            <th scope="col">${msg('Among white cells')}</th>
          </tr>
        </thead>
        <tbody>
          ${CLASSES_BY_KEY.map(
            (name) => html`<tr>
              <td>${classChip(name)}</td>
              <td>
                <svg viewBox="-1.6 -1.6 3.2 3.2" width="24" height="24" aria-hidden="true" ${setStyle({ fill: `var(--class-${name})` })}>
                  ${svg`<path d=${CLASS_SHAPES[name]}></path>`}
                </svg>
              </td>
              <th scope="row">${classLabel(name)}</th>
              <td><kbd>${CLASS_KEYS[name].toUpperCase()}</kbd></td>
              <td>${CLASS_FACTS[name].inDenominator ? msg('counted') : msg('beside them')}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    `;
  }

  static override readonly styles = [
    baseStyles,
    settingsStyles,
    css`
      td,
      th {
        height: 36px;
      }
      path {
        stroke: #0b0f14;
        stroke-width: 0.15;
      }
    `,
  ];
}
