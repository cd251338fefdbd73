import { css } from 'lit';

/** Fields to type into and to choose from, with a small label above: `<label><span>…</span><input></label>`. */
export const fieldStyles = css`
  label > span:first-child:not(:only-child) {
    display: block;
    margin-bottom: 4px;
    color: var(--quiet);
    font-size: var(--size-small);
  }
  input:not([type='radio'], [type='checkbox']),
  select,
  textarea {
    width: 100%;
    min-height: 44px;
    padding: 0 12px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--panel);
    color: inherit;
    font: inherit;
  }
`;
