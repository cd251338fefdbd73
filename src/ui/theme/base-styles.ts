import { css } from 'lit';

/** Shared by every element: box model, focus ring, problems, class chips, words for screen readers only. */
export const baseStyles = css`
  :host {
    box-sizing: border-box;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h1 {
    margin: 0;
    font-size: var(--size-figure);
    font-weight: 600;
    line-height: 1.3;
  }
  /* The focus moves here when a page opens; a ring would say that it can be pressed. */
  h1:focus {
    outline: none;
  }
  h2 {
    margin: 0;
    font-size: var(--size-base);
    font-weight: 600;
  }
  p {
    margin: 0;
    /* No word and no unit alone on the last line. */
    text-wrap: pretty;
  }
  button,
  input {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    border-radius: 4px;
  }
  .quiet {
    color: var(--quiet);
  }
  .problem {
    padding: 8px 12px;
    border-inline-start: 3px solid var(--alarm);
    background: var(--raised);
  }
  .problem p:first-child {
    color: var(--alarm);
    font-weight: 600;
  }
  .chip {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 32px;
    height: 20px;
    border-radius: 4px;
    border: 1px solid var(--chip-line);
    color: var(--class-ink);
    font-size: var(--size-small);
    font-weight: 700;
    line-height: 1;
    letter-spacing: 0.02em;
  }
  kbd {
    display: inline-grid;
    place-items: center;
    min-width: 20px;
    height: 20px;
    padding: 0 4px;
    border: 1px solid var(--line-strong);
    border-radius: 4px;
    font: inherit;
    font-size: var(--size-small);
    font-weight: 600;
    line-height: 1;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
