import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Notice } from '../../core/wire/live.ts';
import { baseStyles } from '../theme/base-styles.ts';

/** What keeps the instrument from its work: the short of it in the language of the page, the rest as it told it. */
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
            html`<li><strong>${noticeWords(code)}</strong> <span>${message} ${hint}</span></li>`,
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
      strong {
        color: var(--alarm);
      }
    `,
  ];
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
    case 'disk-low':
      return msg('The disk is nearly full.');
    case 'control-due':
      return msg('Quality control is due.');
  }
}
