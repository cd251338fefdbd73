import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CellClass } from '../../core/cells.ts';
import { LOOK_ALIKES } from '../../core/look-alikes.ts';
import type { Quiz, QuizFeedback } from '../../core/wire/learn.ts';
import { classLabel } from '../differential/class-words.ts';
import { attributeList, attributeListStyles } from '../evidence/attribute-list.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import { classLesson } from './class-lessons.ts';
import type { LearnApi } from './learn-api.ts';

const SHOWN_LOOK_ALIKES = 2;

/** What an answer was worth: the truth, what tells it, and the classes it is taken for side by side. */
@localized()
@customElement('hv-quiz-feedback')
export class QuizFeedbackPanel extends LitElement {
  @property({ attribute: false }) api!: LearnApi;
  @property({ attribute: false }) feedback!: QuizFeedback;
  @property() answer!: CellClass;
  /** Heard by screen readers the moment the answer is given. */
  @property({ type: Boolean }) fresh = false;

  /** The quiz that the answer belongs to: its typical cells are shown beside each other, to one scale. */
  @property({ attribute: false }) quiz!: Quiz;

  protected override render() {
    const { truth, right, attributes } = this.feedback;
    return html`
      <p class="verdict ${right ? 'right' : 'wrong'}" role=${this.fresh ? 'status' : nothing}>
        <span aria-hidden="true">${right ? '✓' : '✕'}</span>
        ${right ? msg(str`Right: ${classLabel(truth)}`) : this.#correction(classLabel(truth))}
      </p>
      <p class="quiet">${originWords(this.feedback)}</p>
      <div class="alikes">${this.#compared.map((name) => this.#renderClass(name))}</div>
      ${
        attributes.length === 0
          ? nothing
          : html`<details><summary>${msg('Morphology of this cell, as the classifier sees it')}</summary>${attributeList(attributes)}</details>`
      }
    `;
  }

  #correction(truth: string): string {
    return this.answer === 'unclassified'
      ? msg(str`It is: ${truth}. You could not tell.`)
      : msg(str`It is: ${truth}. You said: ${classLabel(this.answer)}.`);
  }

  /** The truth, then what was answered instead, then what else it is taken for. */
  get #compared(): readonly CellClass[] {
    const { truth, right } = this.feedback;
    const alikes = LOOK_ALIKES[truth] ?? [];
    const others = right || this.answer === 'unclassified' ? alikes : [this.answer, ...alikes];
    // Those that can be shown first.
    const shown = [...new Set(others)].sort(
      (a, b) => Number(this.#cropUmOf(b) !== undefined) - Number(this.#cropUmOf(a) !== undefined),
    );
    return [truth, ...shown].slice(0, 1 + SHOWN_LOOK_ALIKES);
  }

  #cropUmOf(name: CellClass): number | undefined {
    return this.quiz.examples.find((example) => example.class === name)?.cropUm;
  }

  #renderClass(name: CellClass) {
    const cropUm = this.#cropUmOf(name);
    const widestUm = Math.max(...this.#compared.map((other) => this.#cropUmOf(other) ?? 0));
    return html`
      <figure>
        <div class="example quiet">
          ${
            cropUm === undefined
              ? msg('No picture kept')
              : html`<img
                  src=${this.api.exampleUrl(this.quiz.id, name)}
                  alt=${msg(str`Typical: ${classLabel(name)}`)}
                  ${setStyle({ width: `${(100 * cropUm) / widestUm}%` })}
                />`
          }
        </div>
        <figcaption>
          <strong>${classChip(name)} ${classLabel(name)}</strong>
          <span>${classLesson(name)}</span>
        </figcaption>
      </figure>
    `;
  }

  static override readonly styles = [
    baseStyles,
    attributeListStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .verdict {
        font-size: var(--size-figure);
        font-weight: 600;
      }
      .right {
        color: var(--ok);
      }
      .wrong {
        color: var(--warn);
      }
      .alikes {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 12px;
      }
      figure {
        margin: 0;
      }
      .example {
        display: grid;
        place-items: center;
        align-self: start;
        aspect-ratio: 1;
        overflow: hidden;
        border-radius: var(--radius);
        background: var(--stage);
      }
      img {
        aspect-ratio: 1;
      }
      figcaption {
        display: grid;
        gap: 4px;
        margin-top: 8px;
      }
      figcaption strong {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
      }
      summary {
        min-height: 44px;
        padding-top: 12px;
        cursor: pointer;
      }
      @media (max-width: 720px) {
        .alikes {
          grid-template-columns: minmax(0, 1fr);
        }
        figure {
          display: grid;
          grid-template-columns: 96px 1fr;
          gap: 12px;
        }
        figcaption {
          align-content: start;
          margin: 0;
        }
      }
    `,
  ];
}

function originWords({ origin, difficulty }: QuizFeedback): string {
  const level = { easy: msg('easy'), medium: msg('medium'), hard: msg('hard') }[difficulty];
  return origin === 'signed'
    ? msg(str`A signed cell of this laboratory, ${level}`)
    : msg(str`A drawn cell, ${level}`);
}
