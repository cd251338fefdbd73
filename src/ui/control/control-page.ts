import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ControlSlide } from '../../core/control-slide.ts';
import type { ControlView } from '../../core/wire/control.ts';
import type { Problem } from '../../core/wire/live.ts';
import { problemBox } from '../api/problem-box.ts';
import { formatDay, formatTime } from '../locale/formats.ts';
import { addressOf } from '../shell/route.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { readControls } from './control-api.ts';
import './control-chart.ts';
import { controlPageStyles } from './control-page-styles.ts';
import { seriesOf } from './control-series.ts';
import './control-table.ts';

/** Daily quality control: whether a control slide is due, how to count one, and what they showed so far. */
@localized()
@customElement('hv-control-page')
export class ControlPage extends LitElement {
  @property() baseUrl = '';

  @state() private view: ControlView | null = null;
  @state() private problem: Problem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
  }

  protected override render() {
    return html`
      <main>
        <header>
          <h1>${msg('Quality control')}</h1>
          ${this.view ? renderStanding(this.view) : nothing}
        </header>
        ${problemBox(this.problem)}
        ${this.view && this.view.standing !== 'off' ? renderHow(this.view.slides) : nothing}
        ${this.view ? this.#renderRecord(this.view) : nothing}
      </main>
    `;
  }

  #renderRecord({ runs, standing }: ControlView) {
    if (runs.length === 0)
      return standing === 'off'
        ? nothing
        : html`<p class="quiet">${msg('No control slide was counted yet.')}</p>`;
    const bySlide = [...Map.groupBy(runs, ({ control }) => control)];
    return bySlide.map(
      ([name, of]) => html`
        <section>
          <h2>${name}</h2>
          <div class="charts">
            ${seriesOf(of).map((series) => html`<hv-control-chart .series=${series}></hv-control-chart>`)}
          </div>
          <hv-control-table .runs=${of} .name=${name}></hv-control-table>
        </section>
      `,
    );
  }

  async #read(): Promise<void> {
    const answer = await readControls(this.baseUrl);
    this.problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.view = answer.value;
  }

  static override readonly styles = [baseStyles, buttonStyles, controlPageStyles];
}

function renderStanding({ standing, everyHours, dueAt }: ControlView) {
  const next = dueAt === null ? null : formatTime(dueAt);
  return html`
    <p class="standing" data-standing=${standing}>${standingWords(standing)}</p>
    <p class="quiet">
      ${
        standing === 'off'
          ? msg(
              'Name a file of control slides in the setting qualityControl.file; deploy/controls.yaml is one.',
            )
          : standing !== 'passed' || next === null
            ? msg(str`One must pass every ${everyHours} hours.`)
            : msg(str`One must pass every ${everyHours} hours; the next by ${next}.`)
      }
    </p>
  `;
}

function standingWords(standing: ControlView['standing']): string {
  switch (standing) {
    case 'off':
      return msg('No control slides are set up.');
    case 'due':
      return msg('A control slide is due.');
    case 'passed':
      return msg('The last control slide passed.');
    case 'failed':
      return msg('The last control slide did not pass. Check focus, light and stain, and count it again.');
  }
}

function renderHow(slides: readonly ControlSlide[]) {
  return html`
    <section class="how">
      <h2>${msg('How to count one')}</h2>
      <ol>
        <li>${msg('Put the control slide on the stage and start a new session with the accession on its label.')}</li>
        <li>${msg('Count at least as many white cells as it asks for, then end the session.')}</li>
        <li>${msg('It is judged at once, and never sent to the laboratory.')}</li>
      </ol>
      <ul>
        ${slides.map(
          ({ accession, name, leastCells, expires }) => html`<li>
            <strong dir="auto">${accession}</strong> <span dir="auto">${name}</span>
            <span class="quiet">
              ${msg(str`at least ${leastCells} white cells`)}${expires ? html`; ${msg(str`expires ${formatDay(expires)}`)}` : nothing}
            </span>
          </li>`,
        )}
      </ul>
      <p class="acts"><a class="primary" href=${addressOf('live')}>${msg('To the live count')}</a></p>
    </section>
  `;
}
