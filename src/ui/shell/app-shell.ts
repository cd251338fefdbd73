import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import type { SignedIn } from '../access/access-api.ts';
import '../live-page.ts';
import '../session/new-session-dialog.ts';
import type { LivePage } from '../live-page.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { appShellStyles } from './app-shell-styles.ts';
import { findHeading } from './find-heading.ts';
import { JumpKeys } from './jump-keys.ts';
import { PAGES, type Page, type PageContext } from './pages.ts';
import { addressOf, type Route, routeOf } from './route.ts';
import { SessionPulse } from './session-pulse.ts';

/**
 * The navigation and the page somebody is on. Passes `link-lost` and `ask-sign-out` of its pages on; `ask-pages` of a
 * page opens the navigation on a phone.
 */
@localized()
@customElement('hv-app-shell')
export class AppShell extends LitElement {
  @property({ attribute: false }) viewer!: SignedIn;
  /** Why the viewer may not see what is counted now; null where that is so. */
  @property({ attribute: false }) refusal: Problem | null = null;

  @state() private route: Route = routeNow();
  @state() private loaded: ReadonlySet<string> = new Set(['live']);
  /** The page whose program could not be fetched. */
  @state() private missing: string | null = null;
  @state() private startsNext = false;

  @query('dialog') private readonly drawer!: HTMLDialogElement;

  readonly #baseUrl = document.baseURI.replace(/#.*/, '');
  readonly #pulse = new SessionPulse(this, this.#baseUrl, () => this.#tell('link-lost'));

  constructor() {
    super();
    new JumpKeys(this, (key) => this.#jump(key));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#follow);
    void this.#open({ focus: false });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#follow);
  }

  /** Skips the rest of the live page's wait for the next attempt to connect. */
  retryNow(): void {
    this.renderRoot.querySelector<LivePage>('hv-live-page')?.retryNow();
  }

  protected override render() {
    const page = this.#page;
    return html`
      <button class="skip" @click=${() => this.#focusHeading()}>${msg('Skip to the content')}</button>
      ${this.#linked.length > 1 ? this.#renderNavigation(page) : nothing}
      <div class="page" @link-lost=${() => this.#tell('link-lost')} @ask-pages=${() => this.drawer?.showModal()}>
        ${page?.name === 'live' ? nothing : this.#renderBar(page)} ${this.#renderPage(page)}
      </div>
    `;
  }

  #renderPage(page: Page | undefined) {
    if (page?.name === 'live' && this.refusal) return this.#renderRefused(this.refusal);
    if (page && this.loaded.has(page.name)) return page.render(this.#context);
    return page && this.missing === page.name
      ? html`<main class="told">
          <h1>${msg('This page could not be fetched')}</h1>
          <p>${msg('Check the connection to the instrument. A newer program may have been installed: reload the page.')}</p>
          <button @click=${() => location.reload()}>${msg('Reload')}</button>
        </main>`
      : html`<main class="told"><p class="quiet" role="status">${msg('Opening…')}</p></main>`;
  }

  /** A second reader does not see the count, and may begin the next one all the same. */
  #renderRefused({ message, hint }: Problem) {
    return html`
      <main class="told">
        <h1>${message}</h1>
        <p>${hint}</p>
        <button @click=${() => (this.startsNext = true)}>${msg('New session')}</button>
      </main>
      <hv-new-session-dialog
        .open=${this.startsNext}
        .baseUrl=${this.#baseUrl}
        @session-changed=${() => this.#tell('link-lost')}
        @dialog-closed=${() => (this.startsNext = false)}
      ></hv-new-session-dialog>
    `;
  }

  #renderNavigation(page: Page | undefined) {
    const links = this.#linked.map((each) => this.#renderLink(each, each === page));
    return html`
      <nav class="rail" aria-label=${msg('Pages')}>${links}</nav>
      <dialog class="drawer" aria-label=${msg('Pages')} @click=${() => this.drawer.close()}>
        <nav aria-label=${msg('Pages')}>${links}</nav>
        <button>${msg('Close')}</button>
      </dialog>
    `;
  }

  #renderLink(page: Page, isCurrent: boolean) {
    const words = page.words();
    const count = page.name === 'live' && !isCurrent ? this.#countWords : null;
    return html`
      <a href=${addressOf(page.name)} aria-current=${isCurrent ? 'page' : nothing} data-page=${page.name}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${page.icon} /></svg>
        <span>${words}</span>
        ${count === null ? nothing : html`<span class="count">${count}</span>`}
      </a>
    `;
  }

  /** On a phone, above every page but the live one, which has a head of its own. */
  #renderBar(page: Page | undefined) {
    const { accession = null } = this.#pulse.snapshot ?? {};
    return html`
      <header class="bar">
        <button aria-label=${msg('Pages')} @click=${() => this.drawer?.showModal()}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 4h12M2 8h12M2 12h12" /></svg>
        </button>
        <span class="name">${page?.words() ?? ''}</span>
        <a class="pulse" href=${addressOf('live')}>
          <span>${accession ?? msg('Live')}</span> <strong>${this.#countWords ?? '–'}</strong>
        </a>
      </header>
    `;
  }

  /** "137/200", or "137" for a free count; null while it is not known. */
  get #countWords(): string | null {
    const snapshot = this.#pulse.snapshot;
    if (snapshot === null) return null;
    return snapshot.target === null ? String(snapshot.n) : `${snapshot.n}/${snapshot.target}`;
  }

  get #context(): PageContext {
    return {
      viewer: this.viewer,
      subject: this.route.subject,
      baseUrl: this.#baseUrl,
      jumps: this.#linked.flatMap(({ key, words }) => (key === undefined ? [] : [{ key, words: words() }])),
    };
  }

  get #pages(): readonly Page[] {
    return PAGES.filter(({ needs }) => this.viewer.permissions.includes(needs));
  }

  get #linked(): readonly Page[] {
    // A guest's link shows one session, which other pages do not know.
    return this.viewer.kind === 'guest' ? [] : this.#pages.filter(({ hidden }) => !hidden);
  }

  get #page(): Page | undefined {
    return this.#pages.find(({ name }) => name === this.route.page) ?? this.#pages[0];
  }

  readonly #follow = (): void => {
    this.route = routeNow();
    void this.#open({ focus: true });
  };

  async #open({ focus }: { readonly focus: boolean }): Promise<void> {
    const page = this.#page;
    if (!page) return;
    if (page.name === 'live') this.#pulse.stop();
    else this.#pulse.start();
    // What kept somebody away may be over.
    if (page.name === 'live' && this.refusal) this.#tell('link-lost');
    await this.#load(page);
    await this.updateComplete;
    if (page !== this.#page) return;
    document.title = msg(str`${page.words()} – HematoVision Edge`);
    if (focus) this.#focusHeading();
  }

  async #load(page: Page): Promise<void> {
    if (this.loaded.has(page.name)) return;
    try {
      await page.load();
      this.missing = null;
      this.loaded = new Set([...this.loaded, page.name]);
    } catch {
      this.missing = page.name;
    }
  }

  #jump(key: string): boolean {
    const page = this.#linked.find((each) => each.key === key);
    if (page) location.hash = addressOf(page.name);
    return page !== undefined;
  }

  #focusHeading(): void {
    const page = this.renderRoot.querySelector('.page');
    const heading = page && findHeading(page);
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  #tell(type: 'link-lost'): void {
    this.dispatchEvent(new Event(type));
  }

  static override readonly styles = [baseStyles, appShellStyles];
}

function routeNow(): Route {
  return routeOf(
    location.hash,
    PAGES.map(({ name }) => name),
  );
}
