import { css } from 'lit';

/**
 * The frame of the live screen. Heights of head, foot, hint and strip are fixed, so that the width of the
 * stage follows from the height that is left, and nothing moves when contents change.
 */
export const livePageStyles = css`
  :host {
    --gap: 12px;
    --head: 52px;
    --foot: calc(var(--hit) + 4px);
    --hint: 48px;
    --strip: 108px;
    --side-min: 420px;
    --stage-height: calc(100dvh - var(--head) - var(--foot) - var(--hint) - var(--strip) - 3 * var(--gap) - 2px);
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: var(--head) auto minmax(0, 1fr) var(--foot);
    height: 100dvh;
    overflow: hidden;
  }
  main {
    display: grid;
    grid-template-columns:
      min(calc(var(--stage-height) * var(--aspect) + 2px), calc(100% - var(--side-min) - var(--gap)))
      minmax(0, 1fr);
    gap: var(--gap);
    padding: var(--gap);
    min-height: 0;
  }
  .cells {
    position: relative;
    display: grid;
    min-width: 0;
    min-height: 0;
  }
  /* Over the foot of the picture: the strip and what is chosen in it stay in view. */
  hv-cell-namer {
    position: absolute;
    z-index: 5;
    inset-inline: 0;
    bottom: calc(100% + 4px);
  }
  .left {
    display: grid;
    grid-template-rows: minmax(0, 1fr) var(--strip);
    gap: var(--gap);
    min-height: 0;
  }
  .right {
    display: flex;
    flex-direction: column;
    gap: var(--gap);
    min-width: 0;
    min-height: 0;
    overflow-y: auto;
  }
  .stage {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    min-height: 0;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    overflow: hidden;
  }
  hv-hint-line {
    min-height: var(--hint);
    border-top: 1px solid var(--line);
  }
  hv-differential-panel {
    flex: none;
  }
  /* Count and map fill the height; the instrument's figures are a scroll away. */
  .first-look {
    display: flex;
    flex: none;
    flex-direction: column;
    gap: var(--gap);
    min-height: 100%;
  }
  hv-slide-map {
    flex: 1 0 168px;
  }
  hv-instrument-panel {
    flex: none;
  }
  footer {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 20px;
    padding: 0 12px;
    border-top: 1px solid var(--line);
    background: var(--panel);
    color: var(--quiet);
    white-space: nowrap;
  }
  footer p {
    min-width: 160px;
    font-size: var(--size-small);
    line-height: 1.25;
    text-align: end;
    white-space: normal;
  }
  footer ul {
    flex: none;
    display: flex;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  footer button {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: var(--hit);
    padding: 0 8px;
    border: 0;
    border-radius: 4px;
    background: none;
    cursor: pointer;
  }
  footer button:hover {
    color: var(--text);
  }
  nav {
    display: none;
  }

  /* Low windows: the picture needs the height more than the strip does. */
  @media (min-width: 721px) and (max-height: 640px) {
    :host {
      --strip: 0px;
    }
    .left {
      grid-template-rows: minmax(0, 1fr);
    }
    .cells {
      display: none;
    }
  }

  @media (max-width: 1000px) {
    :host {
      --side-min: 360px;
    }
  }

  @media (max-width: 720px) {
    :host {
      grid-template-rows: var(--head) auto minmax(0, 1fr) auto 56px;
    }
    main {
      display: flex;
      flex-direction: column;
      gap: 0;
      padding: 0;
    }
    .left,
    .right,
    .cells,
    .first-look {
      display: contents;
    }
    .stage {
      flex: none;
      border-width: 0 0 1px;
      border-radius: 0;
    }
    hv-live-picture {
      width: 100%;
      aspect-ratio: var(--aspect);
      max-height: 45dvh;
    }
    hv-differential-panel,
    hv-cell-strip,
    hv-slide-map,
    hv-instrument-panel {
      flex: 1;
      min-height: 0;
      overflow: auto;
    }
    main:not([data-tab="count"]) hv-differential-panel,
    main:not([data-tab="cells"]) hv-cell-strip,
    main:not([data-tab="map"]) hv-slide-map,
    main:not([data-tab="instrument"]) hv-instrument-panel {
      display: none;
    }
    hv-cell-namer {
      position: fixed;
      bottom: 0;
    }
    footer p {
      text-align: center;
    }
    footer ul {
      display: none;
    }
    footer {
      justify-content: center;
      height: 28px;
      font-size: var(--size-small);
    }
    nav {
      display: grid;
      grid-template-columns: repeat(4, 1fr);
      border-top: 1px solid var(--line);
      background: var(--panel);
    }
    nav button {
      border: 0;
      border-top: 3px solid transparent;
      background: none;
      color: var(--quiet);
      font-weight: 600;
      cursor: pointer;
    }
    nav button[aria-current="page"] {
      border-top-color: var(--accent);
      color: var(--text);
    }
  }
`;
