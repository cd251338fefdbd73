import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import {
  REVIEW_STATES,
  type SessionList,
  type SessionSummary,
  type StorageUse,
} from '../../core/wire/review.ts';
import type { SignedIn } from '../access/access-api.ts';
import { formatBytes } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { fieldStyles } from '../theme/field-styles.ts';
import { findSessions, readStorage, type SessionSearch } from './history-api.ts';
import { historyPageStyles } from './history-page-styles.ts';
import './session-glance.ts';
import './session-table.ts';
import { problemBox } from '../api/problem-box.ts';
import { stateWords } from './state-words.ts';

const SEARCH_AFTER_MS = 250;

/** All sessions of the instrument: find one, look at it, compare it with earlier ones, export or delete it. */
@localized()
@customElement('hv-history-page')
export class HistoryPage extends LitElement {
  @property({ attribute: false }) viewer!: SignedIn;
  @property() baseUrl = '';

  @state() private sessions: readonly SessionSummary[] = [];
  @state() private next: string | null = null;
  @state() private chosen: SessionSummary | null = null;
  @state() private storage: StorageUse | null = null;
  @state() private problem: Problem | null = null;
  @state() private busy = true;

  @query('form') private readonly form!: HTMLFormElement;

  #typing: ReturnType<typeof setTimeout> | undefined;
  #searching = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#search({});
    void this.#measure();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
    this.#searching.abort();
  }

  protected override render() {
    return html`
      <main>
        <header>
          <h1>${msg('History')}</h1>
          <p class="quiet">${this.storage ? diskWords(this.storage) : ''}</p>
        </header>
        ${this.#renderSearch()}
        ${problemBox(this.problem)}
        <div class="halves" ?data-chosen=${this.chosen !== null}>
          <div class="list">
            <hv-session-table
              .sessions=${this.sessions}
              .chosen=${this.chosen?.id ?? null}
              @session-chosen=${this.#choose}
            ></hv-session-table>
            ${this.#renderFoot()}
          </div>
          ${
            this.chosen
              ? html`<hv-session-glance
                  .session=${this.chosen}
                  .viewer=${this.viewer}
                  .baseUrl=${this.baseUrl}
                  @glance-closed=${this.#closeGlance}
                  @session-deleted=${this.#deleted}
                ></hv-session-glance>`
              : nothing
          }
        </div>
      </main>
    `;
  }

  #renderSearch() {
    return html`
      <form role="search" @input=${this.#typed} @submit=${(event: Event) => event.preventDefault()}>
        <label>
          <span>${msg('Accession')}</span>
          <input name="accession" type="search" maxlength="64" autocomplete="off" spellcheck="false" />
        </label>
        <label><span>${msg('From')}</span><input name="from" type="date" /></label>
        <label><span>${msg('To')}</span><input name="to" type="date" /></label>
        <label>
          <span>${msg('State')}</span>
          <select name="state">
            <option value="">${msg('Any')}</option>
            ${REVIEW_STATES.map((name) => html`<option value=${name}>${stateWords(name)}</option>`)}
          </select>
        </label>
        <label>
          <span>${msg('Flags')}</span>
          <select name="flag">
            <option value="">${msg('Any or none')}</option>
            <option value="any">${msg('Flagged')}</option>
            <option value="critical">${msg('Critical')}</option>
          </select>
        </label>
      </form>
    `;
  }

  #renderFoot() {
    if (this.busy) return html`<p class="quiet" role="status">${msg('Searching…')}</p>`;
    if (this.sessions.length === 0 && !this.problem)
      return html`<p class="quiet" role="status">${msg('No session fits. Search for less, or clear the fields.')}</p>`;
    return html`
      <p class="quiet" role="status">${msg(str`Sessions shown: ${this.sessions.length}`)}</p>
      ${
        this.next === null
          ? nothing
          : html`<button @click=${() => this.#search({ before: this.next ?? '' })}>${msg('Show older ones')}</button>`
      }
    `;
  }

  readonly #typed = (): void => {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#search({}), SEARCH_AFTER_MS);
  };

  /** With `before`, the sessions after those on show are added; otherwise they are sought anew. */
  async #search({ before }: { readonly before?: string }): Promise<void> {
    this.#searching.abort();
    this.#searching = new AbortController();
    const { signal } = this.#searching;
    this.busy = true;
    const fields = this.hasUpdated ? Object.fromEntries(new FormData(this.form)) : {};
    const search = { ...fields, ...(before ? { before } : {}) } as SessionSearch;
    const answer = await findSessions(search, this.baseUrl, signal);
    if (signal.aborted) return;
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.#show(answer.value, before !== undefined);
  }

  #show({ sessions, next }: SessionList, asMore: boolean): void {
    this.sessions = asMore ? [...this.sessions, ...sessions] : sessions;
    this.next = next;
    this.chosen = this.sessions.find(({ id }) => id === this.chosen?.id) ?? null;
  }

  async #measure(): Promise<void> {
    const answer = await readStorage(this.baseUrl);
    this.storage = answer.ok ? answer.value : null;
  }

  readonly #choose = ({ detail }: CustomEvent<SessionSummary>): void => {
    this.chosen = detail;
  };

  readonly #closeGlance = (): void => {
    this.chosen = null;
  };

  readonly #deleted = (): void => {
    this.chosen = null;
    void this.#search({});
    void this.#measure();
  };

  static override readonly styles = [baseStyles, buttonStyles, fieldStyles, historyPageStyles];
}

function diskWords({ free, used }: StorageUse): string {
  const total = formatBytes(used.pictures + used.records + used.recordings + used.other);
  const [pictures, recordings] = [formatBytes(used.pictures), formatBytes(used.recordings)];
  return msg(
    str`On disk ${total}, of it pictures ${pictures} and recordings ${recordings}; free ${formatBytes(free)}`,
  );
}
