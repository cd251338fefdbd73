import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { ReviewCell } from '../../core/wire/review.ts';
import { classLabel } from '../differential/class-words.ts';
import { formatPercent } from '../differential/format.ts';
import { formatNumber } from '../locale/formats.ts';
import { classChip } from '../theme/class-chip.ts';
import type { GallerySection, SectionName } from './gallery-sections.ts';

/** The head of a section: its class, its share and, for whoever may decide, the way to confirm the rest of it at once. */
export function sectionHead(
  { name, cells, count, percent }: GallerySection,
  {
    mayDecide,
    confirm,
  }: { readonly mayDecide: boolean; readonly confirm: (cells: readonly ReviewCell[]) => void },
) {
  const words = sectionWords(name);
  const open = cells.filter(({ decided }) => decided === null);
  return html`
    <header>
      ${name === 'undecided' ? nothing : classChip(name)}
      <h2>${words}</h2>
      <p class="count">${formatNumber(count)}</p>
      <p class="quiet">${percent === null ? '' : `${formatPercent(percent)} %`}</p>
      ${
        mayDecide && open.length > 0 && name !== 'undecided' && name !== 'unclassified'
          ? html`<button
              @click=${() => confirm(open)}
              aria-label=${msg(str`Confirm all ${open.length} as ${words}`)}
            >${msg(str`Confirm all ${open.length}`)}</button>`
          : nothing
      }
    </header>
  `;
}

/** A class, or what a second reader has not named yet. */
export function sectionWords(name: SectionName): string {
  return name === 'undecided' ? msg('Not read yet') : classLabel(name);
}
