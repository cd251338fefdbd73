import type { Box, Cell, Detection } from '../core/types.ts';
import { clipped, intersectionOverUnion, isWhole } from './boxes.ts';
import { CellTrack, type CellView } from './cell-track.ts';

/** Boxes that share this much show the same cell. */
const SAME_CELL = 0.2;
/** Two boxes of one frame that share this much are one cell, told twice by the detector. */
const REPETITION = 0.5;
/** Boxes that end so near to the picture's edge, as a share of its width, are taken as cut by it. */
const EDGE_SHARE = 0.002;
/** Boxes that end so near may be: they count, but a view farther inside is clearly better. */
const NEAR_EDGE_SHARE = 0.015;
const NEAR_EDGE_QUALITY = 0.5;

/** One picture as the cell map sees it. */
export interface MapView {
  readonly width: number;
  readonly height: number;
  readonly frameSeq: number;
  readonly corner: CellView['corner'];
  /** Sharpness, 0 to 1. */
  readonly focus: number;
}

/** A detection and the track it belongs to; red cells, unknown cut cells and repetitions have none. */
export interface Joined {
  readonly view: CellView;
  readonly track: CellTrack | null;
  /** Whether all of it lies inside the picture. */
  readonly whole: boolean;
  /** The detector told this cell twice, and the other box is the better one. */
  readonly repeated: boolean;
}

/** Everything seen on the slide, each at its place: one track for one cell, however often it is seen. */
export class CellMap {
  #tracks: CellTrack[] = [];

  /** Joins the detections of a good field to what is known and remembers what is new. One result a detection. */
  take(view: MapView, detections: readonly Detection[]): Joined[] {
    const known = this.#known(view, detections);
    const joined = detections.map((detection, index): Joined => {
      const cellView = viewOf(view, detection);
      const whole = isWhole(detection.box, view, EDGE_SHARE * view.width);
      const repeated = isRepetition(index, detections);
      const isNew = detection.kind !== 'rbc' && whole && known[index] === null && !repeated;
      const track = isNew ? this.#add(cellView) : (known[index] ?? null);
      if (whole) track?.seen(cellView);
      return { view: cellView, track, whole, repeated };
    });
    this.#noteMissed(view, new Set(joined.map(({ track }) => track)));
    return joined;
  }

  /**
   * Joins detections to what is known, if the view's place is, and remembers nothing: for fields that are shown but
   * not counted.
   */
  recognise(view: MapView, detections: readonly Detection[], placeKnown: boolean): Joined[] {
    const known = placeKnown ? this.#known(view, detections) : [];
    return detections.map((detection, index) => ({
      view: viewOf(view, detection),
      track: known[index] ?? null,
      whole: false,
      repeated: isRepetition(index, detections),
    }));
  }

  /** The counted cells a view shows, each with the part of its box that lies in the picture. */
  counted(view: MapView): { cell: Cell; track: CellTrack; visible: Box }[] {
    return this.#inView(view).flatMap(({ track, visible }) =>
      track.cell === null ? [] : [{ cell: track.cell, track, visible }],
    );
  }

  #add(view: CellView): CellTrack {
    const track = new CellTrack(view);
    this.#tracks.push(track);
    return track;
  }

  /** The track of each detection, or null; the best overlaps pair first, and each track is used once. */
  #known(view: MapView, detections: readonly Detection[]): (CellTrack | null)[] {
    const inView = this.#inView(view);
    const pairs = detections.flatMap(({ kind, box }, index) =>
      isRepetition(index, detections)
        ? []
        : inView
            .filter(({ track }) => track.kind === kind)
            .map(({ track, visible }) => ({ index, track, overlap: intersectionOverUnion(box, visible) }))
            .filter(({ overlap }) => overlap >= SAME_CELL),
    );
    pairs.sort((a, b) => b.overlap - a.overlap);
    const known: (CellTrack | null)[] = detections.map(() => null);
    const taken = new Set<CellTrack>();
    for (const { index, track } of pairs) {
      if (known[index] !== null || taken.has(track)) continue;
      known[index] = track;
      taken.add(track);
    }
    return known;
  }

  /** Tracks in the picture, with the part of their box it shows, in its pixels. */
  #inView(view: MapView): { track: CellTrack; box: Box; visible: Box }[] {
    const { x, y } = view.corner();
    const picture: Box = [0, 0, view.width, view.height];
    return this.#tracks.flatMap((track) => {
      const [left, top, width, height] = track.slideBox;
      const box: Box = [left - x, top - y, width, height];
      const visible = clipped(box, picture);
      return visible === null ? [] : [{ track, box, visible }];
    });
  }

  #noteMissed(view: MapView, seen: ReadonlySet<CellTrack | null>): void {
    const margin = NEAR_EDGE_SHARE * view.width;
    for (const { track, box } of this.#inView(view)) {
      if (!seen.has(track) && isWhole(box, view, margin)) track.missed();
    }
    this.#tracks = this.#tracks.filter((track) => !track.isStale);
  }
}

function viewOf(view: MapView, detection: Detection): CellView {
  const { frameSeq, corner, focus } = view;
  const clearance = isWhole(detection.box, view, NEAR_EDGE_SHARE * view.width) ? 1 : NEAR_EDGE_QUALITY;
  return { detection, frameSeq, corner, quality: focus * detection.score * clearance };
}

function isRepetition(index: number, detections: readonly Detection[]): boolean {
  const { kind, box, score } = detections[index] as Detection;
  return detections.some(
    (other, i) =>
      i !== index &&
      other.kind === kind &&
      (other.score > score || (other.score === score && i < index)) &&
      intersectionOverUnion(box, other.box) >= REPETITION,
  );
}
