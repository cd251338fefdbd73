import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import '../shell/app-shell.ts';
import { dialogStyles } from '../session/dialog-styles.ts';
import type { AppShell } from '../shell/app-shell.ts';
import { addressOf, routeOf } from '../shell/route.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { openLink, readAccess, readRefusal, type SignedIn, signOut, tellPresence } from './access-api.ts';
import { accessCardStyles } from './access-styles.ts';
import { PresenceController } from './presence-controller.ts';
import './sign-in-form.ts';
import type { SignInForm } from './sign-in-form.ts';

const ASK_AGAIN_MS = 2000;
const LINK = '#guest=';

type Gate =
  | { readonly at: 'asking' | 'unclaimed' | 'signed-out' }
  | { readonly at: 'unreachable' | 'link-over'; readonly problem: Problem }
  /** The next session is none of the link's; its own can still be looked at. */
  | { readonly at: 'count-over'; readonly viewer: SignedIn }
  /** `expired`: the page stays as it was, under a question. */
  | {
      readonly at: 'inside';
      readonly viewer: SignedIn;
      readonly expired: boolean;
      /** Why this person may not see what is counted now. */
      readonly refusal: Problem | null;
    };

function linkOver(): Problem {
  return {
    code: 'link-over',
    message: msg('This link shows nothing any more.'),
    hint: msg('Ask the laboratory for the result, or for a new link.'),
  };
}

/** Asks who somebody is and shows them the instrument, or the way in. */
@localized()
@customElement('hv-access-gate')
export class AccessGate extends LitElement {
  @state() private gate: Gate = { at: 'asking' };

  @query('hv-app-shell') private readonly page!: AppShell | null;

  readonly #baseUrl = document.baseURI.replace(/#.*/, '');
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new PresenceController(this, () => {
      if (this.gate.at === 'inside' && this.gate.viewer.kind === 'person') void tellPresence(this.#baseUrl);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#enter();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#again);
  }

  protected override render() {
    const gate = this.gate;
    switch (gate.at) {
      case 'asking':
        return nothing;
      case 'inside':
        return html`
          <hv-app-shell
            .viewer=${gate.viewer}
            .refusal=${gate.refusal}
            ?inert=${gate.expired}
            @link-lost=${this.#checkStillIn}
            @ask-sign-out=${this.#leave}
          ></hv-app-shell>
          ${this.#renderExpired(gate.viewer, gate.expired)}
        `;
      case 'count-over':
        return this.#renderCard(
          msg('This count has ended'),
          html`
            <p role="status">${msg('The microscope has gone on to the next specimen, which this link does not show.')}</p>
            <p class="acts"><a class="primary" href=${addressOf('review', gate.viewer.session ?? '')} @click=${() => (this.gate = inside(gate.viewer))}>${msg('Look at its cells')}</a></p>
          `,
        );
      case 'unclaimed':
        return this.#renderCard(msg('Set up this instrument'), this.#renderForm('claim'));
      case 'signed-out':
        return this.#renderCard(msg('Sign in'), this.#renderForm('sign-in'));
      default:
        return this.#renderCard(gate.problem.message, html`<p role="status">${gate.problem.hint}</p>`);
    }
  }

  #renderCard(title: string, content: unknown) {
    return html`
      <main>
        <div class="card">
          <p class="product">HematoVision Edge</p>
          <h1>${title}</h1>
          ${content}
        </div>
        <p class="quiet">${msg('Decision support. A qualified person verifies every cell.')}</p>
      </main>
    `;
  }

