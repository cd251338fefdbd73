import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { QuizSet } from '../../core/wire/learn.ts';
import { formatDay } from '../locale/formats.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import type { LearnApi } from './learn-api.ts';

/** The proficiency sets: each person answers each once. Fires `set-chosen` (detail: QuizSet). */
@localized()
@customElement('hv-quiz-sets')
export class QuizSets extends LitElement {
  @property({ attribute: false }) api!: LearnApi;
  @property({ attribute: false }) sets: readonly QuizSet[] = [];
  @property({ type: Boolean }) mayCompare = false;

  protected override render() {
    if (this.sets.length === 0)
      return html`<p class="quiet">${msg('None yet. A reviewer makes one: everybody then gets the same cells in the same order.')}</p>`;
    return html`<ul>${this.sets.map((set) => this.#renderSet(set))}</ul>`;
  }

  #renderSet(set: QuizSet) {
    const { name, questions, madeBy, madeAt, finished, mine } = set;
    return html`
      <li>
        <div>
          <p><strong>${name}</strong></p>
          <p class="quiet">
            ${msg(str`${questions} questions, by ${whoWords(madeBy)}, ${formatDay(madeAt)}. Finished by ${finished}.`)}
          </p>
        </div>
        <div class="acts">
          ${
            mine?.right != null ? html`<p>${msg(str`You: ${mine.right} of ${questions} right`)}</p>` : nothing
          }
          <button @click=${() => this.#choose(set)}>${actWords(set)}</button>
          ${this.mayCompare && finished > 0 ? html`<a href=${this.api.comparisonUrl(set.id)} download>${msg('Comparison (CSV)')}</a>` : nothing}
        </div>
      </li>
    `;
  }

  #choose(set: QuizSet): void {
    this.dispatchEvent(new CustomEvent<QuizSet>('set-chosen', { detail: set }));
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      ul {
        display: grid;
        gap: 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        gap: 8px;
      }
      li + li {
        padding-top: 12px;
        border-top: 1px solid var(--line);
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
      }
      .acts button,
      .acts a {
        min-height: 44px;
      }
    `,
  ];
}

function actWords({ mine, questions }: QuizSet): string {
  if (!mine) return msg('Begin');
  return mine.right === null
    ? msg(str`Go on, ${mine.answered} of ${questions} answered`)
    : msg('Look at it again');
}
