import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ranked } from '../../core/decide-class.ts';
import type { CellDetail, Decision, Reading } from '../../core/wire/review.ts';
import { classLabel, shortLabel } from '../differential/class-words.ts';
import { formatProbability } from '../differential/format.ts';
import { formatTime } from '../locale/formats.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import { attributeWords } from './attribute-words.ts';
import type { ReviewApi } from './review-api.ts';

const SHOWN_CLASSES = 5;

/** What speaks for a cell's name: probabilities, morphology, signed cells like it, and who named it before. */
@localized()
@customElement('hv-cell-evidence')
export class CellEvidence extends LitElement {
  @property({ attribute: false }) api!: ReviewApi;
  @property({ attribute: false }) detail: CellDetail | null = null;

  protected override render() {
    const detail = this.detail;
    if (detail === null) return nothing;
    return html`
      ${this.#renderProbabilities(detail)} ${this.#renderAttributes(detail)} ${this.#renderAlike(detail)}
      ${this.#renderHistory(detail.history)}
    `;
  }

  #renderProbabilities({ probabilities }: CellDetail) {
    const likeliest = ranked(probabilities ?? {})
      .flatMap((name) => {
        const probability = probabilities?.[name];
        return probability === undefined ? [] : [{ name, probability }];
      })
      .slice(0, SHOWN_CLASSES);
    if (likeliest.length === 0) return nothing;
    return html`
      <section>
        <h3>${msg('Probabilities')}</h3>
        <dl class="bars">
          ${likeliest.map(
            ({ name, probability }) => html`
              <dt>${classChip(name)}<span>${shortLabel(name)}</span></dt>
              <dd>
                <div class="track" aria-hidden="true">
                  <div class="fill" ${setStyle({ width: `${100 * probability}%`, background: `var(--class-${name})` })}></div>
                </div>
                <span>${formatProbability(probability)} %</span>
              </dd>
            `,
          )}
        </dl>
      </section>
    `;
  }

  #renderAttributes({ attributes }: CellDetail) {
    if (attributes.length === 0) return nothing;
    return html`
      <section>
        <h3>${msg('Morphology')}</h3>
        <dl class="attributes">
          ${attributes.map(({ name, value, probability }) => {
            const words = attributeWords(name, value);
            return html`<dt>${words.name}</dt><dd title="${formatProbability(probability)} %">${words.value}</dd>`;
          })}
        </dl>
      </section>
    `;
  }

  #renderAlike({ alike }: CellDetail) {
    if (alike.length === 0) return nothing;
    return html`
      <section>
        <h3>${msg('Most alike among signed cells')}</h3>
        <ul class="alike">
          ${alike.map(
            ({ cell, class: name, similarity }) => html`
              <li title=${msg(str`${classLabel(name)}, alike ${formatProbability(similarity)} %`)}>
                <img src=${this.api.cropUrl(cell)} alt=${classLabel(name)} loading="lazy" />
                ${classChip(name)}
              </li>
            `,
          )}
        </ul>
      </section>
    `;
  }

  #renderHistory(history: readonly Decision[]) {
    if (history.length === 0) return nothing;
    return html`
      <section>
        <h3>${msg('Decisions')}</h3>
        <ol>
          ${history.toReversed().map(
            (decision) => html`
              <li>
                <p>${decisionWords(decision)}</p>
                <p class="quiet">${whoWords(decision.by)}, ${formatTime(decision.at)}${readingWords(decision.reading)}</p>
              </li>
            `,
          )}
        </ol>
      </section>
    `;
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 16px;
      }
      h3 {
        margin: 0 0 6px;
        color: var(--quiet);
        font-size: var(--size-small);
        font-weight: 600;
      }
      dl {
        display: grid;
        gap: 4px 12px;
        align-items: center;
        margin: 0;
      }
      .bars {
        grid-template-columns: max-content 1fr;
      }
      .attributes {
        grid-template-columns: max-content 1fr;
      }
      dt {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .attributes dt {
        color: var(--quiet);
      }
      dd {
        display: flex;
        align-items: center;
        gap: 8px;
        margin: 0;
      }
      dd span {
        min-width: 40px;
        text-align: end;
      }
      .track {
        flex: 1;
        height: 10px;
        border-radius: 2px;
        background: var(--line);
      }
      .fill {
        height: 100%;
        border-radius: 2px;
        outline: 1px solid var(--bar-line);
      }
      ul,
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .alike {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(64px, 1fr));
        gap: 8px;
      }
      .alike li {
        display: grid;
        justify-items: start;
        gap: 4px;
      }
      .alike img {
        width: 100%;
        aspect-ratio: 1;
        border-radius: 4px;
        object-fit: cover;
        background: var(--stage);
      }
      ol {
        display: grid;
        gap: 8px;
      }
    `,
  ];
}

function decisionWords({ before, after }: Decision): string {
  if (after === null) return msg('Taken back');
  if (before === null || before === after) return msg(str`Named ${classLabel(after)}`);
  return `${classLabel(before)} → ${classLabel(after)}`;
}

function readingWords(reading: Reading): string {
  switch (reading) {
    case 'first':
      return '';
    case 'second':
      return `, ${msg('second reading')}`;
    case 'adjudication':
      return `, ${msg('agreement')}`;
  }
}
