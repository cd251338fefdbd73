import { css } from 'lit';

/** Tables of words and figures, a line under each row; `--row` is the least height of a row. */
export const tableStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    height: var(--row, 32px);
    padding-block: 4px;
    padding-inline: 0 12px;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
    text-align: start;
  }
  thead th {
    height: 32px;
    color: var(--quiet);
    font-size: var(--size-small);
  }
  /* Figures read from the left and stand under each other in every language. */
  .number {
    padding-inline: 12px 0;
    text-align: right;
    unicode-bidi: plaintext;
  }
`;

/** On a phone each row is a small grid without a head; how its cells lie in it is the table's own. Comes last. */
export const phoneRowStyles = css`
  @media (max-width: 720px) {
    thead {
      display: none;
    }
    table,
    tbody {
      display: block;
    }
    tr {
      display: grid;
      border-bottom: 1px solid var(--line);
    }
    th,
    td {
      height: auto;
      border: 0;
    }
  }
`;
