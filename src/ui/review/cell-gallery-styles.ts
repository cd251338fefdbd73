import { css } from 'lit';

/** The gallery: sections with a head that stays, tiles placed by the layout, the rubber band. */
export const cellGalleryStyles = css`
  :host {
    display: block;
    min-height: 0;
    background: var(--stage);
  }
  .scroller {
    position: relative;
    height: 100%;
    padding-inline: 12px;
    overflow-y: auto;
    overscroll-behavior: contain;
    contain: strict;
    scrollbar-gutter: stable;
    user-select: none;
  }
  .surface {
    position: relative;
    contain: layout style;
  }
  section {
    position: absolute;
    inset-inline: 0;
  }
  section.drop {
    outline: 2px dashed var(--accent);
    outline-offset: 4px;
    border-radius: var(--radius);
  }
  header {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: 12px;
    /* The frame of a chosen cell below reaches up a little. */
    height: calc(var(--head) - 6px);
    background: var(--stage);
  }
  h2 {
    min-width: 0;
    overflow: hidden;
    font-size: 16px;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .count {
    font-size: 16px;
    font-weight: 600;
  }
  header button {
    min-height: var(--hit);
    margin-inline-start: auto;
    padding: 0 12px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: none;
    color: var(--accent);
    white-space: nowrap;
    cursor: pointer;
  }
  header button:hover {
    border-color: var(--accent);
  }
  [role='listbox'] {
    position: relative;
  }
  .tile {
    position: absolute;
    width: var(--tile);
    contain: layout style;
    cursor: default;
  }
  .picture {
    display: grid;
    place-items: center;
    place-content: center;
    width: var(--tile);
    height: var(--tile);
    border: 3px dotted light-dark(color-mix(in oklab, var(--class) 62%, var(--class-ink)), var(--class));
    border-radius: var(--radius);
    overflow: hidden;
    background: var(--panel) padding-box;
  }
  .confirmed .picture {
    border-style: solid;
  }
  img {
    width: var(--crop);
    height: var(--crop);
    object-fit: contain;
  }
  /* Of a cell that was counted by eye, or whose picture is gone. */
  .unseen {
    display: none;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: var(--class);
    color: var(--class-ink);
    font-weight: 700;
  }
  .unseen:only-child,
  img[hidden] + .unseen {
    display: grid;
  }
  .caption {
    display: flex;
    align-items: center;
    gap: 6px;
    height: var(--caption);
    padding-inline: 3px;
    color: var(--quiet);
    font-size: var(--size-small);
    line-height: 1;
  }
  .mark {
    font-weight: 700;
    color: var(--text);
  }
  .caption svg {
    width: 12px;
    height: 12px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
  }
  .caption .waits {
    margin-inline-start: auto;
    stroke: none;
    fill: var(--warn);
  }
  .caption .noted {
    margin-inline-start: auto;
    stroke: var(--accent);
  }
  .chosen {
    border-radius: var(--radius);
    background: var(--accent);
    outline: 3px solid var(--accent);
  }
  .chosen .caption,
  .chosen .mark {
    color: var(--on-accent);
  }
  .chosen .caption svg {
    stroke: var(--on-accent);
  }
  .chosen .caption .waits {
    fill: var(--on-accent);
    stroke: none;
  }
  .tile:focus-visible {
    outline: 3px solid var(--text);
    outline-offset: 1px;
    border-radius: var(--radius);
  }
  .pointed::after {
    content: '';
    position: absolute;
    inset: -4px;
    border: 4px solid var(--warn);
    border-radius: 8px;
    pointer-events: none;
    animation: pulse 700ms ease-in-out infinite alternate;
  }
  @keyframes pulse {
    to {
      opacity: 0.25;
    }
  }
  .band {
    position: absolute;
    z-index: 2;
    border: 1px solid var(--accent);
    background: color-mix(in srgb, var(--accent) 18%, transparent);
    pointer-events: none;
  }
  .dragged {
    position: absolute;
    top: -100px;
    padding: 4px 12px;
    border-radius: var(--radius);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  @media (max-width: 720px) {
    header .quiet {
      display: none;
    }
    h2 {
      font-size: var(--size-base);
      line-height: 1.2;
      white-space: normal;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .pointed::after {
      animation: none;
    }
  }
`;
