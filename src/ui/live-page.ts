import { localized, msg, str } from '@lit/localize';
import { html, LitElement } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';

import type { SignedIn } from './access/access-api.ts';

import './access/share-dialog.ts';
import './cells/cell-namer.ts';
import './cells/cell-strip.ts';
import './differential/differential-panel.ts';
import './instrument/instrument-bar.ts';
import './instrument/instrument-panel.ts';
import './instrument/notice-list.ts';
import './keyboard/keys-dialog.ts';
import './picture/hint-line.ts';
import './picture/live-picture.ts';
import './session/end-session-dialog.ts';
import './session/new-session-dialog.ts';
import './session/order-dialog.ts';
import './slide-map/slide-map.ts';
import type { CellClass } from '../core/cells.ts';
import type { FrameHeader } from '../core/wire/live.ts';
import type { SlideRect } from '../core/wire/slide-map.ts';
import { CellNaming } from './cells/cell-naming.ts';
import { instrumentStatus } from './instrument/instrument-status.ts';
import { KeyController } from './keyboard/key-controller.ts';
import { type KeyAction, type KeyBinding, LIVE_KEYS } from './keyboard/key-map.ts';
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
import type { Pixels } from './picture/newest-picture.ts';
import type { NewSessionDialog } from './session/new-session-dialog.ts';
import { setPaused } from './session/session-api.ts';
import type { MapChoice } from './slide-map/slide-map.ts';
import { soundsBetween } from './sound/live-sounds.ts';
import { keepSoundChoice, SOUND_CHOICES, storedSoundChoice } from './sound/sound-choice.ts';
import { play } from './sound/sounds.ts';
import { baseStyles } from './theme/base-styles.ts';
import { setStyle } from './theme/set-style.ts';
import { applyThemeChoice, nextThemeChoice, storedThemeChoice } from './theme/theme-choice.ts';
import { PicturePathController } from './video/picture-path-controller.ts';

// Not part of the first load: notes come when somebody writes them.
void import('./notes/notes-corner.ts');

const PHONE_TABS = ['count', 'cells', 'map', 'instrument'] as const;
type PhoneTab = (typeof PHONE_TABS)[number];

const WHILE_COUNTING: readonly KeyAction[] = ['toggle-pause', 'ask-end', 'ask-order'];

/** The live screen: it owns the connection and hands values to its parts. */
@localized()
@customElement('hv-live-page')
export class LivePage extends LitElement {
  /** Who looks, and so what the page offers. Fires `link-lost` when the live connection ended or failed. */
  @property({ attribute: false }) viewer: SignedIn | null = null;
  /** Keys that lead to other pages. */
  @property({ attribute: false }) jumps: readonly { readonly key: string; readonly words: string }[] = [];

  @state() private dialog: 'end' | 'new' | 'order' | 'keys' | 'share' | null = null;
  @state() private showRedCells = false;
  @state() private theme = storedThemeChoice();
  @state() private sound = storedSoundChoice();
  @state() private tab: PhoneTab = 'count';

  @query('hv-live-picture') private readonly picture!: LivePicture | null;
  @query('hv-new-session-dialog') private readonly newSession!: NewSessionDialog | null;

