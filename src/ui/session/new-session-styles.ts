import { css } from 'lit';

/** Camera and work list beside the form; above it on a phone. */
export const newSessionStyles = css`
  wa-dialog {
    --width: min(880px, calc(100vw - 24px));
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 5fr) minmax(0, 6fr);
    align-items: start;
    gap: 24px;
  }
  .halves > div {
    display: grid;
    gap: 16px;
  }
  #accession-help {
    min-height: 40px;
    margin-top: 4px;
  }
  .ends {
    margin-top: 16px;
    color: var(--warn);
  }
  @media (max-width: 720px) {
    .halves {
      grid-template-columns: minmax(0, 1fr);
      gap: 16px;
    }
  }
`;
