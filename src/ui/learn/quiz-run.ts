import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CellClass } from '../../core/cells.ts';
import type { Quiz } from '../../core/wire/learn.ts';
import type { Problem } from '../../core/wire/live.ts';
import { classLabel, shortLabel } from '../differential/class-words.ts';
import { CLASS_KEYS, CLASSES_BY_KEY, classOfKey } from '../keyboard/class-keys.ts';
import { isTyping } from '../keyboard/is-typing.ts';
import { latinKey } from '../keyboard/latin-key.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import './feedback-panel.ts';
import { problemBox } from '../api/problem-box.ts';
import type { LearnApi } from './learn-api.ts';
import { quizRunStyles } from './quiz-run-styles.ts';

/**
 * All cells of a quiz are shown at one scale, so that their sizes can be compared: this one, or what lets the largest
 * fit.
 */
const MOST_PX_PER_UM = 17;

/**
 * A quiz, question by question: the key of a class answers, Enter goes on. Fires `quiz-changed` (detail: Quiz) and
 * `quiz-closed`.
 */
@localized()
@customElement('hv-quiz-run')
export class QuizRun extends LitElement {
  @property({ attribute: false }) api!: LearnApi;
  @property({ attribute: false }) quiz!: Quiz;

  /** The question on show; it stays until somebody goes on. */
  @state() private position = 0;
  @state() private problem: Problem | null = null;
  @state() private fresh = false;
  #busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#keyed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#keyed);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('quiz');
    if (changed.has('quiz') && before?.id !== this.quiz.id) this.position = this.#firstOpen;
  }

  protected override render() {
    const { questions, set } = this.quiz;
    const question = questions[this.position];
    if (!question) return this.#renderEnd();
    const answered = questions.filter(({ answer }) => answer !== null).length;
    return html`
      <div class="head">
        <h2>${msg(str`Question ${this.position + 1} of ${questions.length}`)}</h2>
        <p class="quiet">
          ${
            set
              ? msg(str`Set: ${set.name}. What was right is told when all are answered.`)
              : msg(str`Right so far: ${this.#right} of ${answered}`)
          }
        </p>
        <button @click=${this.#close}>${msg('Stop here')}</button>
      </div>
      <div class="question">
        <div class="cell" ${setStyle({ '--um': this.#umLength })}>
          <img
            src=${this.api.pictureUrl(this.quiz.id, this.position)}
            alt=${msg('The cell to be named')}
            ${setStyle({ width: `calc(${question.cropUm} * var(--um))` })}
          />
          <p class="scale"><span></span>10 µm</p>
        </div>
        <div class="side">
          ${question.answer === null ? this.#renderChoices() : this.#renderAnswered(question.answer)}
          ${problemBox(this.problem)}
        </div>
      </div>
    `;
  }

  #renderChoices() {
    const choices = CLASSES_BY_KEY.filter((name) => this.quiz.classes.includes(name));
    return html`
      <h3>${msg('Which cell is it?')}</h3>
      <div class="choices">
        ${choices.map(
          (name) => html`
            <button data-class=${name} @click=${() => this.#answer(name)}>
              <kbd>${CLASS_KEYS[name].toUpperCase()}</kbd>${classChip(name)}<span title=${classLabel(name)}>${shortLabel(name)}</span>
            </button>
          `,
        )}
        <button data-class="unclassified" @click=${() => this.#answer('unclassified')}>
          <kbd>0</kbd><span>${msg('I cannot tell')}</span>
        </button>
      </div>
    `;
  }

  #renderAnswered(answer: CellClass) {
    const { feedback } = this.quiz.questions[this.position] ?? {};
    return html`
      ${
        feedback
          ? html`<hv-quiz-feedback .api=${this.api} .feedback=${feedback} .quiz=${this.quiz} .answer=${answer} .fresh=${this.fresh}></hv-quiz-feedback>`
          : html`<p role="status">${msg(str`Your answer: ${classLabel(answer)}`)}</p>`
      }
      <button class="primary next" @click=${this.#next}>
        ${this.#isLast ? msg('See the result') : msg('Next')} <kbd>↵</kbd>
      </button>
    `;
  }

  #renderEnd() {
    const { questions, set } = this.quiz;
    const wrong = questions.flatMap(({ answer, feedback }, position) =>
      answer && feedback && !feedback.right ? [{ position, answer, truth: feedback.truth }] : [],
    );
    return html`
      <div class="head">
        <h2>${set ? msg(str`${set.name}: ${this.#right} of ${questions.length} right`) : msg(str`${this.#right} of ${questions.length} right`)}</h2>
        <button class="primary" @click=${this.#close}>${msg('Done')} <kbd>↵</kbd></button>
      </div>
      ${wrong.length === 0 ? nothing : html`<h3>${msg('Taken for something else')}</h3>`}
      <ul class="wrong">
        ${wrong.map(
          ({ position, answer, truth }) => html`
            <li>
              <button @click=${() => this.#show(position)}>
                <img src=${this.api.pictureUrl(this.quiz.id, position)} alt="" />
                <span>${classChip(truth)} ${shortLabel(truth)}</span>
                <span class="quiet">
                  ${answer === 'unclassified' ? msg('You could not tell') : msg(str`You said: ${shortLabel(answer)}`)}
                </span>
              </button>
            </li>
          `,
        )}
      </ul>
    `;
  }

  /** How long a micrometre is on the page; it is read inside the frame of the cell. */
  get #umLength(): string {
    const mostUm = Math.max(...this.quiz.questions.map(({ cropUm }) => cropUm));
    return `min(${MOST_PX_PER_UM}px, 100cqw / ${mostUm})`;
  }

  get #right(): number {
    return this.quiz.questions.filter(({ feedback }) => feedback?.right).length;
  }

  get #firstOpen(): number {
    const open = this.quiz.questions.findIndex(({ answer }) => answer === null);
    return open === -1 ? this.quiz.questions.length : open;
  }

  get #isLast(): boolean {
    return this.quiz.questions.every(({ answer }) => answer !== null);
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    const { ctrlKey, altKey, metaKey, repeat } = event;
    if (event.defaultPrevented || repeat || ctrlKey || altKey || metaKey || isTyping(event)) return;
    const question = this.quiz.questions[this.position];
    const key = latinKey(event);
    if (key === 'enter' && question?.answer !== null) {
      // A button that has the focus does what it says.
      if (event.composedPath()[0] instanceof HTMLButtonElement) return;
      event.preventDefault();
      if (question) this.#next();
      else this.#close();
      return;
    }
    const name = classOfKey(key);
    if (question?.answer !== null || name === undefined) return;
    if (name !== 'unclassified' && !this.quiz.classes.includes(name)) return;
    event.preventDefault();
    void this.#answer(name);
  };

  async #answer(answer: CellClass): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const told = await this.api.answer(this.quiz.id, { position: this.position, answer });
    this.#busy = false;
    this.problem = told.ok ? null : told.problem;
    if (!told.ok) return;
    this.fresh = true;
    this.dispatchEvent(new CustomEvent<Quiz>('quiz-changed', { detail: told.value }));
    // Without feedback there is nothing to stay for.
    if (told.value.set && told.value.questions[this.position]?.feedback === null) this.position += 1;
  }

  readonly #next = (): void => {
    this.fresh = false;
    this.position = this.#isLast ? this.quiz.questions.length : this.#firstOpen;
  };

  #show(position: number): void {
    this.position = position;
  }

  readonly #close = (): void => {
    this.dispatchEvent(new Event('quiz-closed'));
  };

  static override readonly styles = [baseStyles, buttonStyles, quizRunStyles];
}
