import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ReportHead, SessionDetail } from '../../core/wire/review.ts';
import '../differential/differential-table.ts';
import '../differential/review-notes.ts';
import { formatTime } from '../locale/formats.ts';
import { whoWords } from '../notes/who.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import './reader-counts.ts';
import { type OpenPoint, openPointWords } from './open-points.ts';
import { resultPanelStyles } from './result-panel-styles.ts';
import { REPORT_FORMATS, type ReportFormat, type ReviewApi } from './review-api.ts';

const FORMAT_WORDS: Readonly<Record<ReportFormat, string>> = {
  pdf: 'PDF',
  csv: 'CSV',
  fhir: 'FHIR',
  hl7: 'HL7',
  json: 'JSON',
};

/**
 * The differential as it will be signed, what it still waits for, the signature and the reports. Fires `sign-asked`
 * (detail: comment), `amend-asked` (detail: reason) and `point-shown` (detail: OpenPoint).
 */
@localized()
@customElement('hv-result-panel')
export class ResultPanel extends LitElement {
  @property({ attribute: false }) detail!: SessionDetail;
  @property({ attribute: false }) api!: ReviewApi;
  @property({ type: Boolean }) maySign = false;
  /** Acts are still on their way: what would be signed is not settled. */
  @property({ type: Boolean }) busy = false;

  @state() private asking: 'sign' | 'amend' | null = null;

  #comment = '';

  protected override render() {
    const { snapshot, state: standing } = this.detail;
    return html`
      ${this.#renderReports()}
      <hv-differential-table .snapshot=${snapshot}></hv-differential-table>
      <hv-review-notes .snapshot=${snapshot}></hv-review-notes>
      <hv-reader-counts .api=${this.api} .detail=${this.detail}></hv-reader-counts>
      ${standing === 'signed' ? this.#renderAmend() : this.#renderSign()}
    `;
  }

  #renderReports() {
    const { reports, state: standing } = this.detail;
    if (reports.length === 0) return nothing;
    return html`
      <section aria-label=${msg('Reports')}>
        ${
          standing === 'amending'
            ? html`<p class="warn">${msg('This result is being amended. The signed report stands until the next is signed.')}</p>`
            : nothing
        }
        <ol reversed>
          ${reports.toReversed().map((report, index) => this.#renderReport(report, index === 0 && standing === 'signed'))}
        </ol>
      </section>
    `;
  }

  #renderReport(report: ReportHead, isNewest: boolean) {
    const before = this.detail.reports.find(({ id }) => id === report.supersedes);
    return html`
      <li class=${isNewest ? 'newest' : ''} data-report=${report.version}>
        <p>
          <strong>${report.status === 'final' ? msg(str`Report ${report.version}, final`) : msg(str`Report ${report.version}, corrected`)}</strong>
        </p>
        <p class="quiet">${msg(str`Signed by ${whoWords(report.signedBy)}, ${formatTime(report.at)}`)}</p>
        ${before ? html`<p class="quiet">${msg(str`Replaces report ${before.version}: ${report.reason ?? ''}`)}</p>` : nothing}
        <p class="files">
          ${REPORT_FORMATS.map(
            (format) => html`
              <a href=${this.api.reportUrl(report.version, format)} download
                aria-label=${msg(str`Report ${report.version} as ${FORMAT_WORDS[format]}`)}>${FORMAT_WORDS[format]}</a>
            `,
          )}
        </p>
      </li>
    `;
  }

  #renderSign() {
    const { openPoints, snapshot } = this.detail;
    if (openPoints.length > 0)
      return html`
        <section aria-label=${msg('Before signing')}>
          <h3>${msg('Before it can be signed')}</h3>
          <ul>${openPoints.map((point) => this.#renderPoint(point))}</ul>
        </section>
      `;
    if (!this.maySign) return html`<p class="quiet">${msg('Ready to be signed by a reviewer.')}</p>`;
    const cells = snapshot.n;
    if (this.asking !== 'sign')
      return html`
        <label for="comment">${msg('Comment on the report (optional)')}</label>
        <textarea id="comment" maxlength="2000" rows="2" .value=${this.#comment}></textarea>
        <button class="primary" ?disabled=${this.busy} @click=${() => this.#askFor('sign')}>
          ${cells === 1 ? msg('Sign 1 cell') : msg(str`Sign ${cells} cells`)}
        </button>
      `;
    return html`
      <div class="ask" role="group" aria-label=${msg('Confirm the signature')}>
        <p>${msg(str`You sign ${cells} white cells as seen and correct. The result goes to the laboratory as final.`)}</p>
        <p class="choice">
          <button class="primary" id="go" ?disabled=${this.busy} @click=${this.#sign}>${msg('Sign')}</button>
          <button @click=${() => (this.asking = null)}>${msg('Not yet')}</button>
        </p>
      </div>
    `;
  }

  #renderPoint(point: OpenPoint) {
    const canShow = ['unclassified', 'flagged', 'disagreed'].includes(point.why);
    return html`
      <li>
        <span>${openPointWords(point)}</span>
        ${
          canShow
            ? html`<button aria-label=${msg(str`Show: ${openPointWords(point)}`)} @click=${() => this.#fire('point-shown', point)}>${msg('Show')}</button>`
            : nothing
        }
      </li>
    `;
  }

  #renderAmend() {
    if (!this.maySign) return nothing;
    if (this.asking !== 'amend')
      return html`<button @click=${() => this.#askFor('amend')}>${msg('Amend')}</button>`;
    return html`
      <form class="ask" @submit=${this.#amend}>
        <label for="go">${msg('Why is the report corrected?')}</label>
        <textarea id="go" required minlength="3" maxlength="500" rows="2"></textarea>
        <p class="choice">
          <button class="primary">${msg('Amend')}</button>
          <button type="button" @click=${() => (this.asking = null)}>${msg('Keep it')}</button>
        </p>
      </form>
    `;
  }

  async #askFor(what: 'sign' | 'amend'): Promise<void> {
    if (what === 'sign') this.#comment = this.#text('comment');
    this.asking = what;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#go')?.focus();
  }

  readonly #sign = (): void => {
    this.asking = null;
    this.#fire('sign-asked', this.#comment);
  };

  readonly #amend = (event: Event): void => {
    event.preventDefault();
    const reason = this.#text('go').trim();
    this.asking = null;
    this.#fire('amend-asked', reason);
  };

  #text(id: string): string {
    return this.renderRoot.querySelector<HTMLTextAreaElement>(`#${id}`)?.value ?? '';
  }

  #fire(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  static override readonly styles = [baseStyles, buttonStyles, resultPanelStyles];
}
