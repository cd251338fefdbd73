import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ReadingDoubt } from '../../core/hemocytometer-reading.ts';
import { chamberReadings, type KeptChamberReading } from '../../core/wire/hemocytometer.ts';
import { ask } from '../api/ask.ts';
import { formatNumber, formatTime, perLitre } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';

const ASK_AFTER_MS = 400;
const PER_UL_IN_GIGA_PER_LITRE = 1000;

/**
 * The newest white-cell count of a counting chamber that fits the specimen, to be taken over; or why there is one that
 * is not offered. Fires `count-taken` (detail: 10⁹/L).
 */
@localized()
@customElement('hv-white-count-offer')
export class WhiteCountOffer extends LitElement {
  @property() accession = '';
  /** Whether somebody looks: nothing is asked for a dialog that is closed. */
  @property({ type: Boolean }) shown = false;
  @property() baseUrl = '';

  @state() private offered: KeptChamberReading | null = null;
  @state() private refused: KeptChamberReading | null = null;

  #waiting: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#waiting);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('accession') && !changed.has('shown')) return;
    clearTimeout(this.#waiting);
    if (this.shown) this.#waiting = setTimeout(() => void this.#ask(), ASK_AFTER_MS);
  }

  protected override render() {
    if (this.offered) return this.#renderOffer(this.offered);
    if (!this.refused) return nothing;
    const doubts = this.refused.doubts.map(doubtWords).join(' ');
    return html`<p class="quiet">${msg(str`A counting chamber was read at ${formatTime(this.refused.takenAt)}, but it is not offered: ${doubts}`)}</p>`;
  }

  #renderOffer(reading: KeptChamberReading) {
    const count = reading.perUl / PER_UL_IN_GIGA_PER_LITRE;
    const words = msg(
      str`Counting chamber ${reading.device}, ${formatTime(reading.takenAt)}: ${perLitre(formatNumber(count, 2))}`,
    );
    return html`
      <p>${words} ${reading.doubts.map((doubt) => html`<span class="warn">${doubtWords(doubt)}</span>`)}</p>
      <button type="button" @click=${() => this.#take(count)}>${msg('Take it over')}</button>
    `;
  }

  #take(count: number): void {
    const detail = Number(count.toFixed(2));
    this.dispatchEvent(new CustomEvent<number>('count-taken', { detail }));
  }

  async #ask(): Promise<void> {
    const { accession } = this;
    const url = new URL('api/hemocytometer/readings', this.baseUrl);
    if (accession !== '') url.searchParams.set('accession', accession);
    const answer = await ask(url, { schema: chamberReadings });
    if (accession !== this.accession) return;
    const { offered, readings } = answer.ok ? answer.value : NOTHING;
    this.offered = offered.wbc;
    // Only what was read of this very specimen: a stale reading of another is nobody's business.
    this.refused =
      readings.find(
        (reading) => reading.refused && reading.cell === 'wbc' && reading.accession === accession,
      ) ?? null;
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
      }
      p {
        flex: 1;
        min-width: 200px;
      }
      .warn {
        color: var(--warn);
      }
    `,
  ];
}

const NOTHING = { offered: { wbc: null }, readings: [] } as const;

function doubtWords(doubt: ReadingDoubt): string {
  switch (doubt) {
    case 'stale':
      return msg('It was taken too long ago.');
    case 'from-the-future':
      return msg('Its clock or ours is wrong.');
    case 'chambers-differ':
      return msg('Its two chambers differ too much.');
    case 'implausible':
      return msg('Such a count is not plausible.');
    case 'too-few-cells':
      return msg('Few cells were counted.');
  }
}
