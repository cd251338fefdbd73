import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { classLabel, shortLabel } from '../differential/class-words.ts';
import { formatProbability } from '../differential/format.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import type { PictureItem, PictureList } from './picture-list.ts';
import { viewUrl } from './upload-api.ts';

/**
 * The pictures that were brought, each with what was read in it. Arrow keys go through them. Fires `picture-chosen`
 * and `picture-removed` (detail: key).
 */
@localized()
@customElement('hv-picture-shelf')
export class PictureShelf extends LitElement {
  @property({ attribute: false }) list: PictureList = [];
  @property({ type: Number }) shown: number | null = null;
  @property() baseUrl = '';

  protected override render() {
    return html`
      <ul aria-label=${msg('Pictures')} @keydown=${this.#keyed}>
        ${repeat(
          this.list,
          ({ key }) => key,
          (item) => this.#renderItem(item),
        )}
      </ul>
    `;
  }

  #renderItem(item: PictureItem) {
    const isShown = item.key === this.shown;
    return html`
      <li data-state=${item.state} ?data-shown=${isShown}>
        <button
          class="choose"
          data-key=${item.key}
          aria-current=${isShown}
          tabindex=${isShown ? 0 : -1}
          @click=${() => this.#tell('picture-chosen', item.key)}
        >
          <span class="thumb">
            ${
              item.reading
                ? html`<img src=${viewUrl(item.reading.id, this.baseUrl)} alt="" loading="lazy" />`
                : nothing
            }
          </span>
          <span class="words">
            <span class="name">${item.name}</span>
            <span class="told">${told(item)}</span>
          </span>
        </button>
        <button
          class="remove"
          aria-label=${msg(str`Remove ${item.name}`)}
          tabindex=${isShown ? 0 : -1}
          @click=${() => this.#tell('picture-removed', item.key)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
        </button>
      </li>
    `;
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const at = this.list.findIndex(({ key }) => key === this.shown);
    if (event.key === 'Delete' && this.shown !== null) this.#tell('picture-removed', this.shown);
    const next = step === undefined ? undefined : this.list[at + step];
    if (!next) return;
    event.preventDefault();
    this.#tell('picture-chosen', next.key);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus(),
    );
  };

  #tell(type: string, key: number): void {
    this.dispatchEvent(new CustomEvent<number>(type, { detail: key }));
  }

  static override readonly styles = [
    baseStyles,
    css`
      ul {
        display: grid;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        border: 1px solid transparent;
        border-radius: var(--radius);
      }
      li[data-shown] {
        border-color: var(--accent);
        background: var(--raised);
      }
      button {
        border: 0;
        background: none;
        cursor: pointer;
      }
      .choose {
        flex: 1;
        display: flex;
        align-items: center;
        gap: 8px;
        min-width: 0;
        min-height: 64px;
        padding: 4px;
        text-align: start;
      }
      .thumb {
        flex: none;
        width: 56px;
        height: 56px;
        border-radius: 4px;
        background: var(--stage);
        overflow: hidden;
      }
      img {
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      .words {
        display: grid;
        gap: 4px;
        min-width: 0;
      }
      .name {
        overflow: hidden;
        color: var(--quiet);
        font-size: var(--size-small);
        text-overflow: ellipsis;
        white-space: nowrap;
        direction: ltr;
      }
      .told {
        display: flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
        white-space: nowrap;
      }
      .told span:last-child {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      /* The whole of it stands beside the shelf. */
      li[data-state='refused'] .told {
        color: var(--alarm);
      }
      .remove {
        flex: none;
        display: grid;
        place-items: center;
        width: 44px;
        color: var(--quiet);
      }
      .remove:hover {
        color: var(--text);
      }
      svg {
        width: 16px;
        height: 16px;
        fill: none;
        stroke: currentcolor;
        stroke-width: 1.5;
      }
      @media (max-width: 720px) {
        ul {
          grid-auto-flow: column;
          grid-auto-columns: min(304px, 84vw);
          overflow-x: auto;
        }
      }
    `,
  ];
}

function told({ state, reading, problem }: PictureItem) {
  if (state === 'waiting') return html`<span class="quiet">${msg('Waits')}</span>`;
  if (state === 'reading') return html`<span class="quiet">${msg('Being read…')}</span>`;
  if (state === 'refused') return html`<span>${problem?.message ?? ''}</span>`;
  const [cell] = reading?.cells ?? [];
  if (reading?.subject === 'cell' && cell)
    return html`${classChip(cell.class)} <span title=${classLabel(cell.class)}>${shortLabel(cell.class)} ${formatProbability(cell.probability)} %</span>`;
  return html`<span>${msg(str`Nucleated cells: ${reading?.cells.length ?? 0}`)}</span>`;
}
