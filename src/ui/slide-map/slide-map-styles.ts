import { css } from 'lit';

/** The canvas reads its colours from its own style: ground, view (color) and gap (caret-color). */
export const slideMapStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    overflow: hidden;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
    min-height: 40px;
    padding: 4px 16px;
    white-space: nowrap;
  }
  .figures {
    color: var(--quiet);
  }
  .advice {
    min-height: 20px;
    margin-inline-start: auto;
    color: var(--accent);
    font-weight: 600;
  }
  .tools {
    position: absolute;
    top: 8px;
    inset-inline-end: 8px;
    display: flex;
    gap: 4px;
  }
  .tools button {
    display: grid;
    place-items: center;
    min-width: 36px;
    min-height: 32px;
    padding: 0 8px;
  }
  .frame {
    position: relative;
    flex: 1;
    min-height: 112px;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    background-color: var(--stage);
    color: var(--accent);
    caret-color: var(--warn);
    cursor: grab;
    touch-action: none;
  }
  canvas:active {
    cursor: grabbing;
  }
  canvas:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  :host([stale]) canvas {
    filter: grayscale(1) brightness(0.7);
  }
  .scale {
    position: absolute;
    inset-inline-start: 8px;
    bottom: 8px;
    padding: 2px 4px;
    background: var(--scrim);
    font-size: var(--size-small);
    white-space: nowrap;
    unicode-bidi: plaintext;
    pointer-events: none;
  }
  .bar {
    height: 5px;
    border: solid var(--text);
    border-width: 0 2px 2px;
  }
  .apart,
  ul {
    position: absolute;
    inset-inline-end: 8px;
    padding: 0 8px;
    border-radius: 4px;
    background: var(--scrim);
    font-size: var(--size-small);
    pointer-events: none;
  }
  .apart {
    top: 8px;
    inset-inline: 8px auto;
    /* Beside the buttons, not under them. */
    max-width: calc(100% - 168px);
    color: var(--warn);
  }
  ul {
    bottom: 8px;
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 0 12px;
    max-width: 70%;
    margin: 0;
    list-style: none;
  }
  ul:empty {
    display: none;
  }
  li {
    display: flex;
    align-items: center;
    gap: 4px;
    line-height: 20px;
  }
  svg path {
    stroke: #0b0f14;
    stroke-width: 0.3;
    paint-order: stroke;
  }
  .empty {
    flex: 1;
    padding: 4px 16px 16px;
  }
  @media (max-width: 720px) {
    :host {
      border-width: 0;
      border-radius: 0;
    }
    .advice {
      flex-basis: 100%;
    }
    .tools button {
      min-width: 44px;
      min-height: 44px;
    }
  }
`;
