import { css } from 'lit';

export const classKeypadStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 20px;
  }
  .numbers,
  .letters {
    display: grid;
    gap: 8px;
    /* Keys lie where the number pad has them, whichever way the language runs. */
    direction: ltr;
  }
  .numbers {
    grid-template-columns: repeat(3, minmax(0, 1fr));
  }
  .letters {
    grid-template-columns: repeat(3, minmax(0, 1fr));
  }
  button {
    display: grid;
    align-content: space-between;
    gap: 4px;
    min-height: 136px;
    padding: 8px;
    border: 1px solid var(--line-strong);
    /* Inside the line: pale colours end somewhere on a light page too. */
    box-shadow: inset 0 -3px var(--colour);
    border-radius: var(--radius);
    background: var(--panel);
    text-align: start;
    cursor: pointer;
    user-select: none;
    touch-action: manipulation;
    transition: background var(--quick);
  }
  .letters button {
    min-height: 100px;
  }
  button:hover {
    border-color: var(--accent);
  }
  button:active,
  button[data-last] {
    background: var(--raised);
  }
  button[data-last] {
    box-shadow:
      inset 0 0 0 2px var(--accent),
      inset 0 -3px var(--colour);
  }
  button[data-full] {
    cursor: not-allowed;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-width: 0;
  }
  kbd {
    margin-inline-start: auto;
  }
  .name {
    flex-basis: 100%;
    order: 2;
    min-width: 0;
    font-size: var(--size-small);
    line-height: 1.2;
    overflow-wrap: anywhere;
  }
  .count {
    font-size: 36px;
    font-weight: 600;
    line-height: 1.1;
    text-align: end;
  }
  .letters .count {
    font-size: var(--size-large);
  }
  @media (max-width: 1100px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
    }
    button {
      min-height: 92px;
    }
  }
  @media (max-width: 720px) {
    :host {
      gap: 8px;
    }
    .numbers,
    .letters {
      gap: 6px;
    }
    button,
    .letters button {
      min-height: 76px;
      padding: 6px;
    }
    kbd {
      display: none;
    }
    .count,
    .letters .count {
      font-size: var(--size-figure);
    }
  }
`;
