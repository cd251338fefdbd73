import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Notice } from '../../core/wire/live.ts';
import { language } from '../locale/language.ts';
import { addressOf } from '../shell/route.ts';
import { baseStyles } from '../theme/base-styles.ts';

/** What keeps the instrument from its work: the short of it in the language of the page; in English, the rest as it told it. */
@localized()
@customElement('hv-notice-list')
export class NoticeList extends LitElement {
  @property({ attribute: false }) notices: readonly Notice[] = [];

  protected override render() {
    if (this.notices.length === 0) return nothing;
    return html`
      <ul aria-label=${msg('Notices')} role="alert">
        ${this.notices.map(
          ({ code, message, hint }) =>
            html`<li>
                <strong>${noticeWords(code)}</strong> <span>${language() === 'en' ? `${message} ${hint}` : noticeHint(code)}</span>
                ${isOfControl(code) ? html`<a href=${addressOf('control')}>${msg('Control slides')}</a>` : nothing}
              </li>`,
        )}
      </ul>
    `;
  }

  static override readonly styles = [
    baseStyles,
    css`
      ul {
        max-height: 20dvh;
        margin: 0;
        padding: 4px 12px;
        overflow-y: auto;
        border-bottom: 1px solid var(--line);
        border-inline-start: 4px solid var(--alarm);
        background: var(--raised);
        list-style: none;
      }
      li {
        padding: 4px 0;
      }
      a {
        color: var(--accent);
      }
      strong {
        color: var(--alarm);
      }
    `,
  ];
}

function isOfControl(code: Notice['code']): boolean {
  return code === 'control-due' || code === 'control-failed';
}

function noticeWords(code: Notice['code']): string {
  switch (code) {
    case 'self-test-failed':
      return msg('The self-test failed.');
    case 'disk-full':
      return msg('The disk is full.');
    case 'clock-implausible':
      return msg('The clock is wrong.');
    case 'safe-mode':
      return msg('Safe mode.');
    case 'control-failed':
      return msg('Quality control failed.');
    case 'messages-set-aside':
      return msg('A message to the laboratory was refused.');
    case 'models-fell-back':
      return msg('The graphics processor failed.');
    case 'disk-low':
      return msg('The disk is nearly full.');
    case 'control-due':
      return msg('Quality control is due.');
  }
}

/** What to do about it. */
function noticeHint(code: Notice['code']): string {
  switch (code) {
    case 'self-test-failed':
      return msg('Nothing is counted. Run hematovision doctor, mend what it names, then start again.');
    case 'disk-full':
      return msg('Sign what is open, start no new count, and free some space.');
    case 'clock-implausible':
      return msg('Nothing can be signed. Set the clock; the notice goes by itself.');
    case 'safe-mode':
      return msg('The last settings that worked are in force. Correct the file, then start again.');
    case 'control-failed':
      return msg('Check focus, light and stain, and count it again before counting patients.');
    case 'messages-set-aside':
      return msg('hematovision outbox list shows them and why.');
    case 'models-fell-back':
      return msg('Counting goes on with the processor, more slowly. Run hematovision doctor.');
    case 'disk-low':
      return msg('Counts go on, pictures of cells are not kept. Delete what is not needed.');
    case 'control-due':
      return msg('Start a session with the accession on its label, count it and end it.');
  }
}
