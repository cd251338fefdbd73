import { clipped } from '../core/boxes.ts';
import type { Box } from '../core/types.ts';
import type { OverlayCell } from '../core/wire/live.ts';
import type { CellMap, Joined, MapView } from './cell-map.ts';
import type { CellTrack, Corner } from './cell-track.ts';

/** What the detector saw when it looked last. */
export interface LastLook {
  readonly corner: () => Corner;
  readonly joined: readonly Joined[];
}

/**
 * What to draw over a picture: what the detector saw last, carried to where the stage has brought it, and the counted
 * cells that it did not see.
 */
export function drawnCells(view: MapView, look: LastLook | null, cells: CellMap): OverlayCell[] {
  const seen = look === null ? [] : carried(view, look);
  const tracks = new Set(seen.map(({ track }) => track));
  const remembered = cells.counted(view).filter(({ track }) => !tracks.has(track));
  return [
    ...seen.map(({ cell }) => cell),
    ...remembered.map(({ cell, track, visible }) =>
      named({ kind: track.kind, box: visible, score: cell.probability }, track),
    ),
  ];
}

function carried(
  view: MapView,
  { corner, joined }: LastLook,
): { readonly cell: OverlayCell; readonly track: CellTrack | null }[] {
  const [from, to] = [corner(), view.corner()];
  const picture: Box = [0, 0, view.width, view.height];
  return joined.flatMap(({ view: { detection }, track, repeated }) => {
    const [x, y, width, height] = detection.box;
    const box = clipped([x + from.x - to.x, y + from.y - to.y, width, height], picture);
    if (repeated || box === null) return [];
    return [{ cell: named({ kind: detection.kind, box, score: detection.score }, track), track }];
  });
}

function named(drawn: OverlayCell, track: CellTrack | null): OverlayCell {
  const cell = track?.cell ?? null;
  return cell === null
    ? drawn
    : { ...drawn, class: cell.class, probability: cell.probability, cellId: cell.id };
}
