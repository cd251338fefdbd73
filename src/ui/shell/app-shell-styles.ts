import { css } from 'lit';

/** A rail of pages beside the page; on a phone a bar above it and a drawer. */
export const appShellStyles = css`
  :host {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    height: 100dvh;
  }
  .skip {
    position: absolute;
    z-index: 20;
    inset-block-start: -100px;
    inset-inline-start: 8px;
    min-height: 44px;
    padding: 0 16px;
    border: 1px solid var(--accent);
    border-radius: var(--radius);
    background: var(--raised);
    font-weight: 600;
  }
  .skip:focus {
    inset-block-start: 8px;
  }
  .page {
    grid-column: 2;
    min-width: 0;
    height: 100dvh;
    overflow: auto;
  }
  .rail {
    display: flex;
    flex-direction: column;
    gap: 4px;
    width: 84px;
    box-sizing: border-box;
    padding: 4px;
    overflow-y: auto;
    background: var(--panel);
    border-inline-end: 1px solid var(--line);
  }
  nav a {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 2px;
    min-height: 56px;
    padding: 4px 2px;
    border-inline-start: 3px solid transparent;
    color: var(--quiet);
    font-size: 12px;
    line-height: 1.2;
    text-align: center;
    text-decoration: none;
    overflow-wrap: anywhere;
    hyphens: auto;
  }
  nav a:hover {
    color: var(--text);
  }
  nav a[aria-current] {
    color: var(--text);
    background: var(--raised);
    border-inline-start-color: var(--accent);
  }
  .count {
    color: var(--text);
    font-weight: 600;
    unicode-bidi: plaintext;
  }
  svg {
    width: 20px;
    height: 20px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.25;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .bar {
    display: none;
  }
  .drawer {
    width: min(300px, calc(100vw - 48px));
    height: 100dvh;
    max-height: none;
    margin: 0;
    margin-inline-end: auto;
    padding: 8px;
    border: 0;
    border-inline-end: 1px solid var(--line);
    background: var(--panel);
    color: var(--text);
  }
  .drawer::backdrop {
    background: rgb(4 6 8 / 60%);
  }
  .drawer a {
    grid-template-columns: 24px 1fr auto;
    align-items: center;
    justify-items: start;
    gap: 16px;
    min-height: 52px;
    padding: 0 12px;
    font-size: 16px;
    text-align: start;
  }
  .drawer button,
  .told button {
    width: 100%;
    min-height: 44px;
    margin-top: 16px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--raised);
  }
  .told {
    display: grid;
    gap: 12px;
    max-width: 480px;
    padding: 24px;
  }
  @media (max-width: 720px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
    }
    .page {
      grid-column: 1;
    }
    .rail {
      display: none;
    }
    .bar {
      position: sticky;
      z-index: 5;
      inset-block-start: 0;
      display: flex;
      align-items: center;
      gap: 8px;
      height: 52px;
      padding: 0 8px 0 4px;
      border-bottom: 1px solid var(--line);
      background: var(--panel);
    }
    .bar button,
    .bar .pulse {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      gap: 8px;
      min-width: 44px;
      min-height: 44px;
      border: 0;
      background: none;
      color: inherit;
      text-decoration: none;
    }
    .bar .pulse {
      color: var(--accent);
    }
    .name {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      font-weight: 600;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  }
`;
