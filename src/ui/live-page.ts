import { html, LitElement } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';

import './cells/cell-strip.ts';
import './differential/differential-panel.ts';
import './instrument/instrument-bar.ts';
import './instrument/instrument-panel.ts';
import './keyboard/keys-dialog.ts';
import './picture/hint-line.ts';
import './picture/live-picture.ts';
import './session/end-session-dialog.ts';
import './session/new-session-dialog.ts';
import { parseTarget, type Target } from './differential/format.ts';
import { instrumentStatus } from './instrument/instrument-status.ts';
import { KeyController } from './keyboard/key-controller.ts';
import { type KeyAction, LIVE_KEYS } from './keyboard/key-map.ts';
import { announcedVerdict } from './live/hint-hold.ts';
import { LiveController } from './live/live-controller.ts';
import type { LiveState, Snapshot } from './live/live-state.ts';
import {
  frameAgeMs,
  numbersAreStale,
  type PictureCondition,
  pictureCondition,
} from './live/picture-condition.ts';
import { resultDelivery } from './live/result-delivery.ts';
import { livePageStyles } from './live-page-styles.ts';
import type { LivePicture } from './picture/live-picture.ts';
import { baseStyles } from './theme/base-styles.ts';
import { setStyle } from './theme/set-style.ts';
import {
  applyThemeChoice,
  nextThemeChoice,
  readStorage,
  storedThemeChoice,
  writeStorage,
} from './theme/theme-choice.ts';

const TARGET_KEY = 'hematovision.target';
const PHONE_TABS = [
  { id: 'count', words: 'Count' },
  { id: 'cells', words: 'Cells' },
  { id: 'instrument', words: 'Instrument' },
] as const;
type PhoneTab = (typeof PHONE_TABS)[number]['id'];

/** The live screen: it owns the connection and hands values to its parts. */
@customElement('hv-live-page')
export class LivePage extends LitElement {
  @state() private dialog: 'end' | 'new' | 'keys' | null = null;
  @state() private showRedCells = false;
  @state() private theme = storedThemeChoice();
  @state() private target: Target = parseTarget(readStorage(TARGET_KEY));
  @state() private tab: PhoneTab = 'count';

  @query('hv-live-picture') private readonly picture!: LivePicture | null;

