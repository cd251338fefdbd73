import { css } from 'lit';
import { fieldStyles } from '../theme/field-styles.ts';
import { tableStyles } from '../theme/table-styles.ts';

/** What the sections of the settings share. */
export const settingsStyles = [
  fieldStyles,
  tableStyles,
  css`
  :host {
    --row: 44px;
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
    grid-template-columns: minmax(0, 240px) minmax(0, 280px) minmax(0, 1fr);
    align-items: center;
    gap: 4px 16px;
  }
  .field label {
    font-weight: 600;
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
  .problem p:first-child {
    white-space: pre-line;
  }
  @media (max-width: 720px) {
    .field {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`,
];
