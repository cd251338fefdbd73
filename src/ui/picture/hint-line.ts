import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FieldVerdict } from '../../core/types.ts';
import type { FrameHeader } from '../../core/wire/live.ts';
import { type VerdictWords, verdictWords } from '../live/verdict-words.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { setStyle } from '../theme/set-style.ts';

/** The speed meter is full at so many times the fastest that is still good. */
const SPEED_SCALE = 1.5;

/** What the picture is worth, in words, with the two measures the technician steers by. */
@localized()
@customElement('hv-hint-line')
export class HintLine extends LitElement {
  @property({ attribute: false }) verdict: FieldVerdict | null = null;
  /** A verdict that stayed: the one read aloud. */
  @property({ attribute: false }) announced: FieldVerdict | null = null;
  @property({ attribute: false }) quality: FrameHeader['quality'] | null = null;
  /** Stands in for the verdict when pictures are not judged, for example while models restart. */
  @property() notice: string | null = null;

  protected override render() {
    const words = this.verdict && verdictWords(this.verdict);
    const spoken = this.announced && verdictWords(this.announced);
    return html`
      <div class="words ${this.notice ? 'warn' : (words?.tone ?? 'none')}">
        ${this.notice ? html`<strong>${this.notice}</strong>` : this.#renderWords(words)}
      </div>
      ${this.#renderFocus()} ${this.#renderSpeed()}
      <div class="visually-hidden" role="status" aria-live="polite">
        ${spoken ? `${spoken.words}. ${spoken.next ?? ''}` : ''}
      </div>
    `;
  }

  #renderWords(words: VerdictWords | null) {
    if (!words) return html`<span class="quiet">${msg('No picture to judge')}</span>`;
    return html`<strong>${words.words}</strong>${words.next ? html`<span class="next">${words.next}</span>` : nothing}`;
  }

  #renderFocus() {
    const { focus = 0, limits } = this.quality ?? {};
    return this.#renderMeter(msg('Focus'), focus, limits?.leastFocus);
  }

  #renderSpeed() {
    const { speedPixels = 0, limits } = this.quality ?? {};
    const full = SPEED_SCALE * (limits?.fastestPixels ?? 1);
    return this.#renderMeter(msg('Speed'), speedPixels / full, limits && 1 / SPEED_SCALE);
  }

  /** A gauge with a tick where a good field ends. */
  #renderMeter(label: string, share: number, limit: number | undefined) {
    const percent = Math.round(Math.max(0, Math.min(1, share)) * 100);
    return html`
      <div class="meter">
        <span class="quiet" aria-hidden="true">${label}</span>
        <div class="gauge" role="meter" aria-label=${label} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent}>
          <div class="level" ${setStyle({ width: `${percent}%` })}></div>
          ${limit === undefined ? nothing : html`<div class="limit" ${setStyle({ 'inset-inline-start': `${100 * limit}%` })}></div>`}
        </div>
      </div>
    `;
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 20px;
        min-height: 44px;
        padding: 4px 12px;
        background: var(--panel);
      }
      .words {
        display: flex;
        flex: 1;
        flex-wrap: wrap;
        align-items: baseline;
        column-gap: 12px;
        min-width: 0;
      }
      strong {
        font-size: 16px;
        font-weight: 600;
      }
      .words::before {
        content: "";
        align-self: center;
        width: 10px;
        height: 10px;
        border-radius: 50%;
        border: 2px solid currentcolor;
      }
      .ok strong,
      .ok::before {
        color: var(--ok);
      }
      .warn strong,
      .warn::before {
        color: var(--warn);
      }
      .warn::before {
        border-radius: 0;
        background: currentcolor;
      }
      .alarm strong,
      .alarm::before {
        color: var(--alarm);
      }
      .alarm::before {
        border-radius: 0;
        background: currentcolor;
        rotate: 45deg;
      }
      .none::before {
        color: var(--line-strong);
      }
      .meter {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: var(--size-small);
      }
      .gauge {
        width: 96px;
        height: 8px;
        border-radius: 2px;
        background: var(--line);
        position: relative;
      }
      .limit {
        position: absolute;
        top: -3px;
        bottom: -3px;
        width: 2px;
        background: var(--text);
      }
      .level {
        border-radius: 2px;
        height: 100%;
        background: var(--quiet);
        transition: width var(--quick);
      }
      @media (max-width: 720px) {
        :host {
          gap: 12px;
          min-height: 52px;
          padding: 4px 12px;
        }
        .words .next {
          flex-basis: 100%;
          padding-inline-start: 22px;
          font-size: var(--size-small);
        }
        .meter {
          flex-direction: column;
          align-items: flex-start;
          gap: 2px;
        }
        .gauge {
          width: 56px;
        }
      }
    `,
  ];
}
