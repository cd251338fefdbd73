import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { CLASS_FACTS } from '../../core/cells.ts';
import type { ReviewCell } from '../../core/wire/review.ts';
import { classLabel } from '../differential/class-words.ts';
import { formatProbability } from '../differential/format.ts';
import { setStyle } from '../theme/set-style.ts';

export interface TileFacts {
  readonly cell: ReviewCell;
  readonly cropUrl: string;
  /** Side of its picture on the screen. */
  readonly cropPx: number;
  readonly place: { readonly inlineStartPx: number; readonly topPx: number };
  readonly chosen: boolean;
  /** The one stop of the Tab key among all tiles. */
  readonly isTabStop: boolean;
  readonly pointed: boolean;
  readonly draggable: boolean;
  /** Place in its class and number of cells there: most are not in the document. */
  readonly position: readonly [at: number, of: number];
}

/** One cell of the gallery: dotted until a person confirmed it, solid after. */
export function cellTile(facts: TileFacts) {
  const { cell, place } = facts;
  const classes = [
    'tile',
    cell.decided === null ? 'suggested' : 'confirmed',
    facts.chosen ? 'chosen' : '',
    facts.pointed ? 'pointed' : '',
  ];
  return html`
    <div
      role="option"
      class=${classes.join(' ')}
      data-cell=${cell.id}
      aria-selected=${facts.chosen}
      aria-posinset=${facts.position[0]}
      aria-setsize=${facts.position[1]}
      tabindex=${facts.isTabStop ? 0 : -1}
      draggable=${facts.draggable}
      ${setStyle({
        'inset-inline-start': `${place.inlineStartPx}px`,
        top: `${place.topPx}px`,
        '--class': cell.class === null ? 'var(--line-strong)' : `var(--class-${cell.class})`,
        '--crop': `${facts.cropPx}px`,
      })}
    >
      <div class="picture">
        ${
          cell.cropUm === 0
            ? nothing
            : html`<img src=${facts.cropUrl} alt="" decoding="async" draggable="false" @error=${hideMissing} @load=${showLoaded} />`
        }
        <span class="unseen" aria-hidden="true">${markOf(cell)}</span>
      </div>
      <p class="caption" aria-hidden="true">${caption(cell)}</p>
      <span class="visually-hidden">${tileWords(cell)}</span>
    </div>
  `;
}

function caption(cell: ReviewCell) {
  return html`
    <span class="mark">${markOf(cell)}</span>
    ${
      cell.decided !== null
        ? html`<svg viewBox="0 0 12 12"><path d="M2 6.5l2.8 2.8L10 3.5" /></svg>`
        : html`<span>${isSuggestion(cell) ? formatProbability(cell.probability) : ''}</span>`
    }
    ${cell.mustDecide === null ? nothing : html`<svg class="waits" viewBox="0 0 12 12"><path d="M3 11V1.5h6L7.5 4L9 6.5H3" /></svg>`}
    ${cell.notes === 0 ? nothing : html`<svg class="noted" viewBox="0 0 12 12"><path d="M1.5 2h9v6.5h-5L3 10.5v-2H1.5z" /></svg>`}
  `;
}

function markOf({ class: name }: ReviewCell): string {
  return name === null ? '' : CLASS_FACTS[name].mark;
}

/** What is left open has a likeliest class too, but its probability says nothing of the name shown here. */
function isSuggestion(cell: ReviewCell): cell is ReviewCell & { readonly probability: number } {
  return cell.probability !== null && cell.class !== 'unclassified';
}

/** What a tile is, for people who do not see it. */
export function tileWords(cell: ReviewCell): string {
  return [
    cell.class === null ? msg('not read yet') : classLabel(cell.class),
    cell.decided !== null
      ? msg('confirmed')
      : isSuggestion(cell)
        ? msg(str`${formatProbability(cell.probability)} %, not confirmed`)
        : null,
    cell.mustDecide === null ? null : msg('waits for you'),
    cell.notes === 0 ? null : msg('with notes'),
  ]
    .filter(Boolean)
    .join(', ');
}

/** The mark of its class stands in; the browser's broken-picture sign says nothing. */
function hideMissing(event: Event): void {
  (event.currentTarget as HTMLElement).hidden = true;
}

function showLoaded(event: Event): void {
  (event.currentTarget as HTMLElement).hidden = false;
}
