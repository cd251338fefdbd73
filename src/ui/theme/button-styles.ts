import { css } from 'lit';

/** Plain buttons of the page; dialogs use Web Awesome's. */
export const buttonStyles = css`
  button {
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
  button:hover {
    border-color: var(--accent);
  }
  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  button.primary kbd {
    border-color: currentcolor;
  }
  button:disabled {
    color: var(--quiet);
    cursor: default;
  }
`;
