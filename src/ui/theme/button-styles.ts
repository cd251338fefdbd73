import { css } from 'lit';

/** Plain buttons of the page, and links that look like them in `.acts`; dialogs use Web Awesome's. */
export const buttonStyles = css`
  button,
  .acts a {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: var(--hit);
    padding: 0 16px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--raised);
    font-weight: 600;
    white-space: nowrap;
    cursor: pointer;
  }
  .acts a {
    color: inherit;
    text-decoration: none;
  }
  button:hover,
  .acts a:hover {
    border-color: var(--accent);
  }
  button.primary,
  .acts a.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  button.primary kbd {
    border-color: currentcolor;
  }
  button:disabled {
    border-color: var(--line);
    background: none;
    color: var(--quiet);
    cursor: default;
  }
`;
