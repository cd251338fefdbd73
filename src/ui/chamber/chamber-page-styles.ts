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
  label span {
    display: block;
    margin-bottom: 4px;
    color: var(--quiet);
    font-size: var(--size-small);
  }
  input,
  select {
    width: 100%;
    min-height: 44px;
    padding: 0 12px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--panel);
    color: inherit;
    font: inherit;
  }
  input[type='file'] {
    padding: 8px;
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 320px;
    align-items: start;
    gap: 16px;
  }
  .picture {
    position: relative;
    direction: ltr;
  }
  img {
    display: block;
    width: 100%;
  }
  svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    cursor: crosshair;
  }
  polygon {
    fill: none;
    stroke: #ffffff;
    stroke-width: 2;
    stroke-dasharray: 6 4;
    vector-effect: non-scaling-stroke;
  }
  polygon.chosen {
    stroke: #ffd23e;
    stroke-width: 3;
    stroke-dasharray: none;
  }
  circle {
    fill: none;
    stroke: #00b7ff;
    stroke-width: 2;
    vector-effect: non-scaling-stroke;
  }
  section {
    display: grid;
    gap: 12px;
    padding: 16px;
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    height: 32px;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
    text-align: start;
  }
  td {
    text-align: right;
  }
  .figure strong {
    font-size: var(--size-large);
  }
  .warn {
    color: var(--warn);
  }
  .problem {
    padding: 8px 12px;
    border-inline-start: 3px solid var(--alarm);
    background: var(--raised);
  }
  .problem p:first-child {
    color: var(--alarm);
    font-weight: 600;
  }
  @media (max-width: 900px) {
    form,
    .halves {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
