import { css } from 'lit';

export const pictureResultStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  h2.minor,
  h3 {
    margin: 12px 0 6px;
    color: var(--quiet);
    font-size: var(--size-small);
    font-weight: 600;
  }
  .segments span {
    padding: 0 16px;
  }
  .segments legend {
    color: var(--quiet);
  }
  table + p {
    margin-top: 8px;
  }
  .named {
    display: inline-flex;
    align-items: center;
    gap: 8px;
  }
  .cells {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .cells button {
    padding: 0 8px;
    font-weight: 400;
  }
  button[aria-pressed='true'] {
    border-color: var(--accent);
    color: var(--accent);
  }
  .cell > button {
    margin-top: 8px;
  }
  .verdict {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 36px;
  }
  .verdict h2 {
    flex: 1;
    font-size: var(--size-figure);
    line-height: 1.3;
  }
  .verdict strong {
    font-size: var(--size-figure);
    white-space: nowrap;
  }
  .confidence {
    height: 12px;
    margin: 8px 0;
    border-radius: 3px;
    background: var(--line);
  }
  .confidence div {
    height: 100%;
    border-radius: 3px;
    outline: 1px solid var(--bar-line);
  }
  .legend {
    display: block;
    height: 8px;
    margin: 8px 0 4px;
    border-radius: 2px;
    background: linear-gradient(to right, #140b36, #65156e, #bb3754, #f98e09, #fcffa4);
  }
`;
