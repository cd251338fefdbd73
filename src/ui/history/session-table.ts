import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { SessionSummary } from '../../core/wire/review.ts';
import { formatTime } from '../locale/formats.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { phoneRowStyles, tableStyles } from '../theme/table-styles.ts';
import { kindWords, stateWords } from './state-words.ts';

/** Sessions as rows; on a phone each is two lines. Fires `session-chosen` (detail: SessionSummary). */
@localized()
@customElement('hv-session-table')
export class SessionTable extends LitElement {
  @property({ attribute: false }) sessions: readonly SessionSummary[] = [];
  @property() chosen: string | null = null;

  protected override render() {
    if (this.sessions.length === 0) return nothing;
    return html`
      <table>
        <caption class="visually-hidden">${msg('Sessions, newest first')}</caption>
        <thead>
          <tr>
            <th scope="col">${msg('Accession')}</th>
            <th scope="col">${msg('Started')}</th>
            <th scope="col">${msg('State')}</th>
            <th scope="col" class="number">${msg('White cells')}</th>
            <th scope="col">${msg('Flags')}</th>
            <th scope="col" class="wide">${msg('Signed by')}</th>
            <th scope="col" class="wide">${msg('Source')}</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            this.sessions,
            ({ id }) => id,
            (session) => this.#renderRow(session),
          )}
        </tbody>
      </table>
    `;
  }

  #renderRow(session: SessionSummary) {
    const isChosen = session.id === this.chosen;
    return html`
      <tr class=${isChosen ? 'chosen' : ''} @click=${() => this.#choose(session)}>
        <th scope="row">
          <button aria-pressed=${isChosen}>${session.accession ?? msg('No accession')}</button>
        </th>
        <td class="started">${formatTime(session.startedAt)}</td>
        <td class=${session.state}>${stateWords(session.state)}</td>
        <td class="number">${session.n}<span class="narrow quiet">${msg('white cells')}</span></td>
        <td>${flagsWords(session)}</td>
        <td class="wide">${session.signedBy === null ? '–' : whoWords(session.signedBy)}</td>
        <td class="wide">${kindWords(session.kind)}</td>
      </tr>
    `;
  }

  #choose(session: SessionSummary): void {
    this.dispatchEvent(new CustomEvent<SessionSummary>('session-chosen', { detail: session }));
  }

  static override readonly styles = [
    baseStyles,
    tableStyles,
    css`
      :host {
        --row: 44px;
        display: block;
        container-type: inline-size;
      }
      .narrow {
        display: none;
      }
      @container (max-width: 900px) {
        .wide {
          display: none;
        }
      }
      table {
        background: var(--panel);
        border: 1px solid var(--line);
      }
      th,
      td {
        padding-inline: 12px;
        white-space: nowrap;
      }
      .number {
        padding-inline-end: 12px;
      }
      tbody tr {
        cursor: pointer;
      }
      tbody tr:hover,
      .chosen {
        background: var(--raised);
      }
      button {
        min-height: 44px;
        padding: 0;
        border: 0;
        background: none;
        font-weight: 600;
        /* 26-HAND is not HAND-26 in any language. */
        unicode-bidi: plaintext;
        cursor: pointer;
      }
      .chosen button {
        color: var(--accent);
      }
      .ended,
      .amending,
      .warn {
        color: var(--warn);
      }
      .signed {
        color: var(--ok);
      }
      .critical {
        color: var(--alarm);
        font-weight: 600;
      }
      @media (max-width: 720px) {
        tr {
          grid-template-columns: 1fr auto;
          padding: 4px 0;
        }
        th,
        td {
          display: flex;
          align-items: center;
          min-height: 24px;
          padding-block: 0;
        }
        .narrow {
          display: inline;
          padding-inline-start: 4px;
        }
        td.number,
        td:nth-child(3) {
          justify-content: end;
        }
        td:nth-child(5) {
          grid-column: 1 / -1;
        }
        .started {
          grid-row: 2;
          color: var(--quiet);
        }
        td:nth-child(3) {
          grid-row: 1;
          grid-column: 2;
        }
        td.number {
          grid-row: 2;
          grid-column: 2;
        }
        td:nth-child(5):empty {
          display: none;
        }
      }
    `,
    phoneRowStyles,
  ];
}

function flagsWords({ flags, critical }: SessionSummary) {
  if (critical) return html`<span class="critical">▲ ${msg(str`Critical, flags: ${flags}`)}</span>`;
  return flags > 0 ? html`<span class="warn">▲ ${msg(str`Flags: ${flags}`)}</span>` : nothing;
}
