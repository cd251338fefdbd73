import { css } from 'lit';

/** What the sections of the settings share. */
export const settingsStyles = css`
  :host {
    display: grid;
    gap: 20px;
    align-content: start;
  }
  section {
    display: grid;
    gap: 12px;
  }
  h2 {
    font-size: 16px;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    margin-bottom: 4px;
    font-weight: 600;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 280px) minmax(0, 240px) minmax(0, 1fr);
    align-items: center;
    gap: 4px 16px;
  }
  .field label {
    font-weight: 600;
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
  :disabled {
    color: var(--quiet);
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px;
  }
  .told {
    color: var(--ok);
  }
  .warn {
    color: var(--warn);
  }
  .problem {
    padding: 8px 12px;
    border-inline-start: 3px solid var(--alarm);
    background: var(--raised);
  }
  .problem p:first-child {
    color: var(--alarm);
    font-weight: 600;
    white-space: pre-line;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    height: 44px;
    padding: 4px 12px 4px 0;
    border-bottom: 1px solid var(--line);
    text-align: start;
    font-weight: 400;
  }
  thead th {
    height: 32px;
    color: var(--quiet);
    font-size: var(--size-small);
  }
  @media (max-width: 720px) {
    .field {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
