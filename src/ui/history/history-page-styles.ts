import { css } from 'lit';

export const historyPageStyles = css`
  :host {
    display: block;
    min-height: 100%;
  }
  main {
    display: grid;
    gap: 12px;
    max-width: 1600px;
    padding: 16px;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 20px;
  }
  form {
    display: grid;
    grid-template-columns: minmax(160px, 2fr) repeat(4, minmax(120px, 1fr));
    gap: 12px;
  }
  .halves {
    display: grid;
    gap: 16px;
    align-items: start;
  }
  .halves[data-chosen] {
    grid-template-columns: minmax(0, 1fr) 480px;
  }
  .list {
    display: grid;
    gap: 12px;
    justify-items: start;
    min-width: 0;
  }
  hv-session-table {
    width: 100%;
  }
  @media (max-width: 1100px) {
    .halves[data-chosen] {
      grid-template-columns: minmax(0, 1fr);
    }
    .halves[data-chosen] .list {
      display: none;
    }
  }
  @media (max-width: 720px) {
    main {
      padding: 12px;
    }
    form {
      grid-template-columns: 1fr 1fr;
      gap: 8px;
    }
    label:first-child {
      grid-column: 1 / -1;
    }
    .list > button {
      width: 100%;
      justify-content: center;
    }
  }
`;
