import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { CellClass } from '../../core/cells.ts';
import {
  DIFFICULTIES,
  type LearnState,
  QUIZ_SOURCES,
  type StartQuizRequest,
  startQuizRequest,
} from '../../core/wire/learn.ts';
import type { Problem } from '../../core/wire/live.ts';
import { problemBox } from '../api/problem-box.ts';
import { shortLabel } from '../differential/class-words.ts';
import { CLASSES_BY_KEY } from '../keyboard/class-keys.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { segmentStyles } from '../theme/segment-styles.ts';

const LENGTHS = [10, 20, 50] as const;
const ASKED: readonly CellClass[] = CLASSES_BY_KEY.filter(
  (name) => !['platelet', 'unclassified'].includes(name),
);

/** What shall be asked. Fires `quiz-asked` (detail: StartQuizRequest), and `set-asked` with its name where that is allowed. */
@localized()
@customElement('hv-quiz-form')
export class QuizForm extends LitElement {
  @property({ attribute: false }) signed: LearnState['signed'] = [];
  @property({ attribute: false }) problem: Problem | null = null;
  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean }) mayMakeSets = false;

  @state() private ownProblem: Problem | null = null;

  @query('form') private readonly form!: HTMLFormElement;

  protected override render() {
    const problem = this.ownProblem ?? this.problem;
    const signed = this.signed.reduce((sum, { cells }) => sum + cells, 0);
    return html`
      <form @submit=${this.#submit}>
        ${this.#renderSegments(msg('Cells'), 'source', [
          ['both', msg('Both')],
          ['signed', msg(str`Signed (${signed})`)],
          ['drawn', msg('Drawn')],
        ])}
        ${this.#renderSegments(msg('Difficulty'), 'difficulty', [
          ['', msg('Any')],
          ['easy', msg('Easy')],
          ['medium', msg('Medium')],
          ['hard', msg('Hard')],
        ])}
        ${this.#renderSegments(
          msg('Questions'),
          'length',
          LENGTHS.map((length) => [String(length), String(length)] as const),
        )}
        <details>
          <summary>${msg('Only some classes')}</summary>
          <div class="classes">
            ${ASKED.map(
              (name) => html`
                <label><input type="checkbox" name="class" value=${name} checked />${classChip(name)} ${shortLabel(name)}</label>
              `,
            )}
          </div>
        </details>
        ${problemBox(problem)}
        <div class="acts">
          <button class="primary" name="act" value="practice" ?disabled=${this.busy}>
            ${this.busy ? msg('Cells are being drawn…') : msg('Practise')}
          </button>
        </div>
        ${this.mayMakeSets ? this.#renderSetMaker() : nothing}
      </form>
    `;
  }

  #renderSetMaker() {
    return html`
      <div class="set">
        <label for="name">${msg('Or make a proficiency set of such questions')}</label>
        <div class="acts">
          <input id="name" name="name" maxlength="80" autocomplete="off" placeholder=${msg('Name of the set')} />
          <button name="act" value="set" ?disabled=${this.busy}>${msg('Make the set')}</button>
        </div>
      </div>
    `;
  }

  #renderSegments(legend: string, name: string, choices: readonly (readonly [string, string])[]) {
    return html`
      <fieldset class="segments">
        <legend>${legend}</legend>
        ${choices.map(
          ([value, words], index) => html`
            <label>
              <input type="radio" name=${name} value=${value} ?checked=${index === 0} />
              <span>${words}</span>
            </label>
          `,
        )}
      </fieldset>
    `;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(this.form);
    const classes = form.getAll('class').map(String);
    const request = startQuizRequest.safeParse({
      source: QUIZ_SOURCES.find((source) => source === form.get('source')),
      difficulty: DIFFICULTIES.find((level) => level === form.get('difficulty')) ?? null,
      length: Number(form.get('length')),
      ...(classes.length === ASKED.length ? {} : { classes }),
    });
    const name = String(form.get('name') ?? '').trim();
    const makesSet = event.submitter instanceof HTMLButtonElement && event.submitter.value === 'set';
    this.ownProblem = problemOf(request.success, makesSet ? name : null);
    if (this.ownProblem || !request.success) return;
    const { data } = request;
    this.dispatchEvent(
      makesSet
        ? new CustomEvent<StartQuizRequest & { name: string }>('set-asked', { detail: { ...data, name } })
        : new CustomEvent<StartQuizRequest>('quiz-asked', { detail: data }),
    );
  };

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    segmentStyles,
    css`
      form {
        display: grid;
        gap: 12px;
      }
      .segments {
        --hit: 44px;
        flex-wrap: wrap;
      }
      .segments legend {
        width: 96px;
        color: var(--quiet);
      }
      .segments span {
        padding: 0 14px;
        border-color: var(--line-strong);
      }
      summary {
        min-height: 44px;
        padding-top: 12px;
        cursor: pointer;
      }
      .classes {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(168px, 1fr));
        gap: 0 12px;
      }
      .classes label {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 44px;
      }
      input[type='checkbox'] {
        width: 20px;
        height: 20px;
        margin: 0;
        accent-color: var(--accent);
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .acts button {
        min-height: 44px;
      }
      .set {
        display: grid;
        gap: 8px;
        padding-top: 12px;
        border-top: 1px solid var(--line);
      }
      .set input {
        flex: 1;
        min-width: 160px;
        height: 44px;
        padding: 0 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--bg);
      }
    `,
  ];
}

/** `name` is null for practice, which needs none. */
function problemOf(hasClasses: boolean, name: string | null): Problem | null {
  if (!hasClasses)
    return {
      code: 'form-invalid',
      message: msg('One class alone is no question.'),
      hint: msg('Choose two classes or more.'),
    };
  if (name !== null && name.length < 3)
    return {
      code: 'form-invalid',
      message: msg('The set needs a name.'),
      hint: msg('Three letters or more, such as the month it is for.'),
    };
  return null;
}
