import { css } from 'lit';

/** A fieldset of radio buttons as one bar of segments: `<fieldset class="segments">`, each `<label><input><span>`. */
export const segmentStyles = css`
  .segments {
    display: flex;
    align-items: center;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .segments legend {
    float: inline-start;
    padding: 0;
    padding-inline-end: 12px;
  }
  @media (max-width: 420px) {
    .segments:has(label:nth-of-type(3)) {
      flex-wrap: wrap;
    }
    .segments:has(label:nth-of-type(3)) legend {
      flex-basis: 100%;
      padding-block-end: 4px;
    }
  }
  .segments label {
    position: relative;
    display: grid;
  }
  .segments input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .segments span {
    display: grid;
    place-items: center;
    min-width: 48px;
    height: var(--hit);
    padding: 0 8px;
    margin-inline-start: -1px;
    border: 1px solid var(--line);
  }
  .segments label:first-of-type span {
    border-start-start-radius: var(--radius);
    border-end-start-radius: var(--radius);
  }
  .segments label:last-of-type span {
    border-start-end-radius: var(--radius);
    border-end-end-radius: var(--radius);
  }
  .segments input:checked + span {
    position: relative;
    border-color: var(--accent);
    color: var(--accent);
    font-weight: 600;
  }
  .segments input:focus-visible + span {
    position: relative;
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
`;
