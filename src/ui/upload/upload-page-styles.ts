import { css } from 'lit';

export const uploadPageStyles = css`
  :host {
    display: block;
    height: 100%;
  }
  main {
    display: flex;
    flex-direction: column;
    gap: 12px;
    height: 100%;
    padding: 16px;
  }
  main[data-dragging] {
    outline: 2px dashed var(--accent);
    outline-offset: -6px;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-inline-start: auto;
  }
  .camera,
  .by-touch {
    display: none;
  }
  .drop {
    flex: 1;
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 12px;
    padding: 24px;
    border: 2px dashed var(--line-strong);
    border-radius: var(--radius);
    text-align: center;
  }
  .drop h2 {
    font-size: var(--size-figure);
    text-wrap: balance;
  }
  .drop p {
    max-width: 560px;
  }
  .drop svg {
    width: 56px;
    height: 56px;
    fill: none;
    stroke: var(--quiet);
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .desk {
    flex: 1;
    display: grid;
    grid-template-columns: 304px minmax(0, 1fr) 380px;
    gap: 16px;
    min-height: 0;
  }
  hv-picture-shelf,
  hv-picture-result {
    overflow-y: auto;
  }
  .refused,
  .waits {
    grid-column: 2 / 4;
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 8px;
    border-radius: var(--radius);
    background: var(--panel);
    text-align: center;
  }
  .refused p:first-of-type {
    color: var(--alarm);
    font-weight: 600;
  }
  .refused h2 {
    overflow-wrap: anywhere;
  }
  .refused button {
    margin-top: 12px;
  }
  @media (max-width: 1100px) {
    .desk {
      grid-template-columns: minmax(0, 1fr) 360px;
      grid-template-rows: auto minmax(0, 1fr);
    }
    hv-picture-shelf {
      grid-column: 1 / 3;
      max-height: 200px;
    }
    .refused,
    .waits {
      grid-column: 1 / 3;
    }
  }
  @media (max-width: 720px) {
    :host,
    main {
      height: auto;
    }
    main {
      padding: 12px;
    }
    main[data-empty] {
      min-height: calc(100dvh - 52px);
    }
    .desk {
      display: flex;
      flex-direction: column;
    }
    hv-picture-view {
      height: min(100vw, 62dvh);
    }
    .refused,
    .waits {
      min-height: 240px;
      padding: 16px;
    }
    .folder {
      display: none;
    }
    .acts {
      width: 100%;
      margin: 0;
    }
    .acts button {
      flex: 1;
      justify-content: center;
    }
  }
  @media (pointer: coarse) {
    .camera {
      display: inline-flex;
    }
    .by-mouse {
      display: none;
    }
    .by-touch {
      display: inline;
    }
  }
`;
