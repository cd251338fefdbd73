import { css } from 'lit';

export const reviewPageStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr) auto;
    height: 100dvh;
    overflow: hidden;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto minmax(0, 1fr) auto;
    min-height: 0;
  }
  .work {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 520px;
    min-height: 0;
  }
  .gallery {
    min-width: 0;
  }
  .empty {
    display: grid;
    place-content: center;
    place-items: center;
    gap: 12px;
    background: var(--stage);
  }
  a {
    display: grid;
    align-items: center;
    min-height: var(--hit);
    color: var(--accent);
  }
  hv-review-pane {
    border-inline-start: 1px solid var(--line);
  }
  footer {
    padding: 4px 12px;
    border-top: 1px solid var(--line);
    background: var(--panel);
    color: var(--quiet);
    font-size: var(--size-small);
    line-height: 1.3;
    text-align: end;
  }
  @media (max-width: 1100px) {
    .work {
      grid-template-columns: minmax(0, 1fr) 360px;
    }
  }
  @media (max-width: 720px) {
    :host {
      /* Under the bar of the shell. */
      height: calc(100dvh - 52px);
    }
    .work {
      grid-template-columns: minmax(0, 1fr);
    }
    /* The sheet leaves a row of the gallery to see what it is about. */
    .work:has(.open) {
      grid-template-rows: minmax(200px, 1fr) minmax(0, 60dvh);
    }
    hv-review-pane {
      border: 0;
      border-top: 2px solid var(--line-strong);
    }
    hv-review-pane:not(.open) {
      display: none;
    }
  }
`;
