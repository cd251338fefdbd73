import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { InstrumentState, Scale } from '../../core/wire/live.ts';
import { formatNumber } from '../locale/formats.ts';
import { baseStyles } from '../theme/base-styles.ts';
import type { ShownPath } from '../video/picture-path-controller.ts';

/** The figures behind the status line. */
@localized()
@customElement('hv-instrument-panel')
export class InstrumentPanel extends LitElement {
  @property({ attribute: false }) instrument: InstrumentState | null = null;
  @property({ type: Number }) drawnFps = 0;
  /** Which way the live picture comes. */
  @property({ attribute: false }) path: ShownPath | null = null;
  @property({ attribute: false }) malformed: { readonly count: number; readonly reason: string } | null =
    null;
  @property({ type: Boolean, reflect: true }) stale = false;

  protected override render() {
    return html`
      <h2>${msg('Instrument')}</h2>
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

  #lines(): readonly Line[] {
    const faults = this.malformed;
    const lines = this.instrument ? figuresOf(this.instrument, this.drawnFps, this.path) : [];
    return faults
      ? [
          ...lines,
          [msg('Not understood'), msg(str`Messages ignored: ${faults.count}. The last: ${faults.reason}`)],
        ]
      : lines;
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

type Line = readonly [label: string, value: string];

function figuresOf(instrument: InstrumentState, drawnFps: number, path: ShownPath | null): readonly Line[] {
  const { source, inference, latencyMs, slide } = instrument;
  const size = source.width > 0 ? `, ${source.width} × ${source.height}` : '';
  const [taken, read] = [source.capturedFps, source.processedFps].map((fps) => formatNumber(fps, 1));
  const [median, most] = [latencyMs?.p50, latencyMs?.p95].map((ms) => ms?.toFixed(0));
  const apart: Line = [
    msg('Counted apart'),
    msg(str`Cells whose place is not known: ${slide.provisionalCells}`),
  ];
  return [
    [msg('Source'), `${source.label}${size}`],
    [msg('Pictures a second'), msg(str`${taken} taken, ${read} read, ${drawnFps} drawn here`)],
    ...(path ? [[msg('Picture comes as'), pathWords(path)] as const] : []),
    [msg('Left out'), msg(str`${source.droppedFrames} dropped, ${source.refusedFrames} refused`)],
    [msg('Capture to page'), latencyMs ? msg(str`median ${median} ms, 95 % under ${most} ms`) : '–'],
    [msg('Inference'), inferenceWords(inference)],
    [
      msg('Looks for cells'),
      msg(str`${inference.looks}, ${inference.skippedLooks} skipped while the last was under way`),
    ],
    [msg('Scale'), scaleWords(instrument)],
    [msg('Models'), instrument.models.map((model) => `${model.name} ${model.version}`).join(', ') || '–'],
    [msg('Laboratory'), laboratoryWords(instrument.broker)],
    [
      msg('Program'),
      msg(
        str`${instrument.version}, ${instrument.site}/${instrument.device}, viewers: ${instrument.viewers}`,
      ),
    ],
    ...(slide.provisionalCells > 0 ? [apart] : []),
  ];
}

function pathWords({ isVideo, lostShare, problem }: ShownPath): string {
  if (isVideo) return msg(str`video (WebRTC), ${formatNumber(100 * lostShare, 1)} % lost on the way`);
  const words = msg('single pictures (WebSocket)');
  return problem === null ? words : msg(str`${words}; no video: ${problem}`);
}

function inferenceWords({ provider, detectorMs, classifierMs }: InstrumentState['inference']): string {
  const detector = detectorMs === null ? '' : msg(str`detector ${formatNumber(detectorMs, 1)} ms`);
  const classifier = classifierMs === null ? '' : msg(str`classifier ${formatNumber(classifierMs, 1)} ms`);
  return [provider.toUpperCase(), detector, classifier].filter(Boolean).join(', ');
}

function laboratoryWords({ url, waiting }: InstrumentState['broker']): string {
  const where = url ?? msg('not set up');
  return waiting > 0 ? msg(str`${where}, results waiting: ${waiting}`) : where;
}

const SCALE_SOURCES: Readonly<Record<Scale['source'], () => string>> = {
  setting: () => msg('as set'),
  calibration: () => msg('calibrated on a ruler'),
  'red-cells': () => msg('from red cells'),
  assumed: () => msg('assumed: calibrate it'),
};

/** The scale, how it is known, and what the red cells of this slide would say. */
function scaleWords({ scale, fields }: InstrumentState): string {
  const um = formatNumber(Number(scale.micronsPerPixel.toPrecision(3)), 4);
  const words = msg(str`${um} µm per pixel, ${SCALE_SOURCES[scale.source]()}`);
  const check = fields.redCells?.micronsPerPixel ?? null;
  return check === null ? words : msg(str`${words}; red cells say ${formatNumber(check, 4)}`);
}
