import { css } from 'lit';

export const quizRunStyles = css`
  :host {
    display: grid;
    gap: 16px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
  }
  .head h2 {
    font-size: 16px;
  }
  .head button {
    margin-inline-start: auto;
  }
  .question {
    display: grid;
    grid-template-columns: minmax(320px, 460px) minmax(0, 1fr);
    gap: 32px;
    align-items: start;
  }
  .cell {
    display: grid;
    place-items: center;
    gap: 12px;
    min-height: 440px;
    padding: 12px;
    border-radius: var(--radius);
    background: var(--stage);
    container-type: inline-size;
  }
  .cell img {
    border-radius: 4px;
  }
  .scale {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--quiet);
    font-size: var(--size-small);
    direction: ltr;
  }
  .scale span {
    width: calc(10 * var(--um));
    height: 6px;
    border: 1px solid var(--quiet);
    border-top: 0;
  }
  .side {
    display: grid;
    gap: 12px;
    min-width: 0;
  }
  h3 {
    margin: 0;
    font-size: 16px;
  }
  .choices {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(190px, 1fr));
    gap: 8px;
  }
  .choices button {
    min-height: 48px;
    padding: 0 10px;
    font-weight: 400;
    text-align: start;
  }
  .choices span:last-child {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .next {
    justify-self: start;
    min-height: 48px;
  }
  .wrong {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(160px, 1fr));
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .wrong button {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    align-content: start;
    gap: 4px;
    width: 100%;
    height: 100%;
    padding: 8px;
    font-weight: 400;
    text-align: start;
    white-space: normal;
  }
  .wrong img {
    width: 100%;
    border-radius: 4px;
  }
  @media (max-width: 720px) {
    .head {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 12px;
    }
    .head p {
      grid-row: 2;
    }
    .head button {
      grid-row: 1 / 3;
      grid-column: 2;
    }
  }
  @media (max-width: 900px) {
    .question {
      grid-template-columns: minmax(0, 1fr);
      gap: 16px;
    }
    .cell {
      min-height: 0;
    }
    .choices {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .choices button {
      padding: 0 8px;
    }
  }
  @media (pointer: coarse) {
    kbd {
      display: none;
    }
  }
`;
