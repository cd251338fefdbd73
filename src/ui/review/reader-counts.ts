import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SessionDetail } from '../../core/wire/review.ts';
import type { ReaderCount } from '../../core/wire/tally.ts';
import '../tally/count-comparison.ts';
import { baseStyles } from '../theme/base-styles.ts';
import type { ReviewApi } from './review-api.ts';

/** What readers counted by keys beside the machine, each beside the count of the session; nothing where none did. */
@localized()
@customElement('hv-reader-counts')
export class ReaderCounts extends LitElement {
  @property({ attribute: false }) api!: ReviewApi;
  /** The session; the counts are asked for again whenever it changed. */
  @property({ attribute: false }) detail!: SessionDetail;

  @state() private counts: readonly ReaderCount[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('detail')?.snapshot;
    const { session, revision } = this.detail.snapshot;
    if (before?.session !== session || before.revision !== revision) void this.#read();
  }

  protected override render() {
    if (this.counts.length === 0) return nothing;
    return html`
      <section aria-label=${msg('Counts by keys')}>
        <h3>${msg('Counted by keys beside the machine')}</h3>
        ${this.counts.map((count) => html`<hv-count-comparison .count=${count}></hv-count-comparison>`)}
      </section>
    `;
  }

  async #read(): Promise<void> {
    const answer = await this.api.readerCounts();
    // They are beside the point of the page: what is missing is simply not shown.
    if (answer.ok) this.counts = answer.value;
  }

  static override readonly styles = [
    baseStyles,
    css`
      section {
        display: grid;
        gap: 12px;
      }
      h3 {
        margin: 0;
        font-size: var(--size-base);
        font-weight: 600;
      }
    `,
  ];
}
