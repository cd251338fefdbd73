import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { baseStyles } from '../theme/base-styles.ts';
import { buttonStyles } from '../theme/button-styles.ts';
import { addressFor, type Operation } from './operations.ts';

/** What came back. */
interface Shown {
  readonly status: string;
  readonly ms: number;
  readonly text: string | null;
  readonly picture: string | null;
}

/** More text than this is shown in part. */
const MOST_CHARACTERS = 20_000;

/** One operation of the API with its parameters, a body to change and a button that asks it in one's own name. */
@localized()
@customElement('hv-api-operation')
export class ApiOperation extends LitElement {
  @property({ attribute: false }) operation!: Operation;
  @property() baseUrl = '';

  @state() private shown: Shown | null = null;
  @state() private asking = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forgetPicture();
  }

  protected override render() {
    const { method, path, summary, parameters, body } = this.operation;
    return html`
      <details>
        <summary>
          <code class="method" data-method=${method}>${method}</code>
          <code class="path">${path}</code>
          <span class="quiet">${summary}</span>
        </summary>
        <form @submit=${this.#ask}>
          ${parameters.map(
            (one) => html`
              <label>
                <span><code>${one.name}</code> <span class="quiet">${one.meaning}</span></span>
                <input name=${one.name} ?required=${one.required} autocomplete="off" spellcheck="false" />
              </label>
            `,
          )}
          ${
            body === null
              ? nothing
              : html`
                <label>
                  <span>${msg('Body, as JSON')}</span>
                  <textarea name="body" rows=${Math.min(12, body.split('\n').length + 1)} spellcheck="false" .value=${body}></textarea>
                </label>
              `
          }
          <button class="primary" ?disabled=${this.asking}>${msg('Send')}</button>
          ${method === 'GET' ? nothing : html`<p class="quiet">${msg('This really happens, in your name.')}</p>`}
        </form>
        <div aria-live="polite">${this.shown === null ? nothing : this.#renderAnswer(this.shown)}</div>
      </details>
    `;
  }

  #renderAnswer({ status, ms, text, picture }: Shown) {
    return html`
      <p>${msg(str`Answered ${status} after ${Math.round(ms)} ms`)}</p>
      ${picture === null ? nothing : html`<img src=${picture} alt=${msg('The picture that was answered')} />`}
      ${text === null ? nothing : html`<pre tabindex="0">${text}</pre>`}
    `;
  }

  readonly #ask = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const { body, ...values } = Object.fromEntries([...fields].map(([name, value]) => [name, String(value)]));
    const url = new URL(addressFor(this.operation, values).slice(1), this.baseUrl);
    const { method } = this.operation;
    this.asking = true;
    const startedMs = performance.now();
    try {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(url, { method, ...(body === undefined ? {} : { headers, body }) });
      this.#show(await readAnswer(answer, performance.now() - startedMs));
    } catch (thrown) {
      this.#show({ status: '–', ms: performance.now() - startedMs, text: String(thrown), picture: null });
    } finally {
      this.asking = false;
    }
  };

  #show(shown: Shown): void {
    this.#forgetPicture();
    this.shown = shown;
  }

  #forgetPicture(): void {
    if (this.shown?.picture) URL.revokeObjectURL(this.shown.picture);
  }

  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      details {
        border-block-end: 1px solid var(--line);
      }
      summary {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        min-height: 44px;
        padding-block: 6px;
        cursor: pointer;
      }
      .method {
        min-width: 6ch;
        font-weight: 700;
      }
      .method:not([data-method='GET']) {
        color: var(--accent);
      }
      .path {
        overflow-wrap: anywhere;
      }
      form {
        display: grid;
        gap: 12px;
        max-width: 640px;
        padding-block: 4px 16px;
      }
      label {
        display: grid;
        gap: 4px;
      }
      input,
      textarea {
        min-height: 44px;
        padding: 8px 10px;
        border: 1px solid var(--control-line, var(--line));
        border-radius: var(--radius);
        background: var(--panel);
        color: inherit;
        font: inherit;
        font-family: ui-monospace, monospace;
      }
      form button {
        justify-self: start;
        min-height: 44px;
      }
      pre {
        max-height: 420px;
        margin: 8px 0 16px;
        padding: 12px;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--panel);
        font-size: var(--size-small);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      img {
        max-width: 100%;
        margin-block: 8px 16px;
      }
    `,
  ];
}

async function readAnswer(answer: Response, ms: number): Promise<Shown> {
  const status = `${answer.status} ${answer.statusText}`.trim();
  const type = answer.headers.get('content-type') ?? '';
  if (type.startsWith('image/'))
    return { status, ms, text: null, picture: URL.createObjectURL(await answer.blob()) };
  return { status, ms, text: await readText(answer, type), picture: null };
}

/** Words as they are, JSON indented, of an endless answer what comes first, of anything else how much it is. */
async function readText(answer: Response, type: string): Promise<string | null> {
  if (type === '') return null;
  if (type.startsWith('text/event-stream')) {
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    await reader?.cancel();
    return new TextDecoder().decode(first?.value);
  }
  if (!type.startsWith('text/') && !type.includes('json')) return `${type}, ${(await answer.blob()).size} B`;
  const text = await answer.text();
  const shown = type.includes('json') ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return shown.slice(0, MOST_CHARACTERS) || null;
}
