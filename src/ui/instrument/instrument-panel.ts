import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { InstrumentState, Scale } from '../../core/wire/live.ts';
import { formatCount } from '../differential/format.ts';
import { baseStyles } from '../theme/base-styles.ts';

/** The figures behind the status line. */
@customElement('hv-instrument-panel')
export class InstrumentPanel extends LitElement {
  @property({ attribute: false }) instrument: InstrumentState | null = null;
  @property({ type: Number }) drawnFps = 0;
  @property({ attribute: false }) malformed: { readonly count: number; readonly reason: string } | null =
    null;
  @property({ type: Boolean, reflect: true }) stale = false;

  protected override render() {
    return html`
      <h2>Instrument</h2>
      <dl>
        ${this.#lines().map(
          ([label, value]) => html`<div>
            <dt>${label}</dt>
            <dd title=${value}>${value}</dd>
          </div>`,
        )}
      </dl>
    `;
  }

  #lines(): readonly (readonly [string, string])[] {
    const instrument = this.instrument;
    const faults = this.malformed;
    const lines: (readonly [string, string])[] = [];
    if (instrument) {
      const { source, inference, broker, latencyMs } = instrument;
      const size = source.width > 0 ? `, ${source.width} × ${source.height}` : '';
      lines.push(
        ['Source', `${source.label}${size}`],
        [
          'Pictures a second',
          `${source.capturedFps.toFixed(1)} taken, ${source.processedFps.toFixed(1)} read, ${this.drawnFps} drawn here`,
        ],
        ['Left out', `${source.droppedFrames} dropped, ${source.refusedFrames} refused`],
        [
          'Capture to page',
          latencyMs
            ? `median ${latencyMs.p50.toFixed(0)} ms, 95 % under ${latencyMs.p95.toFixed(0)} ms`
            : '–',
        ],
        [
          'Inference',
          [
            inference.provider.toUpperCase(),
            timing('detector', inference.detectorMs),
            timing('classifier', inference.classifierMs),
          ]
            .filter(Boolean)
            .join(', '),
        ],
        [
          'Looks for cells',
          `${inference.looks}, ${inference.skippedLooks} skipped while the last was under way`,
        ],
        ['Scale', scaleWords(instrument)],
        ['Models', instrument.models.map((model) => `${model.name} ${model.version}`).join(', ') || '–'],
        [
          'Laboratory',
          `${broker.url ?? 'not set up'}${broker.waiting > 0 ? `, ${formatCount(broker.waiting, 'result')} waiting` : ''}`,
        ],
        [
          'Program',
          `${instrument.version}, ${instrument.site}/${instrument.device}, ${formatCount(instrument.viewers, 'viewer')}`,
        ],
      );
    }
    if (instrument && instrument.slide.provisionalCells > 0)
      lines.push([
        'Counted apart',
        `${formatCount(instrument.slide.provisionalCells, 'cell')}: place not known`,
      ]);
    if (faults)
      lines.push(['Not understood', `${formatCount(faults.count, 'message')}, ignored: ${faults.reason}`]);
    return lines;
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
        padding: 12px 16px;
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow: auto;
      }
      h2 {
        margin-bottom: 4px;
      }
      dl {
        margin: 0;
      }
      :host([stale]) dd {
        color: var(--quiet);
      }
      dl > div {
        display: grid;
        grid-template-columns: 128px 1fr;
        gap: 12px;
        line-height: 24px;
      }
      dt {
        color: var(--quiet);
      }
      dd {
        margin: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      @media (max-width: 720px) {
        :host {
          border-width: 0;
          border-radius: 0;
        }
        dl > div {
          grid-template-columns: 1fr;
          gap: 0;
          padding: 4px 0;
          line-height: 1.4;
        }
        dd {
          white-space: normal;
          overflow-wrap: anywhere;
        }
      }
    `,
  ];
}

const SCALE_SOURCES: Readonly<Record<Scale['source'], string>> = {
  setting: 'as set',
  calibration: 'calibrated on a ruler',
  'red-cells': 'from red cells',
  assumed: 'assumed: calibrate it',
};

/** The scale, how it is known, and what the red cells of this slide would say. */
function scaleWords({ scale, fields }: InstrumentState): string {
  const words = `${scale.micronsPerPixel.toPrecision(3)} µm per pixel, ${SCALE_SOURCES[scale.source]}`;
  const check = fields.redCells?.micronsPerPixel ?? null;
  return check === null ? words : `${words}; red cells say ${check.toPrecision(3)}`;
}

function timing(name: string, ms: number | null): string {
  return ms === null ? '' : `${name} ${ms.toFixed(1)} ms`;
}
