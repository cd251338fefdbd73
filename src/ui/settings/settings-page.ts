import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Problem } from '../../core/wire/live.ts';
import type { Setting, SettingsView } from '../../core/wire/settings.ts';
import type { SignedIn } from '../access/access-api.ts';
import { baseStyles } from '../theme/base-styles.ts';
import './accounts-section.ts';
import './audit-section.ts';
import './browser-section.ts';
import './camera-section.ts';
import './classes-section.ts';
import './ranges-section.ts';
import './restart-offer.ts';
import { readSettings } from './settings-api.ts';
import './settings-form.ts';
import { problemBox } from '../api/problem-box.ts';

const SECTIONS = ['browser', 'camera', 'counting', 'classes', 'ranges', 'accounts', 'audit'] as const;
type Section = (typeof SECTIONS)[number];
/** What everybody may see; the rest is for administrators. */
const FOR_ALL: readonly Section[] = ['browser', 'classes'];

/** Settings, one section at a time: of this browser, and for administrators of the instrument. */
@localized()
@customElement('hv-settings-page')
export class SettingsPage extends LitElement {
  @property({ attribute: false }) viewer!: SignedIn;
  /** The section, from the address. */
  @property() section: string | null = null;
  @property() baseUrl = '';

  @state() private view: SettingsView | null = null;
  @state() private problem: Problem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#mayAdminister) void this.#read();
  }

  /** On a phone the sections stand in one line that is longer than the screen. */
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('section'))
      this.renderRoot.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }

  protected override render() {
    const shown = this.#sections.find((name) => name === this.section) ?? 'browser';
    return html`
      <main @settings-written=${(event: CustomEvent<SettingsView>) => (this.view = event.detail)}>
        <h1>${msg('Settings')}</h1>
        <nav aria-label=${msg('Sections')}>
          ${this.#sections.map(
            (name) =>
              html`<a href="#/settings/${name}" aria-current=${name === shown ? 'true' : nothing}>${sectionWords(name)}</a>`,
          )}
        </nav>
        <div class="section">
          <h2>${sectionWords(shown)}</h2>
          ${this.view ? html`<hv-restart-offer .view=${this.view} .baseUrl=${this.baseUrl}></hv-restart-offer>` : nothing}
          ${problemBox(this.problem)}
          ${this.#renderSection(shown)}
        </div>
      </main>
    `;
  }

  #renderSection(section: Section) {
    const { view, baseUrl } = this;
    switch (section) {
      case 'browser':
        return html`<hv-browser-section .viewer=${this.viewer} .baseUrl=${baseUrl}></hv-browser-section>`;
      case 'camera':
        return view && html`<hv-camera-section .view=${view} .baseUrl=${baseUrl}></hv-camera-section>`;
      case 'counting':
        return view && this.#renderForm(view, isOfCounting);
      case 'classes':
        return html`
          ${view && this.#renderForm(view, ({ name }) => name === 'inference.classSet')}
          <hv-classes-section></hv-classes-section>
        `;
      case 'ranges':
        return (
          view &&
          html`<hv-ranges-section .laboratory=${view.laboratory} .baseUrl=${baseUrl}></hv-ranges-section>`
        );
      case 'accounts':
        return html`
          <hv-accounts-section .baseUrl=${baseUrl}></hv-accounts-section>
          ${view && this.#renderForm(view, ({ name }) => name === 'server.idleMinutes')}
        `;
      case 'audit':
        return html`<hv-audit-section .baseUrl=${baseUrl}></hv-audit-section>`;
    }
  }

  #renderForm({ settings, file }: SettingsView, belongs: (setting: Setting) => boolean) {
    return html`<hv-settings-form
      .settings=${settings.filter(belongs)}
      .file=${file}
      .baseUrl=${this.baseUrl}
    ></hv-settings-form>`;
  }

  get #mayAdminister(): boolean {
    return this.viewer.permissions.includes('administer');
  }

  get #sections(): readonly Section[] {
    return this.#mayAdminister ? SECTIONS : FOR_ALL;
  }

  async #read(): Promise<void> {
    const answer = await readSettings(this.baseUrl);
    this.view = answer.ok ? answer.value : null;
    this.problem = answer.ok ? null : answer.problem;
  }

  static override readonly styles = [
    baseStyles,
    css`
      main {
        display: grid;
        grid-template-columns: 200px minmax(0, 900px);
        gap: 16px 32px;
        padding: 16px;
      }
      h1 {
        grid-column: 1 / -1;
      }
      nav {
        display: grid;
        gap: 4px;
        align-content: start;
      }
      nav a {
        display: flex;
        align-items: center;
        min-height: 44px;
        padding: 0 12px;
        border-inline-start: 3px solid transparent;
        color: var(--quiet);
        text-decoration: none;
      }
      nav a:hover {
        color: var(--text);
      }
      nav a[aria-current] {
        border-inline-start-color: var(--accent);
        background: var(--raised);
        color: var(--text);
        font-weight: 600;
      }
      .section {
        display: grid;
        gap: 20px;
        align-content: start;
        min-width: 0;
      }
      h2 {
        font-size: var(--size-figure);
      }
      @media (max-width: 720px) {
        main {
          grid-template-columns: minmax(0, 1fr);
          padding: 12px;
        }
        nav {
          display: flex;
          overflow-x: auto;
        }
        nav a {
          border-inline-start: 0;
          border-bottom: 3px solid transparent;
          white-space: nowrap;
        }
        nav a[aria-current] {
          border-bottom-color: var(--accent);
        }
      }
    `,
  ];
}

function isOfCounting({ name }: Setting): boolean {
  return name === 'inference.rejectBelow' || name.startsWith('slide.quality.');
}

function sectionWords(section: Section): string {
  switch (section) {
    case 'browser':
      return msg('This browser');
    case 'camera':
      return msg('Camera');
    case 'counting':
      return msg('Thresholds');
    case 'classes':
      return msg('Classes and colours');
    case 'ranges':
      return msg('Ranges and rules');
    case 'accounts':
      return msg('Accounts');
    case 'audit':
      return msg('Audit trail');
  }
}
