import { localized, msg } from '@lit/localize';
import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { FieldVerdict } from '../../core/types.ts';
import type { FrameHeader } from '../../core/wire/live.ts';
import type { PictureCondition } from '../live/picture-condition.ts';
import { verdictWords } from '../live/verdict-words.ts';
import '../picture/live-picture.ts';
import type { LivePicture } from '../picture/live-picture.ts';
import type { Pixels } from '../picture/newest-picture.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { type FieldCheck, fieldChecks } from './field-checks.ts';

/** The camera before a count begins: its picture, whether it is worth counting from, and what to do if not. */
@localized()
@customElement('hv-start-preview')
export class StartPreview extends LitElement {
  @property({ attribute: false }) condition: PictureCondition | null = null;
  @property({ attribute: false }) verdict: FieldVerdict | null = null;

  @query('hv-live-picture') private readonly picture!: LivePicture | null;

  show(header: FrameHeader, pixels: Pixels): void {
    this.picture?.show({ ...header, overlay: [] }, pixels);
  }

  protected override render() {
    const isLive = this.condition?.kind === 'live';
    const words = isLive && this.verdict ? verdictWords(this.verdict) : null;
    return html`
      <hv-live-picture .condition=${this.condition} .description=${msg('Live picture')}></hv-live-picture>
      <p class=${words?.tone ?? 'quiet'}>
        <strong>${words?.words ?? msg('No picture to judge')}</strong> <span>${words?.next ?? ''}</span>
      </p>
      <ul aria-label=${msg('Before the count')}>
        ${fieldChecks(isLive ? this.verdict : null).map(
          (check) =>
            html`<li class=${check.state}><span>${check.words}</span> <span>${stateWords(check)}</span></li>`,
        )}
      </ul>
    `;
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      hv-live-picture {
        aspect-ratio: 4 / 3;
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      p {
        min-height: 44px;
        padding: 8px 0;
      }
      ul {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 0 16px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        justify-content: space-between;
        padding: 4px 0;
        border-top: 1px solid var(--line);
      }
      .ok strong,
      .good span:last-child {
        color: var(--ok);
      }
      .warn strong,
      .wrong span:last-child {
        color: var(--warn);
        font-weight: 600;
      }
      .alarm strong {
        color: var(--alarm);
      }
      .unknown {
        color: var(--quiet);
      }
      @media (max-width: 720px) {
        hv-live-picture {
          width: calc(26dvh * 4 / 3);
          max-width: 100%;
          margin-inline: auto;
        }
      }
    `,
  ];
}

function stateWords({ state }: FieldCheck): string {
  switch (state) {
    case 'good':
      return msg('✓ good');
    case 'wrong':
      return msg('✗ not good');
    case 'unknown':
      return '–';
  }
}
