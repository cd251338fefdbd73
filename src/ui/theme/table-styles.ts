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
