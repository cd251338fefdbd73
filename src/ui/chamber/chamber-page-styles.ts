import { css } from 'lit';

export const chamberPageStyles = css`
  main {
    display: grid;
    gap: 12px;
    max-width: 1600px;
    padding: 16px;
  }
  form {
    display: grid;
    grid-template-columns: minmax(200px, 2fr) repeat(4, minmax(120px, 1fr));
    align-items: end;
    gap: 12px;
  }
  input[type='file'] {
    padding: 4px;
  }
  ::file-selector-button {
    height: 34px;
    margin-inline-end: 12px;
    padding: 0 12px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--raised);
    color: inherit;
    font: inherit;
    font-weight: 600;
  }
  .empty {
    display: grid;
    gap: 8px;
    place-content: center;
    justify-items: center;
    min-height: 40vh;
    text-align: center;
  }
  .empty svg {
    width: 48px;
    height: 48px;
    fill: none;
    stroke: var(--quiet);
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 320px;
    align-items: start;
    gap: 16px;
  }
  section {
    display: grid;
    gap: 12px;
    padding: 16px;
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .figure strong {
    font-size: var(--size-large);
  }
  .warn {
    color: var(--warn);
  }
  @media (max-width: 720px) {
    main {
      padding: 12px;
    }
  }
  @media (max-width: 900px) {
    form,
    .halves {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
