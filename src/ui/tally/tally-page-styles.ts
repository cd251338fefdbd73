import { css } from 'lit';

export const tallyPageStyles = css`
  :host {
    display: block;
    min-height: 100%;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 16px;
    max-width: 1600px;
    padding: 16px;
  }
  header {
    display: flex;
    align-items: center;
    gap: 16px;
  }
  .sounds {
    margin-inline-start: auto;
  }
  button[aria-pressed='true'] {
    border-color: var(--accent);
    color: var(--accent);
  }
  .counter {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(400px, 480px);
    gap: 24px;
    align-items: start;
  }
  .keys,
  .side,
  .kept {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    min-width: 0;
  }
  .progress {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 4px 20px;
    align-items: baseline;
  }
  .figure {
    font-size: var(--size-figure);
  }
  .figure strong {
    font-size: 44px;
    line-height: 1;
  }
  .track {
    grid-column: 1 / 3;
    height: 8px;
    border-radius: 4px;
    background: var(--line);
  }
  .track div {
    height: 100%;
    border-radius: 4px;
    background: var(--accent);
    transition: width var(--quick);
  }
  [data-reached] .track div {
    background: var(--ok);
  }
  [data-reached] [role='status'] {
    color: var(--ok);
    font-weight: 600;
  }
  .last {
    display: flex;
    align-items: center;
    gap: 16px;
  }
  ol {
    display: flex;
    flex: 1;
    gap: 4px;
    min-width: 0;
    margin: 0;
    /* Room for the ring of the last one. */
    padding: 4px;
    overflow: hidden;
    list-style: none;
  }
  li {
    flex: none;
    display: grid;
  }
  li:last-child {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
    border-radius: 4px;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    justify-content: end;
  }
  .acts button {
    min-height: 44px;
  }
  .kept {
    max-width: 860px;
    padding: 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--panel);
  }
  .kept .acts {
    justify-content: start;
  }
  .problem,
  .giving-up {
    display: grid;
    gap: 8px;
    padding: 8px 12px;
    border-inline-start: 3px solid var(--alarm);
    background: var(--raised);
  }
  .problem button {
    justify-self: start;
  }
  @media (max-width: 1100px) {
    .counter {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 720px) {
    main {
      gap: 12px;
      padding: 12px;
    }
    .figure strong {
      font-size: 32px;
    }
    /* Under the thumb beside the newest cells, not below the last key. */
    hv-class-keypad {
      order: 1;
    }
    /* As many as fit beside the button. */
    li:nth-last-child(n + 6) {
      display: none;
    }
  }
  @media (pointer: coarse) {
    kbd {
      display: none;
    }
  }
`;
