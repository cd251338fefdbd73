import { css } from 'lit';

export const controlPageStyles = css`
  :host {
    display: block;
    min-height: 100%;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
    max-width: 1600px;
    padding: 16px;
  }
  header {
    display: grid;
    gap: 8px;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
  .standing {
    font-weight: 600;
  }
  .standing[data-standing='passed'] {
    color: var(--ok);
  }
  .standing[data-standing='due'] {
    color: var(--warn);
  }
  .standing[data-standing='failed'] {
    color: var(--alarm);
  }
  .how ol,
  .how ul {
    display: grid;
    gap: 4px;
    max-width: 72ch;
    margin: 0;
    padding-inline-start: 24px;
  }
  .how ul {
    padding: 0;
    list-style: none;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(280px, 1fr));
    gap: 16px;
  }
  @media (max-width: 720px) {
    main {
      padding: 12px;
    }
    .charts {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
