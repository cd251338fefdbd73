import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CellClass } from '../../core/cells.ts';
import { type TallyKey, tallyOf, UNDO, whiteCellsOf } from '../../core/key-tally.ts';
import type { KeptTally, StartTallyRequest, TallyState } from '../../core/wire/tally.ts';
import { shortLabel } from '../differential/class-words.ts';
import '../differential/differential-table.ts';
import { classOfKey } from '../keyboard/class-keys.ts';
import { isTyping } from '../keyboard/is-typing.ts';
import { latinKey } from '../keyboard/latin-key.ts';
import { addressOf } from '../shell/route.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';
import './class-keypad.ts';
import './count-comparison.ts';
import { CounterSounds } from './counter-sounds.ts';
import { TallyController } from './tally-controller.ts';
import { tallyPageStyles } from './tally-page-styles.ts';
import './tally-start.ts';

const SHOWN_MARKS = 14;

/** The manual counter: one key a cell, with the differential as it grows. */
@localized()
@customElement('hv-tally-page')
export class TallyPage extends LitElement {
  @property() baseUrl = '';

  @state() private kept: KeptTally | null = null;
  /** Asked whether a count shall be given up. */
  @state() private givingUp = false;

  readonly #counter = new TallyController(this, () => this.baseUrl);
  readonly #sounds = new CounterSounds();

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#keyed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#keyed);
  }

  protected override render() {
    const { tally, asked } = this.#counter;
    return html`
      <main>
        <header>
          <h1>${tally ? this.#title(tally) : msg('Manual counter')}</h1>
          <button class="sounds" aria-pressed=${this.#sounds.on} @click=${this.#toggleSounds}>${msg('Sounds')}</button>
        </header>
        ${tally ? this.#renderCount(tally) : asked ? this.#renderStart() : html`<p class="quiet">${msg('Opening…')}</p>`}
      </main>
    `;
  }

  #title({ accession, beside }: TallyState): string {
    if (accession === null) return beside ? msg('Count beside the machine') : msg('Manual count');
    return beside ? msg(str`Count beside the machine: ${accession}`) : msg(str`Manual count: ${accession}`);
  }

  #renderStart() {
    return html`
      ${this.kept ? this.#renderKept(this.kept) : nothing}
      ${this.kept ? html`<h2>${msg('Next count')}</h2>` : nothing}
      <hv-tally-start
        .problem=${this.#counter.problem}
        @tally-asked=${(event: CustomEvent<StartTallyRequest>) => this.#start(event.detail)}
      ></hv-tally-start>
    `;
  }

  #renderKept({ session, snapshot, comparison }: KeptTally) {
    return html`
      <section class="kept" role="status">
        <h2>
          ${
            comparison
              ? msg("Kept as a reader's count of the session")
              : msg(str`Kept as a session, white cells: ${snapshot.n}`)
          }
        </h2>
        ${comparison ? html`<hv-count-comparison .count=${comparison}></hv-count-comparison>` : nothing}
        <p class="acts"><a href=${addressOf('review', session)}>${msg('Open the session')}</a></p>
      </section>
    `;
  }

  #renderCount(tally: TallyState) {
    const { marks } = this.#counter;
    const n = whiteCellsOf(marks);
    const reached = tally.target !== null && n >= tally.target;
    return html`
      <div class="counter">
        <section class="keys" aria-label=${msg('Keys')}>
          ${this.#renderProgress(n, tally)}
          <hv-class-keypad
            .counts=${tallyOf(marks)}
            .last=${marks.at(-1) ?? null}
            .full=${reached}
            @class-pressed=${(event: CustomEvent<CellClass>) => this.#press(event.detail)}
          ></hv-class-keypad>
          ${this.#renderLast()}
        </section>
        <section class="side" aria-label=${msg('Differential')}>
          <hv-differential-table .snapshot=${tally.snapshot} .stale=${this.#counter.waiting > 20}></hv-differential-table>
          ${this.#renderActs(marks.length > 0)}
        </section>
      </div>
    `;
  }

  #renderProgress(n: number, { target }: TallyState) {
    const reached = target !== null && n >= target;
    return html`
      <div class="progress" ?data-reached=${reached}>
        <p class="figure"><strong class="n">${n}</strong> ${target === null ? '' : html`<span class="quiet">/ ${target}</span>`}</p>
        <p role="status">
          ${
            target === null
              ? msg('White cells, free count')
              : reached
                ? msg('Target reached. Keep the count, or take the last cell back.')
                : msg(str`${target - n} more white cells to ${target}`)
          }
        </p>
        ${target === null ? nothing : html`<div class="track" aria-hidden="true"><div ${setStyle({ width: `${(100 * Math.min(n, target)) / target}%` })}></div></div>`}
      </div>
    `;
  }

  #renderLast() {
    const { marks, waiting, problem } = this.#counter;
    const last = marks.slice(-SHOWN_MARKS);
    return html`
      <div class="last">
        <button ?disabled=${marks.length === 0} @click=${() => this.#press(UNDO)}>${msg('Take back')} <kbd>⌫</kbd></button>
        <ol aria-label=${msg('Last cells')}>
          ${last.map((name) => html`<li title=${shortLabel(name)}>${classChip(name)}</li>`)}
        </ol>
      </div>
      ${
        problem
          ? html`
            <div class="problem" role="alert">
              <p>${problem.message}</p>
              <p>${problem.hint}</p>
              ${waiting > 0 ? html`<p>${msg(str`Keys that wait in this browser: ${waiting}. They are sent when the instrument answers.`)}</p>` : nothing}
              <button @click=${() => this.#counter.reload()}>${msg('Load the count again')}</button>
            </div>
          `
          : nothing
      }
    `;
  }

  #renderActs(hasCells: boolean) {
    if (this.givingUp)
      return html`
        <div class="giving-up" role="alertdialog" aria-label=${msg('Give the count up')}>
          <p>${msg('Its cells will not be counted. The audit trail notes that it was given up.')}</p>
          <div class="acts">
            <button @click=${() => (this.givingUp = false)}>${msg('Go on counting')}</button>
            <button class="primary" @click=${this.#giveUp}>${msg('Give up')}</button>
          </div>
        </div>
      `;
    return html`
      <div class="acts">
        <button @click=${() => (this.givingUp = true)}>${msg('Give up')}</button>
        <button class="primary" ?disabled=${!hasCells || this.#counter.waiting > 0} @click=${this.#keep}>
          ${msg('Keep the count')}
        </button>
      </div>
    `;
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    const { ctrlKey, altKey, metaKey, repeat } = event;
    if (event.defaultPrevented || repeat || altKey || isTyping(event) || !this.#counter.tally) return;
    const key = latinKey(event);
    const undoes = key === 'backspace' || ((ctrlKey || metaKey) && key === 'z');
    if ((ctrlKey || metaKey) && !undoes) return;
    const pressed = undoes ? UNDO : classOfKey(key);
    if (pressed === undefined) return;
    event.preventDefault();
    this.#press(pressed);
  };

  #press(key: TallyKey): void {
    const { tally } = this.#counter;
    const taken = this.#counter.press(key);
    const reached = tally?.target != null && whiteCellsOf(this.#counter.marks) >= tally.target;
    if (!taken) this.#sounds.play('lost');
    else if (key === UNDO) this.#sounds.play('undone');
    else this.#sounds.play(reached ? 'target' : 'cell');
  }

  async #start(request: StartTallyRequest): Promise<void> {
    await this.#counter.start(request);
    if (this.#counter.tally) this.kept = null;
    // The keys of the page are the counter's now, not those of the button that began it.
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
  }

  readonly #keep = async (): Promise<void> => {
    this.kept = await this.#counter.keep();
  };

  readonly #giveUp = async (): Promise<void> => {
    await this.#counter.discard();
    this.givingUp = false;
  };

  readonly #toggleSounds = (): void => {
    this.#sounds.toggle();
    this.requestUpdate();
  };

  static override readonly styles = [baseStyles, buttonStyles, tallyPageStyles];
}
