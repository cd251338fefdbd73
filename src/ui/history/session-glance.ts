import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import type { EarlierResults, SessionSummary } from '../../core/wire/review.ts';
import type { SignedIn } from '../access/access-api.ts';
import { formatTime } from '../locale/formats.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import './change-table.ts';
import './delete-dialog.ts';
import { exportUrl, readCourse } from './history-api.ts';
import { kindWords, stateWords } from './state-words.ts';

/** One session of the history: what can be done with it, and earlier results of its accession. Fires `glance-closed` and `session-deleted`. */
@localized()
@customElement('hv-session-glance')
export class SessionGlance extends LitElement {
  @property({ attribute: false }) session!: SessionSummary;
  @property({ attribute: false }) viewer!: SignedIn;
  @property() baseUrl = '';

  @state() private earlier: EarlierResults['results'] | null = null;
  @state() private problem: Problem | null = null;
  @state() private deleting = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session') && changed.get('session')?.id !== this.session.id) void this.#compare();
  }

  protected override render() {
    const { session } = this;
    return html`
      <section aria-label=${msg('Chosen session')}>
        <header>
          <h2>${session.accession ?? msg('No accession')}</h2>
          <button class="close" @click=${() => this.dispatchEvent(new Event('glance-closed'))}>${msg('Close')}</button>
        </header>
        <dl>
          <dt>${msg('State')}</dt>
          <dd>${stateWords(session.state)}</dd>
          <dt>${msg('Started')}</dt>
          <dd>${formatTime(session.startedAt)}</dd>
          <dt>${msg('Ended')}</dt>
          <dd>${session.endedAt === null ? '–' : formatTime(session.endedAt)}</dd>
          <dt>${msg('White cells')}</dt>
          <dd>${session.n}</dd>
          <dt>${msg('Signed by')}</dt>
          <dd>${session.signedBy === null ? '–' : whoWords(session.signedBy)}</dd>
          <dt>${msg('Source')}</dt>
          <dd>${kindWords(session.kind)}</dd>
        </dl>
        ${this.#renderActs()}
        <h3>${msg('Results of this accession')}</h3>
        ${
          this.problem
            ? html`<p role="alert">${this.problem.message}</p>`
            : html`<hv-change-table .results=${this.earlier ?? []}></hv-change-table>`
        }
      </section>
      <hv-delete-dialog
        .open=${this.deleting}
        .session=${session}
        .baseUrl=${this.baseUrl}
        @dialog-closed=${() => (this.deleting = false)}
        @session-deleted=${() => this.dispatchEvent(new Event('session-deleted'))}
      ></hv-delete-dialog>
    `;
  }

  #renderActs() {
    const { session, viewer } = this;
    const name = session.accession ?? msg('No accession');
    return html`
      <p class="acts">
        <a class="primary" href="#/review/${encodeURIComponent(session.id)}">${msg('Open the review')}</a>
        ${
          viewer.permissions.includes('sign')
            ? html`<a href=${exportUrl(session.id, this.baseUrl)} download aria-label=${msg(str`Export ${name}`)}>${msg('Export')}</a>`
            : nothing
        }
        ${
          viewer.permissions.includes('administer') && session.state !== 'counting'
            ? html`<button @click=${() => (this.deleting = true)}>${msg('Delete…')}</button>`
            : nothing
        }
      </p>
    `;
  }

  async #compare(): Promise<void> {
    const { id } = this.session;
    this.earlier = null;
    const answer = await readCourse(id, this.baseUrl);
    if (id !== this.session.id) return;
    this.earlier = answer.ok ? answer.value : null;
    this.problem = answer.ok ? null : answer.problem;
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
        padding: 16px;
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
      }
      h2 {
        unicode-bidi: plaintext;
        min-width: 0;
        font-size: var(--size-figure);
        overflow-wrap: anywhere;
      }
      h3 {
        margin: 0;
        font-size: var(--size-base);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 4px 16px;
        margin: 0;
      }
      dt {
        color: var(--quiet);
      }
      dd {
        margin: 0;
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];
}