  #renderForm(purpose: 'sign-in' | 'claim', name = '') {
    return html`<hv-sign-in-form
      .purpose=${purpose}
      .name=${name}
      .baseUrl=${this.#baseUrl}
      @signed-in=${this.#signedIn}
    ></hv-sign-in-form>`;
  }

  #renderExpired(viewer: SignedIn, expired: boolean) {
    if (!expired) return nothing;
    return html`
      <wa-dialog label=${msg('Sign in again')} open without-header @wa-hide=${keepOpen} @wa-after-show=${focusForm}>
        <h2 class="dialog-title">${msg('Sign in again')}</h2>
        <p class="quiet again">${msg('Nobody used this page for a while, or the account was changed. The count goes on.')}</p>
        ${this.#renderForm('sign-in', viewer.name)}
      </wa-dialog>
    `;
  }

  async #enter(): Promise<void> {
    const { hash } = location;
    if (!hash.startsWith(LINK)) return this.#ask();
    // A link to a review names its session after the secret, which must not stay in the address bar, the history or a
    // bookmark.
    const [secret = '', review] = hash.slice(LINK.length).split('/');
    history.replaceState(null, '', review ? `${this.#baseUrl}${addressOf('review', review)}` : this.#baseUrl);
    const answer = await openLink(secret, this.#baseUrl);
    if (answer.ok) return this.#ask();
    this.gate = { at: 'link-over', problem: answer.problem };
  }

  async #ask(): Promise<void> {
    const answer = await readAccess(this.#baseUrl);
    if (!answer.ok) {
      this.gate = { at: 'unreachable', problem: answer.problem };
      this.#again = setTimeout(() => void this.#ask(), ASK_AGAIN_MS);
      return;
    }
    const { access } = answer;
    this.gate = access.state === 'signed-in' ? inside(access) : { at: access.state };
  }

  readonly #signedIn = (event: CustomEvent<SignedIn>): void => {
    this.gate = inside(event.detail);
    this.page?.retryNow();
  };

  /** A lost connection may be the network's fault, or this person may stay no longer. */
  readonly #checkStillIn = async (): Promise<void> => {
    const answer = await readAccess(this.#baseUrl);
    const gate = this.gate;
    if (!answer.ok || gate.at !== 'inside') return;
    const { access } = answer;
    if (access.state === 'unclaimed') this.gate = { at: 'unclaimed' };
    else if (access.state === 'signed-out')
      this.gate =
        gate.viewer.kind === 'guest' ? { at: 'link-over', problem: linkOver() } : { ...gate, expired: true };
    // Another window may have signed in again, perhaps as somebody else.
    else this.gate = await this.#admit(access);
  };

  async #admit(viewer: SignedIn): Promise<Gate> {
    if (viewer.kind !== 'guest') return inside(viewer, await readRefusal(this.#baseUrl));
    // A review of its own session goes on, whatever is counted now.
    const isElsewhere = (await readRefusal(this.#baseUrl, reviewedSession())) !== null;
    return isElsewhere ? { at: 'count-over', viewer } : inside(viewer);
  }

  readonly #leave = async (): Promise<void> => {
    if (await signOut(this.#baseUrl)) this.gate = { at: 'signed-out' };
  };

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    accessCardStyles,
    dialogStyles,
    css`
      main {
        display: grid;
        place-content: center;
        place-items: center;
        gap: 20px;
        grid-template-columns: minmax(0, 400px);
        min-height: 100dvh;
        padding: 16px;
        box-sizing: border-box;
        text-align: center;
      }
      .card {
        text-align: start;
      }
      .again {
        margin-bottom: 16px;
      }
      .acts {
        margin-top: 16px;
      }
    `,
  ];
}

function inside(viewer: SignedIn, refusal: Problem | null = null): Gate {
  return { at: 'inside', viewer, expired: false, refusal };
}

/** The session of the review that is open; undefined on every other page. */
function reviewedSession(): string | undefined {
  return routeOf(location.hash, ['live', 'review']).subject ?? undefined;
}

/** Escape closes nothing here: behind the question the page shows what was, not what is. */
function keepOpen(event: Event): void {
  if (event.target === event.currentTarget) event.preventDefault();
}

/** The dialog takes the focus when it opens; the form wants it in its first empty field. */
function focusForm(event: Event): void {
  const form = (event.currentTarget as Element).querySelector<SignInForm>('hv-sign-in-form');
  form?.focus();
}
