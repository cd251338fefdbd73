import { localized, msg } from '@lit/localize';
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { baseStyles } from '../theme/base-styles.ts';
import './api-operation.ts';
import { type ApiDescription, type Operation, operationsOf } from './operations.ts';

/** Every operation of the HTTP API, from its OpenAPI description, to be tried. */
@localized()
@customElement('hv-api-docs-page')
export class ApiDocsPage extends LitElement {
  @property() baseUrl = '';

  @state() private groups: ReadonlyMap<string, readonly Operation[]> | null = null;
  @state() private failed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override render() {
    return html`
      <main>
        <h1 tabindex="-1">${msg('HTTP API')}</h1>
        <p class="quiet">
          ${msg('The dashboard uses nothing else. What is sent from here is sent in your name.')}
          <a href=${new URL('api/openapi.json', this.baseUrl).href}>OpenAPI 3.1</a>
        </p>
        ${this.#renderGroups()}
      </main>
    `;
  }

  #renderGroups() {
    if (this.failed) return html`<p role="alert">${msg('The description of the API could not be read.')}</p>`;
    if (this.groups === null) return html`<p class="quiet">${msg('Opening…')}</p>`;
    return [...this.groups].map(
      ([group, operations]) => html`
        <section aria-labelledby=${`group-${group}`}>
          <h2 id=${`group-${group}`}>${group}</h2>
          ${operations.map(
            (operation) => html`
              <hv-api-operation .operation=${operation} .baseUrl=${this.baseUrl}></hv-api-operation>
            `,
          )}
        </section>
      `,
    );
  }

  async #load(): Promise<void> {
    try {
      const answer = await fetch(new URL('api/openapi.json', this.baseUrl));
      if (!answer.ok) throw new Error(String(answer.status));
      this.groups = operationsOf((await answer.json()) as ApiDescription);
    } catch {
      this.failed = true;
    }
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      main {
        display: grid;
        gap: 16px;
        max-width: 960px;
        margin-inline: auto;
        padding: 16px;
      }
      h2 {
        margin-block: 8px 4px;
      }
      a {
        color: var(--accent);
      }
    `,
  ];
}
