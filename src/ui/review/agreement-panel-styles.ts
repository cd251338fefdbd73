import { css } from 'lit';

export const agreementPanelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 16px;
  }
  h3 {
    margin: 0 0 8px;
    font-size: var(--size-base);
    font-weight: 600;
  }
  .kappa {
    display: flex;
    align-items: baseline;
    gap: 12px;
  }
  .figure {
    font-size: var(--size-large);
    font-weight: 600;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
  }
  caption {
    padding-bottom: 4px;
    color: var(--quiet);
    font-size: var(--size-small);
    text-align: start;
  }
  th,
  td {
    min-width: 34px;
    height: 28px;
    border: 1px solid var(--line);
    text-align: center;
  }
  th {
    color: var(--quiet);
    font-size: var(--size-small);
  }
  td.same {
    font-weight: 600;
    background: var(--raised);
  }
  td.differ {
    color: var(--warn);
    font-weight: 600;
  }
  ul {
    display: grid;
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: 112px 1fr;
    gap: 12px;
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--ok);
  }
  li.open {
    border-inline-start-color: var(--warn);
  }
  .look {
    width: 112px;
    height: 112px;
    padding: 0;
    overflow: hidden;
  }
  img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .sides {
    display: grid;
    gap: 4px;
    align-content: start;
  }
  .sides button {
    min-width: 0;
    padding: 0 8px;
    font-weight: 400;
    overflow: hidden;
  }
  .sides button.taken {
    border-color: var(--ok);
    font-weight: 600;
  }
  @media (max-width: 720px) {
    th,
    td {
      min-width: 30px;
    }
    li {
      grid-template-columns: 80px 1fr;
    }
    .look {
      width: 80px;
      height: 80px;
    }
  }
  .sides .quiet {
    min-width: 52px;
    text-align: start;
  }
`;