  readonly #baseUrl = document.baseURI;
  readonly #live = new LiveController(this, liveUrl(document.baseURI), {
    frame: ({ header, jpeg }) => this.#show(header, jpeg),
    lost: () => this.dispatchEvent(new Event('link-lost', { bubbles: true })),
  });
  readonly #path = new PicturePathController(this, {
    live: this.#live,
    baseUrl: this.#baseUrl,
    onPicture: ({ header, frame, wayMs }) => {
      this.#live.adoptFrame({ header, wayMs });
      this.#show(header, frame);
    },
  });
  readonly #naming = new CellNaming(this, this.#live, this.#baseUrl);
  #heard = this.#live.state;

  constructor() {
    super();
    new KeyController(this, (action) => this.#act(action));
  }

  /** Skips the rest of the wait for the next attempt to connect. */
  retryNow(): void {
    this.#live.retryNow();
  }

  #show(header: FrameHeader, pixels: Pixels): void {
    this.picture?.show(header, pixels);
    this.newSession?.show(header, pixels);
  }

  protected override willUpdate(): void {
    for (const sound of soundsBetween(this.#heard, this.#live.state, this.sound)) play(sound);
    this.#heard = this.#live.state;
  }

  protected override render() {
    const { state: live, nowMs } = this.#live;
    const condition = pictureCondition(live, nowMs);
    const stale = numbersAreStale(live, nowMs);
    return html`
      <hv-instrument-bar
        role="banner"
        .snapshot=${live.snapshot}
        .device=${live.instrument?.device ?? null}
        .source=${live.instrument?.source.label ?? null}
        .items=${instrumentStatus(live, nowMs)}
        .theme=${this.theme}
        .viewer=${this.viewer}
        .mayCount=${this.#mayCount}
        @ask-share=${() => (this.dialog = 'share')}
        @ask-new=${() => this.#act('ask-new')}
        @ask-order=${() => this.#act('ask-order')}
        @ask-keys=${() => this.#act('ask-keys')}
        @next-theme=${() => this.#act('next-theme')}
      ></hv-instrument-bar>
      <hv-notice-list .notices=${live.instrument?.notices ?? []}></hv-notice-list>
      <main data-tab=${this.tab} ${setStyle(this.#aspect())}>
        <h1 class="visually-hidden">${msg('Live count')}</h1>
        <div class="left">
          ${this.#renderPicture(condition)} ${this.#renderCells()}
        </div>
        <div class="right">
          <div class="first-look">${this.#renderCount(stale)}</div>
          <hv-instrument-panel
            .instrument=${live.instrument}
            .drawnFps=${this.picture?.drawnFps(nowMs) ?? 0}
            .path=${this.#path.shown}
            .malformed=${live.malformed}
            .stale=${stale}
          ></hv-instrument-panel>
        </div>
      </main>
      ${this.#renderFoot()} ${this.#renderTabs()} ${this.#renderDialogs()}
      <hv-notes-corner
        .session=${live.snapshot?.session ?? null}
        .baseUrl=${this.#baseUrl}
        .mayNote=${this.viewer?.permissions.includes('note') ?? false}
      ></hv-notes-corner>
    `;
  }

  #renderCells() {
    const naming = this.#naming;
    return html`
      <div class="cells">
        <hv-cell-namer
          .cell=${naming.cell}
          .problem=${naming.problem}
          .canUndo=${naming.canUndo}
          .baseUrl=${this.#baseUrl}
          @cell-named=${(event: CustomEvent<CellClass>) => naming.name(event.detail)}
          @cell-step=${(event: CustomEvent<1 | -1>) => naming.step(event.detail)}
          @ask-undo=${() => naming.undo()}
          @namer-closed=${() => naming.choose(null)}
        ></hv-cell-namer>
        <hv-cell-strip
          .cells=${this.#live.state.cells}
          .chosen=${naming.chosen}
          .mayName=${this.#mayCount}
          .baseUrl=${this.#baseUrl}
          @cell-chosen=${(event: CustomEvent<string>) => naming.choose(event.detail)}
        ></hv-cell-strip>
      </div>
    `;
  }

  #renderCount(stale: boolean) {
    const { state: live } = this.#live;
    return html`
      <hv-differential-panel
        .snapshot=${live.snapshot}
        .delivery=${resultDelivery(live)}
        .stale=${stale}
        .mayCount=${this.#mayCount}
        .isPaused=${this.#isPaused}
        .baseUrl=${this.#baseUrl}
        @session-changed=${this.#adopt}
        @toggle-pause=${() => this.#act('toggle-pause')}
        @ask-end=${() => this.#act('ask-end')}
        @ask-new=${() => this.#act('ask-new')}
        @ask-order=${() => this.#act('ask-order')}
      ></hv-differential-panel>
      <hv-slide-map
        .map=${live.slideMap}
        .cells=${live.mapCells}
        .selected=${this.#naming.chosen}
        .view=${viewRect(live)}
        .baseUrl=${this.#baseUrl}
        .stale=${stale}
        @map-chosen=${this.#chosenOnMap}
      ></hv-slide-map>
    `;
  }

  #renderPicture(condition: PictureCondition) {
    const { state: live, nowMs } = this.#live;
    const isLive = condition.kind === 'live';
    const whiteCells = live.frame?.overlay.filter((cell) => cell.kind === 'wbc').length ?? 0;
    return html`
      <section class="stage" aria-label=${msg('Live picture')}>
        <hv-live-picture
          .condition=${condition}
          .ageMs=${frameAgeMs(live, nowMs)}
          .showRedCells=${this.showRedCells}
          .description=${isLive ? msg(str`Live picture, white cells in view: ${whiteCells}`) : condition.title}
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
        <ul aria-label=${msg('Keys')}>
          ${this.#keys
            .filter(({ isRare, action }) => !isRare && (counting || !WHILE_COUNTING.includes(action)))
            .map(
              (binding) => html`<li>
              <button tabindex="-1" @click=${() => this.#act(binding.action)}><kbd>${binding.shown}</kbd> ${binding.words()}</button>
            </li>`,
            )}
        </ul>
        <p>${msg('Decision support. A qualified person verifies every cell.')}</p>
      </footer>
    `;
  }

  #renderTabs() {
    return html`
      <nav aria-label=${msg('Views')}>
        ${PHONE_TABS.map(
          (tab) => html`
            <button aria-current=${this.tab === tab ? 'page' : 'false'} @click=${() => (this.tab = tab)}>${tabWords(tab)}</button>
          `,
        )}
      </nav>
    `;
  }

  #renderDialogs() {
    const close = () => (this.dialog = null);
    return html`
      <hv-end-session-dialog
        .open=${this.dialog === 'end'}
        .snapshot=${this.#live.state.snapshot}
        .baseUrl=${this.#baseUrl}
        @session-changed=${this.#adopt}
        @dialog-closed=${close}
      ></hv-end-session-dialog>
      <hv-new-session-dialog
        .open=${this.dialog === 'new'}
        .snapshot=${this.#live.state.snapshot}
        .condition=${pictureCondition(this.#live.state, this.#live.nowMs)}
        .verdict=${this.#live.state.hint.shown}
        .baseUrl=${this.#baseUrl}
        @session-changed=${this.#adopt}
        @dialog-closed=${close}
      ></hv-new-session-dialog>
      <hv-order-dialog
        .open=${this.dialog === 'order'}
        .snapshot=${this.#live.state.snapshot}
        .baseUrl=${this.#baseUrl}
        @session-changed=${this.#adopt}
        @dialog-closed=${close}
      ></hv-order-dialog>
      <hv-share-dialog
        .open=${this.dialog === 'share'}
        .session=${this.#live.state.snapshot?.session ?? null}
        .baseUrl=${this.#baseUrl}
        @dialog-closed=${close}
      ></hv-share-dialog>
      <hv-keys-dialog .keys=${this.#keys} .jumps=${this.jumps} .open=${this.dialog === 'keys'} @dialog-closed=${close}></hv-keys-dialog>
    `;
  }

  #act(action: KeyAction): void {
    if (this.dialog !== null || this.inert || !this.#keys.some((binding) => binding.action === action))
      return;
    switch (action) {
      case 'ask-new':
        this.dialog = 'new';
        return;
      case 'ask-end':
        if (this.#live.state.snapshot?.status === 'counting') this.dialog = 'end';
        return;
      case 'ask-order':
        if (this.#live.state.snapshot?.status === 'counting') this.dialog = 'order';
        return;
      case 'ask-keys':
        this.dialog = 'keys';
        return;
      case 'toggle-pause':
        void this.#togglePause();
        return;
      case 'choose-cell':
        this.#naming.step(1);
        return;
      case 'undo':
        void this.#naming.undo();
        return;
      case 'toggle-sound':
        this.sound = SOUND_CHOICES[(SOUND_CHOICES.indexOf(this.sound) + 1) % SOUND_CHOICES.length] ?? 'off';
        keepSoundChoice(this.sound);
        return;
      case 'toggle-red-cells':
        this.showRedCells = !this.showRedCells;
        return;
      case 'next-theme':
        this.theme = nextThemeChoice(this.theme);
        applyThemeChoice(this.theme);
    }
  }

  async #togglePause(): Promise<void> {
    if (this.#live.state.snapshot?.status !== 'counting') return;
    const answer = await setPaused(!this.#isPaused, this.#baseUrl);
    if (answer.ok) this.#live.adoptState(answer.value);
  }

  get #isPaused(): boolean {
    const { snapshot, instrument } = this.#live.state;
    return snapshot?.status === 'counting' && (instrument?.slide.isPaused ?? false);
  }

  readonly #chosenOnMap = ({ detail }: CustomEvent<MapChoice>): void => {
    if (this.#mayCount && detail.cellId !== null) this.#naming.choose(detail.cellId);
  };

  get #mayCount(): boolean {
    return this.viewer?.permissions.includes('count') ?? false;
  }

  /** The keys that do something for this viewer. */
  get #keys(): readonly KeyBinding[] {
    return LIVE_KEYS.filter((binding) => this.viewer?.permissions.includes(binding.needs));
  }

  readonly #adopt = (event: CustomEvent<Snapshot>): void => this.#live.adopt(event.detail);

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

/** The part of the slide in the newest picture; null when its place is not known. */
function viewRect({ frame }: LiveState): SlideRect | null {
  if (frame === null || frame.pose.confidence === 0) return null;
  const { pose, micronsPerPixel, width, height } = frame;
  return {
    xUm: pose.xUm,
    yUm: pose.yUm,
    widthUm: width * micronsPerPixel,
    heightUm: height * micronsPerPixel,
  };
}

/** Why a good picture is not counted just now. */
function notCounting({ snapshot, instrument }: LiveState): string | null {
  if (instrument?.inference.state === 'restarting')
    return msg('Model is restarting: cells in view are not counted');
  if (instrument?.inference.state === 'closed')
    return msg('Model has stopped: cells in view are not counted');
  if (snapshot?.status === 'ended') return msg('Count ended: cells in view are not counted');
  if (instrument?.slide.isPaused) return msg('Paused: cells in view are not counted. The space bar resumes');
  return null;
}

function tabWords(tab: PhoneTab): string {
  switch (tab) {
    case 'count':
      return msg('Count');
    case 'cells':
      return msg('Cells');
    case 'map':
      return msg('Map');
    case 'instrument':
      return msg('Instrument');
  }
}
