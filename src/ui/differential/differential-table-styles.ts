import { css } from 'lit';

/** The table, its bars with reference bands and whiskers, and the figures outside the denominator. */
export const differentialTableStyles = css`
  :host {
    --row: 30px;
    display: block;
    container-type: inline-size;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
  }
  th,
  td {
    height: var(--row);
    padding: 0;
    line-height: calc(var(--row) - 6px);
    text-align: right;
    vertical-align: baseline;
    font-weight: 400;
    white-space: nowrap;
  }
  /* Figures read from the left in every language. */
  thead th,
  td,
  dd {
    unicode-bidi: plaintext;
  }
  td.mark,
  td.place {
    unicode-bidi: isolate;
  }
  td.mark,
  td.bar {
    vertical-align: middle;
    line-height: 1;
  }
  thead th {
    height: 24px;
    line-height: 24px;
    color: var(--quiet);
    font-size: var(--size-small);
  }
  tbody tr {
    border-top: 1px solid var(--line);
  }
  .first-immature {
    border-top-color: var(--line-strong);
  }
  .col-mark {
    width: 38px;
  }
  .col-name {
    width: 124px;
  }
  .col-percent {
    width: 56px;
  }
  .col-place {
    width: 36px;
  }
  .col-interval {
    width: 92px;
  }
  .col-cells {
    width: 52px;
  }
  .col-absolute {
    width: 68px;
  }
  .mark {
    text-align: start;
  }
  th[scope="row"] {
    overflow: hidden;
    text-overflow: ellipsis;
    text-align: start;
    font-size: 15px;
  }
  .percent {
    font-size: var(--size-figure);
    font-weight: 600;
  }
  .total th[scope="row"] {
    font-size: var(--size-base);
    font-weight: 600;
  }
  .sum {
    color: var(--quiet);
    font-size: 15px;
    text-align: center;
  }
  .place {
    padding-inline-start: 6px;
    text-align: start;
    font-size: var(--size-small);
  }
  .place.warn,
  .sign.warn {
    color: var(--warn);
  }
  .place.alarm,
  .sign.alarm {
    color: var(--alarm);
    font-weight: 600;
  }
  .sign {
    font-size: var(--size-small);
  }
  .none th,
  .none .percent,
  .none .cells {
    color: var(--quiet);
    font-weight: 400;
  }
  .bar {
    padding-inline-start: 16px;
  }
  .track {
    position: relative;
    height: 16px;
    border-inline-start: 1px solid var(--line-strong);
  }
  .band {
    position: absolute;
    inset-block: 0;
    border: 1px solid var(--line-strong);
    border-width: 0 1px;
    background: var(--line);
  }
  .fill {
    position: relative;
    height: 10px;
    border: 1px solid var(--bar-line);
    border-inline-start: 0;
    border-start-end-radius: 2px;
    border-end-end-radius: 2px;
    transition: width var(--quick);
  }
  .none .fill {
    border: 0;
  }
  .whisker {
    position: absolute;
    bottom: 0;
    height: 6px;
    border: 1px solid var(--text);
    border-width: 0 1px;
    background: linear-gradient(var(--text), var(--text)) center / 100% 1px no-repeat;
    transition:
      inset-inline-start var(--quick),
      width var(--quick);
  }
  .apart {
    display: grid;
    grid-template-columns: repeat(3, auto);
    justify-content: space-between;
    gap: 8px;
    margin: 0;
    padding: 8px 0;
    border-top: 1px solid var(--line-strong);
  }
  .apart div {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  dt {
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: var(--size-small);
    color: var(--quiet);
    white-space: nowrap;
  }
  dd {
    margin: 0;
    font-size: 18px;
    font-weight: 600;
  }
  :host([stale]) tbody td,
  :host([stale]) tbody th,
  :host([stale]) dd {
    color: var(--quiet);
  }
  :host([stale]) .chip,
  :host([stale]) .fill {
    filter: grayscale(1);
  }
  /* Bars too narrow to compare would only take the room of the names. */
  @container (max-width: 540px) {
    .with-absolute .bar,
    .with-absolute .col-bar {
      display: none;
    }
    .with-absolute .col-name {
      width: auto;
    }
  }
  @media (max-height: 940px) {
    :host {
      --row: 26px;
    }
    .percent {
      font-size: 17px;
    }
  }
  @media (max-width: 720px) {
    :host {
      --row: 30px;
    }
    thead th {
      height: 20px;
      line-height: 20px;
    }
    .bar,
    .col-bar {
      display: none;
    }
    .place {
      padding-inline-start: 4px;
    }
    .col-mark {
      width: 36px;
    }
    .col-percent {
      width: 50px;
    }
    .col-place {
      width: 28px;
    }
    .col-interval {
      width: 80px;
    }
    .col-cells {
      width: 48px;
    }
    .col-absolute {
      width: 56px;
    }
    /* Both do not fit; with a white-cell count, the absolute number is the one that is reported. */
    .with-absolute .cells,
    .with-absolute .col-cells {
      display: none;
    }
    th[scope="row"] {
      overflow: hidden;
      text-overflow: ellipsis;
      font-size: var(--size-base);
    }
    .percent {
      font-size: 17px;
    }
    .col-name {
      width: auto;
    }
    .apart {
      gap: 4px;
    }
    .apart div {
      display: block;
    }
    dt {
      gap: 4px;
    }
    /* Under its words, not under the mark. */
    dd {
      padding-inline-start: 36px;
    }
  }
`;
