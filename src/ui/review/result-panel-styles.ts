import { css } from 'lit';

export const resultPanelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  hv-review-notes {
    --most-height: none;
  }
  h3 {
    margin: 0 0 4px;
    font-size: var(--size-base);
    font-weight: 600;
  }
  ol,
  ul {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  ol li {
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--line-strong);
  }
  ol li.newest {
    border-inline-start-color: var(--ok);
  }
  ul li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: var(--hit);
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--warn);
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-inline-start: -8px;
  }
  a {
    display: grid;
    place-items: center;
    min-width: var(--hit);
    min-height: var(--hit);
    padding: 0 8px;
    color: var(--accent);
    font-weight: 600;
    text-underline-offset: 3px;
  }
  .warn {
    margin-bottom: 8px;
    color: var(--warn);
  }
  label {
    display: block;
    font-weight: 600;
  }
  textarea {
    display: block;
    width: 100%;
    padding: 8px 12px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--bg);
    color: inherit;
    font: inherit;
    resize: vertical;
  }
  .ask {
    display: grid;
    gap: 8px;
    padding: 12px;
    border: 1px solid var(--accent);
    border-radius: var(--radius);
  }
  .choice {
    display: flex;
    gap: 8px;
  }
  button {
    justify-content: center;
  }
`;
