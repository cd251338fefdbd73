import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type {
  LearnState,
  MakeQuizSetRequest,
  Quiz,
  QuizSet,
  StartQuizRequest,
} from '../../core/wire/learn.ts';
import type { Problem } from '../../core/wire/live.ts';
import type { SignedIn } from '../access/access-api.ts';
import type { Answer } from '../api/ask.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { LearnApi } from './learn-api.ts';
import './quiz-form.ts';
import './quiz-run.ts';
import './score-card.ts';
import './set-list.ts';

/** Quizzes from signed and drawn cells, the score card of whoever learns, and proficiency sets. */
@localized()
@customElement('hv-learn-page')
export class LearnPage extends LitElement {
  @property({ attribute: false }) viewer!: SignedIn;
  @property() baseUrl = '';

  @state() private learn: LearnState | null = null;
  @state() private quiz: Quiz | null = null;
  @state() private problem: Problem | null = null;
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // The page is given its address after it is made.
    queueMicrotask(() => void this.#load());
  }

  protected override render() {
    return html`
      <main>
        <h1>${msg('Learn')}</h1>
        ${
          this.quiz
            ? html`<hv-quiz-run
              .api=${this.#api}
              .quiz=${this.quiz}
              @quiz-changed=${(event: CustomEvent<Quiz>) => (this.quiz = event.detail)}
              @quiz-closed=${this.#closeQuiz}
            ></hv-quiz-run>`
            : this.#renderDesk()
        }
      </main>
    `;
  }

  #renderDesk() {
    const learn = this.learn;
    if (!learn)
      return this.problem
        ? html`<p role="alert">${this.problem.message} ${this.problem.hint}</p>`
        : html`<p class="quiet" role="status">${msg('Opening…')}</p>`;
    const mayMakeSets = this.viewer.permissions.includes('sign');
    return html`
      <div class="desk">
        <section>
          <h2>${msg('Practise')}</h2>
          ${learn.open ? this.#renderOpen(learn.open) : nothing}
          <hv-quiz-form
            .signed=${learn.signed}
            .problem=${this.problem}
            .busy=${this.busy}
            .mayMakeSets=${mayMakeSets}
            @quiz-asked=${(event: CustomEvent<StartQuizRequest>) => this.#begin(this.#api.start(event.detail))}
            @set-asked=${(event: CustomEvent<MakeQuizSetRequest>) => this.#makeSet(event.detail)}
          ></hv-quiz-form>
        </section>
        <section>
          <h2>${msg('Your score card')}</h2>
          <hv-score-card .card=${learn.card}></hv-score-card>
        </section>
        <section>
          <h2>${msg('Proficiency sets')}</h2>
          <hv-quiz-sets
            .api=${this.#api}
            .sets=${learn.sets}
            .mayCompare=${mayMakeSets}
            @set-chosen=${(event: CustomEvent<QuizSet>) => this.#begin(this.#api.startSet(event.detail.id))}
          ></hv-quiz-sets>
        </section>
      </div>
    `;
  }

  #renderOpen(id: string) {
    return html`<p class="acts"><button class="primary" @click=${() => this.#begin(this.#api.quiz(id))}>${msg('Go on where you stopped')}</button></p>`;
  }

  get #api(): LearnApi {
    return new LearnApi(this.baseUrl);
  }

  async #load(): Promise<void> {
    const answer = await this.#api.state();
    this.problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.learn = answer.value;
  }

  async #begin(asked: Promise<Answer<Quiz>>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const answer = await asked;
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.quiz = answer.value;
  }

  async #makeSet(request: MakeQuizSetRequest): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const answer = await this.#api.makeSet(request);
    this.busy = false;
    if (answer.ok) return this.#load();
    this.problem = answer.problem;
  }

  readonly #closeQuiz = (): void => {
    this.quiz = null;
    void this.#load();
  };

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        min-height: 100%;
      }
      main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: 16px;
        max-width: 1600px;
        padding: 16px;
      }
      .desk {
        display: grid;
        grid-template-columns: minmax(0, 5fr) minmax(0, 6fr) minmax(0, 4fr);
        gap: 16px;
        align-items: start;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        min-width: 0;
        padding: 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--panel);
      }
      section h2 {
        font-size: 16px;
      }
      @media (max-width: 1200px) {
        .desk {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (max-width: 720px) {
        main {
          padding: 12px;
        }
      }
    `,
  ];
}
