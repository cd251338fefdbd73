import type { Box } from '../../core/types.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Size {
  readonly left: number;
  readonly top: number;
}

/** Where a picture lies on the stage, in device pixels: whole, centred, its aspect kept. */
export interface Fit extends Rect {
  /** Device pixels a picture pixel. */
  readonly scale: number;
}

/** The largest place for `picture` on `stage`; its corner falls on whole device pixels so that nothing blurs. */
export function fitPicture(picture: Size, stage: Size): Fit {
  if (picture.width <= 0 || picture.height <= 0) return { left: 0, top: 0, width: 0, height: 0, scale: 0 };
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height);
  const width = Math.round(picture.width * scale);
  const height = Math.round(picture.height * scale);
  return {
    left: Math.floor((stage.width - width) / 2),
    top: Math.floor((stage.height - height) / 2),
    width,
    height,
    scale,
  };
}

/** A box of the picture in device pixels of the stage. */
export function placeBox([x, y, width, height]: Box, fit: Fit): Rect {
  return {
    left: fit.left + x * fit.scale,
    top: fit.top + y * fit.scale,
    width: width * fit.scale,
    height: height * fit.scale,
  };
}

export interface LabelRequest {
  /** The box the label belongs to. */
  readonly box: Rect;
  readonly size: Size;
}

/**
 * A place for each label: under its box, else above, beside or inside it, else higher up, within `area` and
 * clear of the labels before it. Where all is taken labels overlap: none is left out.
 */
export function placeLabels(requests: readonly LabelRequest[], area: Rect, gap: number): Rect[] {
  const placed: Rect[] = [];
  for (const { box, size } of requests) {
    const left = clamp(box.left, area.left, area.left + area.width - size.width);
    const beside = clamp(box.top, area.top, area.top + area.height - size.height);
    const candidates = [
      { left, top: box.top + box.height + gap, ...size },
      { left, top: box.top - gap - size.height, ...size },
      { left: box.left + box.width + gap, top: beside, ...size },
      { left: box.left - gap - size.width, top: beside, ...size },
      { left, top: box.top + box.height - gap - size.height, ...size },
    ];
    const fallback = {
      left,
      top: clamp(box.top + box.height + gap, area.top, area.top + area.height - size.height),
      ...size,
    };
    const free = [...candidates, ...column(fallback, area)].find(
      (spot) => inside(spot, area) && !placed.some((other) => overlaps(spot, other)),
    );
    placed.push(free ?? fallback);
  }
  return placed;
}

/** Places above `from`, one label height apart, up to the edge of the area. */
function column(from: Rect, area: Rect): Rect[] {
  const steps = from.height > 0 ? Math.floor((from.top - area.top) / from.height) : 0;
  return Array.from({ length: steps + 1 }, (_, step) => ({ ...from, top: from.top - step * from.height }));
}

export function overlaps(a: Rect, b: Rect): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}

function inside(a: Rect, area: Rect): boolean {
  return (
    a.left >= area.left &&
    a.top >= area.top &&
    a.left + a.width <= area.left + area.width &&
    a.top + a.height <= area.top + area.height
  );
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
