import { css } from 'lit';

export const reviewBarStyles = css`
  :host {
    display: flex;
    align-items: center;
    gap: 16px;
    height: 52px;
    padding-inline: 12px;
    background: var(--panel);
    border-bottom: 1px solid var(--line);
    white-space: nowrap;
  }
  .specimen {
    display: flex;
    align-items: baseline;
    gap: 12px;
    min-width: 0;
    overflow: hidden;
  }
  h1 {
    margin: 0;
    unicode-bidi: plaintext;
    font-size: var(--size-figure);
    font-weight: 600;
  }
  .who,
  .who span {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  button.who {
    gap: 8px;
    padding: 0 8px;
    border-color: transparent;
    background: none;
    color: var(--quiet);
    font-weight: 400;
  }
  .who svg {
    flex: none;
    width: 14px;
    height: 14px;
  }
  .state {
    padding: 2px 10px;
    border: 1px solid var(--line-strong);
    border-radius: 99px;
    font-weight: 600;
  }
  .state.signed {
    border-color: var(--ok);
    color: var(--ok);
  }
  .state.amending {
    border-color: var(--warn);
    color: var(--warn);
  }
  .waiting {
    padding: 0 12px;
    border-color: var(--warn);
    background: none;
    color: var(--warn);
  }
  .waiting[aria-pressed='true'] {
    background: var(--warn);
    color: var(--bg);
  }
  svg {
    width: 16px;
    height: 18px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.5;
  }
  .waiting svg {
    width: 12px;
    height: 12px;
    fill: currentcolor;
    stroke: none;
  }
  .progress {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  progress {
    width: 140px;
    height: 8px;
    accent-color: var(--accent);
  }
  .tools {
    display: flex;
    align-items: center;
    gap: 4px;
    margin-inline-start: auto;
  }
  .tool {
    padding: 0 10px;
    border-color: transparent;
    background: none;
    font-weight: 400;
  }
  .tool:disabled {
    border-color: transparent;
    color: var(--line-strong);
  }
  .many,
  .pane {
    display: none;
  }
  .many[aria-pressed='true'] {
    border-color: var(--accent);
    color: var(--accent);
  }
  @media (pointer: coarse) {
    .many {
      display: inline-flex;
    }
  }
  @media (max-width: 1200px) {
    .who span,
    p.who,
    .none,
    .tool span {
      display: none;
    }
  }
  .number {
    display: none;
  }
  @media (max-width: 720px) {
    :host {
      flex-wrap: wrap;
      gap: 0 4px;
      height: auto;
      padding: 4px 8px;
    }
    .specimen {
      flex: 1;
    }
    .many,
    .pane {
      display: inline-flex;
    }
    .many,
    .pane,
    .waiting {
      padding: 0 8px;
    }
    button.who {
      min-width: var(--hit);
      justify-content: center;
    }
    .tools {
      display: contents;
    }
    .tools::before {
      content: '';
      order: 1;
      flex-basis: 100%;
    }
    .waiting,
    .progress,
    .many,
    hv-scale-tools,
    .tool {
      order: 2;
    }
    .tool {
      min-width: var(--hit);
      justify-content: center;
      padding: 0;
    }
    hv-scale-tools {
      gap: 0;
      order: 3;
      margin-inline-start: auto;
    }
    .waiting span:first-of-type {
      position: absolute;
      clip-path: inset(50%);
    }
    .number {
      display: inline;
    }
    /* The live page's menu has it too. */
    .none,
    .share-asked {
      display: none;
    }
  }
`;
