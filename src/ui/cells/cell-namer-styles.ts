import { css } from 'lit';

export const cellNamerStyles = css`
  section {
    display: grid;
    gap: 12px;
    padding: 12px;
    background: var(--panel);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
  }
  section:focus {
    outline: none;
  }
  .cell {
    display: flex;
    gap: 16px;
  }
  img {
    border-radius: 4px;
    background: var(--raised);
    object-fit: cover;
  }
  .class {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: var(--size-figure);
    font-weight: 600;
  }
  .acts,
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .acts {
    gap: 8px;
    margin-top: 8px;
  }
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
  }
  .name {
    width: 100%;
  }
  .name span:not(.chip) {
    flex: 1;
    overflow: hidden;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .problem {
    color: var(--alarm);
  }
  button {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: var(--hit);
    padding: 0 8px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--raised);
    cursor: pointer;
  }
  button:hover:enabled {
    border-color: var(--accent);
  }
  button:disabled {
    color: var(--quiet);
    cursor: default;
  }
  .name[aria-pressed='true'] {
    border-color: var(--accent);
    color: var(--accent);
    font-weight: 600;
  }
  @media (max-width: 720px) {
    section {
      max-height: 70dvh;
      border-width: 1px 0 0;
      border-radius: 0;
      overflow-y: auto;
    }
    ul {
      display: grid;
      grid-template-columns: 1fr 1fr;
    }
    kbd {
      display: none;
    }
  }
`;
