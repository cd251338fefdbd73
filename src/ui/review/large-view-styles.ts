import { css } from 'lit';

export const largeViewStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .empty {
    padding: 48px 0;
    text-align: center;
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 44px;
  }
  h2 {
    font-size: 16px;
    line-height: 1.3;
  }
  .others {
    margin-inline-start: auto;
    color: var(--accent);
    font-weight: 600;
  }
  .pictures {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
  }
  figure {
    margin: 0;
    min-width: 0;
  }
  figcaption {
    margin-top: 4px;
    min-height: 17px;
    color: var(--quiet);
    font-size: var(--size-small);
  }
  .crop,
  .field {
    position: relative;
    aspect-ratio: 1;
    border-radius: var(--radius);
    background: var(--stage);
    overflow: hidden;
  }
  .crop {
    display: grid;
    place-items: center;
  }
  .fit {
    position: relative;
    width: min(100%, 100% * var(--aspect));
    aspect-ratio: var(--aspect);
  }
  img {
    position: absolute;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  .gone {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: 8px;
    color: var(--quiet);
    text-align: center;
  }
  canvas {
    position: absolute;
  }
  .box {
    position: absolute;
    border: 2px solid var(--accent);
    outline: 1px solid var(--bg);
    border-radius: 3px;
  }
  .legend {
    display: block;
    height: 8px;
    margin-bottom: 4px;
    border-radius: 2px;
    background: linear-gradient(to right, #140b36, #65156e, #bb3754, #f98e09, #fcffa4);
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  button[aria-pressed='true'] {
    border-color: var(--accent);
    color: var(--accent);
  }
  @media (max-width: 720px) {
    kbd {
      display: none;
    }
  }
  .warn {
    color: var(--warn);
  }
`;