  readonly #baseUrl = document.baseURI;
  readonly #live = new LiveController(this, liveUrl(document.baseURI), (frame) =>
    this.picture?.show(frame.header, frame.jpeg),
  );

  constructor() {
    super();
    new KeyController(this, (action) => this.#act(action));
  }

  protected override render() {
    const { state: live, nowMs } = this.#live;
    const condition = pictureCondition(live, nowMs);
    const stale = numbersAreStale(live, nowMs);
    return html`
      <hv-instrument-bar
        .accession=${live.snapshot?.accession ?? null}
        .hasSession=${live.snapshot !== null}
        .device=${live.instrument?.device ?? null}
        .source=${live.instrument?.source.label ?? null}
        .items=${instrumentStatus(live, nowMs)}
        .theme=${this.theme}
        @ask-new=${() => this.#act('ask-new')}
        @ask-keys=${() => this.#act('ask-keys')}
        @next-theme=${() => this.#act('next-theme')}
      ></hv-instrument-bar>
      <main data-tab=${this.tab} ${setStyle(this.#aspect())}>
        <h1 class="visually-hidden">Live count</h1>
        <div class="left">
          ${this.#renderPicture(condition)}
          <hv-cell-strip .cells=${live.cells} .baseUrl=${this.#baseUrl}></hv-cell-strip>
        </div>
        <div class="right">
        <hv-differential-panel
         
          .snapshot=${live.snapshot}
          .target=${this.target}
          .delivery=${resultDelivery(live)}
          .stale=${stale}
          @target-chosen=${this.#chooseTarget}
          @ask-end=${() => this.#act('ask-end')}
          @ask-new=${() => this.#act('ask-new')}
        ></hv-differential-panel>
        <hv-instrument-panel
         
          .instrument=${live.instrument}
          .drawnFps=${this.picture?.drawnFps(nowMs) ?? 0}
          .malformed=${live.malformed}
          .stale=${stale}
        ></hv-instrument-panel>
        </div>
      </main>
      ${this.#renderFoot()} ${this.#renderTabs()} ${this.#renderDialogs()}
    `;
  }

  #renderPicture(condition: PictureCondition) {
    const { state: live, nowMs } = this.#live;
    const isLive = condition.kind === 'live';
    const whiteCells = live.frame?.overlay.filter((cell) => cell.kind === 'wbc').length ?? 0;
    return html`
      <section class="stage" aria-label="Live picture">
        <hv-live-picture
          .condition=${condition}
          .ageMs=${frameAgeMs(live, nowMs)}
          .showRedCells=${this.showRedCells}
          .description=${isLive ? `Live picture, white cells in view: ${whiteCells}` : condition.title}
          @picture-fault=${(event: CustomEvent<string>) => this.#live.report(event.detail)}
          @retry-connection=${() => this.#live.retryNow()}
        ></hv-live-picture>
        <hv-hint-line
          .verdict=${isLive ? live.hint.shown : null}
          .announced=${isLive ? announcedVerdict(live.hint, nowMs) : null}
          .quality=${isLive ? (live.frame?.quality ?? null) : null}
          .notice=${isLive ? notCounting(live) : null}
        ></hv-hint-line>
      </section>
    `;
  }

  #renderFoot() {
    const counting = this.#live.state.snapshot?.status === 'counting';
    return html`
      <footer>
        <ul aria-label="Keys">
          ${LIVE_KEYS.filter((binding) => binding.action !== 'ask-end' || counting).map(
            (binding) => html`<li>
              <button tabindex="-1" @click=${() => this.#act(binding.action)}><kbd>${binding.shown}</kbd> ${binding.words}</button>
            </li>`,
          )}
        </ul>
        <p>Decision support. A qualified person verifies every cell.</p>
      </footer>
    `;
  }

  #renderTabs() {
    return html`
      <nav aria-label="Views">
        ${PHONE_TABS.map(
          ({ id, words }) => html`
            <button aria-current=${this.tab === id ? 'page' : 'false'} @click=${() => (this.tab = id)}>${words}</button>
          `,
        )}
      </nav>
    `;
  }

  #renderDialogs() {
    const close = () => (this.dialog = null);
    const adopt = (event: CustomEvent<Snapshot>) => this.#live.adopt(event.detail);
    return html`
      <hv-end-session-dialog
        .open=${this.dialog === 'end'}
        .snapshot=${this.#live.state.snapshot}
        .baseUrl=${this.#baseUrl}
        @session-changed=${adopt}
        @dialog-closed=${close}
      ></hv-end-session-dialog>
      <hv-new-session-dialog
        .open=${this.dialog === 'new'}
        .snapshot=${this.#live.state.snapshot}
        .baseUrl=${this.#baseUrl}
        @session-changed=${adopt}
        @dialog-closed=${close}
      ></hv-new-session-dialog>
      <hv-keys-dialog .open=${this.dialog === 'keys'} @dialog-closed=${close}></hv-keys-dialog>
    `;
  }

  #act(action: KeyAction): void {
    if (this.dialog !== null) return;
    switch (action) {
      case 'ask-new':
        this.dialog = 'new';
        return;
      case 'ask-end':
        if (this.#live.state.snapshot?.status === 'counting') this.dialog = 'end';
        return;
      case 'ask-keys':
        this.dialog = 'keys';
        return;
      case 'toggle-red-cells':
        this.showRedCells = !this.showRedCells;
        return;
      case 'next-theme':
        this.theme = nextThemeChoice(this.theme);
        applyThemeChoice(this.theme);
    }
  }

  readonly #chooseTarget = (event: CustomEvent<Target>): void => {
    this.target = event.detail;
    writeStorage(TARGET_KEY, String(event.detail ?? 'free'));
  };

  /** The stage takes the shape of the camera's picture, so that no room is lost beside it. */
  #aspect(): Record<string, string> {
    const frame = this.#live.state.frame;
    return { '--aspect': frame === null ? '1.3333' : (frame.width / frame.height).toFixed(4) };
  }

  static override readonly styles = [baseStyles, livePageStyles];
}

function liveUrl(baseUrl: string): string {
  const url = new URL('live', baseUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Why a good picture is not counted just now. */
function notCounting({ snapshot, instrument }: LiveState): string | null {
  if (instrument?.inference.state === 'restarting')
    return 'Model is restarting: cells in view are not counted';
  if (instrument?.inference.state === 'closed') return 'Model has stopped: cells in view are not counted';
  if (snapshot?.status === 'ended') return 'Count ended: cells in view are not counted';
  return null;
}
