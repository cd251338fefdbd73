import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import type { AuditLine } from '../../core/wire/settings.ts';
import { problemBox } from '../api/problem-box.ts';
import { formatTime } from '../locale/formats.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { phoneRowStyles } from '../theme/table-styles.ts';
import { auditWords } from './audit-words.ts';
import { readAudit } from './settings-api.ts';
import { settingsStyles } from './settings-styles.ts';

/** Who did what when, newest first; details stand as the trail keeps them. On a phone each is a few lines. */
@localized()
@customElement('hv-audit-section')
export class AuditSection extends LitElement {
  @property() baseUrl = '';

  @state() private entries: readonly AuditLine[] = [];
  @state() private next: number | null = null;
  @state() private problem: Problem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read(null);
  }

  protected override render() {
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label=${msg('Audit trail')}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="number">${msg('No.')}</th>
              <th scope="col">${msg('When')}</th>
              <th scope="col">${msg('Who')}</th>
              <th scope="col">${msg('What')}</th>
              <th scope="col">${msg('Details')}</th>
            </tr>
          </thead>
          <tbody>
            ${this.entries.map(
              ({ number, at, actor, what, details }) => html`<tr>
                <td class="number">${number}</td>
                <td class="when">${formatTime(at)}</td>
                <td class="who">${whoWords(actor)}</td>
                <td class="what" title=${what}>${auditWords(what)}</td>
                <td class="details"><code dir="ltr">${JSON.stringify(details)}</code></td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${problemBox(this.problem)}
      ${
        this.next === null
          ? nothing
          : html`<p class="acts"><button @click=${() => this.#read(this.next)}>${msg('Show older ones')}</button></p>`
      }
    `;
  }

  async #read(before: number | null): Promise<void> {
    const answer = await readAudit(before, this.baseUrl);
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.entries = [...this.entries, ...answer.value.entries];
    this.next = answer.value.next;
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    settingsStyles,
    css`
      .scroll {
        overflow-x: auto;
      }
      th,
      td {
        height: 32px;
        padding-inline-end: 16px;
        vertical-align: top;
      }
      .when,
      .what {
        white-space: nowrap;
      }
      code {
        font-family: ui-monospace, 'DejaVu Sans Mono', monospace;
        font-size: var(--size-small);
        overflow-wrap: anywhere;
      }
      .details {
        min-width: 240px;
        color: var(--quiet);
      }
      @media (max-width: 720px) {
        tr {
          grid-template: 'what number' 'who when' 'details details' / 1fr auto;
          gap: 0 12px;
          padding: 8px 0;
        }
        td {
          padding: 2px 0;
        }
        .what {
          grid-area: what;
          font-weight: 600;
          white-space: normal;
        }
        .number {
          grid-area: number;
        }
        .who {
          grid-area: who;
        }
        .when {
          grid-area: when;
        }
        .number,
        .when {
          color: var(--quiet);
        }
        .details {
          grid-area: details;
        }
      }
    `,
    phoneRowStyles,
  ];
}
