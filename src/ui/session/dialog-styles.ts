import { css } from 'lit';

/** What the dialogs share inside Web Awesome's frame. */
export const dialogStyles = css`
  wa-dialog {
    --width: min(460px, calc(100vw - 24px));
    --spacing: 24px;
  }
  wa-dialog::part(body) {
    padding-block-end: 12px;
  }
  wa-dialog::part(dialog) {
    border: 1px solid var(--line-strong);
    color: var(--text);
  }
  wa-dialog::part(footer) {
    padding-block-start: 12px;
  }
  .dialog-title {
    margin-bottom: 12px;
    font-size: var(--size-figure);
    line-height: 1.3;
  }
  .dialog-title + p {
    margin-bottom: 16px;
  }
  .problem {
    margin-top: 16px;
    padding: 8px 12px;
    border-inline-start: 3px solid var(--alarm);
    background: var(--raised);
  }
`;
