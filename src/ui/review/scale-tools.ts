import { localized, msg } from '@lit/localize';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../theme/base-styles.ts';
import { setStyle } from '../theme/set-style.ts';

/** The scales of the gallery, in CSS pixels a micrometre. */
export const SCALES = [2.5, 3.25, 4, 5, 6.5, 8, 10] as const;
const BAR_UM = 10;

/** The one scale of all pictures: its bar, and the way to another. Fires `larger-asked` and `smaller-asked`. */
@localized()
@customElement('hv-scale-tools')
export class ScaleTools extends LitElement {
  @property({ type: Number }) pxPerUm: number = SCALES[2];

  protected override render() {
    return html`
      <button aria-label=${msg('Smaller pictures')} title=${msg('Smaller pictures')} aria-keyshortcuts="-"
        ?disabled=${this.pxPerUm <= SCALES[0]} @click=${() => this.#fire('smaller-asked')}>−</button>
      <div>
        <div class="bar" ${setStyle({ width: `${BAR_UM * this.pxPerUm}px` })}></div>
        <p>${BAR_UM} µm</p>
      </div>
      <button aria-label=${msg('Larger pictures')} title=${msg('Larger pictures')} aria-keyshortcuts="+"
        ?disabled=${this.pxPerUm >= Math.max(...SCALES)} @click=${() => this.#fire('larger-asked')}>+</button>
    `;
  }

  #fire(type: 'larger-asked' | 'smaller-asked'): void {
    this.dispatchEvent(new Event(type));
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      div {
        display: grid;
        justify-items: center;
      }
      .bar {
        height: 7px;
        border: 2px solid currentcolor;
        border-top: 0;
      }
      p {
        min-width: 36px;
        font-size: var(--size-small);
        line-height: 1.2;
        text-align: center;
        unicode-bidi: plaintext;
      }
      button {
        min-width: var(--hit);
        min-height: var(--hit);
        border: 1px solid transparent;
        border-radius: var(--radius);
        background: none;
        font-size: 20px;
        cursor: pointer;
      }
      button:enabled:hover {
        border-color: var(--line-strong);
      }
      button:disabled {
        color: var(--line-strong);
        cursor: default;
      }
    `,
  ];
}
