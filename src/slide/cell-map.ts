import { clipped, intersectionOverUnion, isWhole } from '../core/boxes.ts';
import type { Box, Cell, Detection } from '../core/types.ts';
import { CellTrack, type CellView } from './cell-track.ts';
import { isSeenWhole } from './seen-whole.ts';

/** Boxes that share this much show the same cell. */
const SAME_CELL = 0.2;
/** Two boxes of one frame that share this much are one cell, told twice by the detector. */
const REPETITION = 0.5;
/** Boxes that end so near may be cut a little: they count, but a view farther inside is clearly better. */
const NEAR_EDGE_SHARE = 0.02;
const NEAR_EDGE_CLARITY = 0.5;
/** What the detector takes for a larger platelet is the classifier's to name: even giant ones are mostly smaller. */
const LARGEST_PLATELET_UM = 7;

/** One picture as the cell map sees it. */
export interface MapView {
  readonly width: number;
  readonly height: number;
  readonly micronsPerPixel: number;
  readonly frameSeq: number;
  readonly corner: CellView['corner'];
  /** How well it shows things: 1 is sharp and still. */
  readonly clarity: number;
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

/** A track in a picture, with the part of its box that lies there, in its pixels. */
export interface ShownTrack {
  readonly track: CellTrack;
  readonly box: Box;
  readonly visible: Box;
}

/** Everything seen on the slide, each at its place: one track for one cell, however often it is seen. */
export class CellMap {
  #tracks: CellTrack[] = [];

  /** Joins the detections of a good field to what is known and remembers what is new. One result a detection. */
  take(view: MapView, detections: readonly Detection[]): Joined[] {
    const candidates = detections.map((detection) => candidateOf(detection, view));
    const known = this.#known(view, candidates);
    const joined = candidates.map((detection, index): Joined => {
      const cellView = viewOf(view, detection);
      const whole = isSeenWhole(detection.box, view);
      const repeated = isRepetition(index, candidates);
      const isNew = detection.kind !== 'rbc' && whole && known[index] === null && !repeated;
      const track = isNew ? this.#add(new CellTrack(cellView)) : (known[index] ?? null);
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

  /** The counted cells a view shows. */
  counted(view: MapView): (ShownTrack & { readonly cell: Cell })[] {
    return this.#inView(view).flatMap((shown) =>
      shown.track.cell === null ? [] : [{ ...shown, cell: shown.track.cell }],
    );
  }

  /** Whether the view shows something of which one more look would tell more. */
  isOpen(view: MapView): boolean {
    return this.#inView(view).some(
      ({ track, box }) => isSeenWhole(box, view) && track.isOpen(clarityAt(view, box)),
    );
  }

  /** Whether pieces of the map were joined since `settle`. */
  get isUnsettled(): boolean {
    return this.#tracks.some((track) => track.isUnsettled);
  }

  /**
   * Makes one track of those that show one cell, after pieces of the map were joined: `kept` has taken in
   * `absorbed`. Only cells of a place that was not known can turn out to be others.
   */
  settle(): { kept: CellTrack; absorbed: CellTrack }[] {
    const boxes = new Map(this.#tracks.map((track) => [track, track.slideBox]));
    const joined: { kept: CellTrack; absorbed: CellTrack }[] = [];
    for (const absorbed of this.#tracks.filter((track) => track.isUnsettled)) {
      absorbed.settle();
      const box = boxes.get(absorbed) as Box;
      const kept = this.#tracks.find(
        (track) =>
          track !== absorbed &&
          track.kind === absorbed.kind &&
          boxes.has(track) &&
          intersectionOverUnion(boxes.get(track) as Box, box) >= SAME_CELL,
      );
      if (!kept) continue;
      boxes.delete(absorbed);
      kept.absorb(absorbed);
      joined.push({ kept, absorbed });
    }
    this.#tracks = this.#tracks.filter((track) => boxes.has(track));
    return joined;
  }

  /** Puts a cell of an earlier run of the program back in its place. */
  restore(place: Pick<MapView, 'corner' | 'frameSeq' | 'micronsPerPixel'>, cell: Cell): CellTrack {
    const kind = cell.class === 'platelet' ? 'platelet' : 'wbc';
    const detection = candidateOf({ kind, box: cell.box, score: 1 }, place);
    return this.#add(CellTrack.restored({ ...place, detection, clarity: 1 }, cell));
  }

  #add(track: CellTrack): CellTrack {
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

  #inView(view: MapView): ShownTrack[] {
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

function candidateOf(detection: Detection, { micronsPerPixel }: Pick<MapView, 'micronsPerPixel'>): Detection {
  const { kind, box } = detection;
  const isLarge = Math.sqrt(box[2] * box[3]) * micronsPerPixel > LARGEST_PLATELET_UM;
  return kind === 'platelet' && isLarge ? { ...detection, kind: 'wbc' } : detection;
}

function viewOf(view: MapView, detection: Detection): CellView {
  const { frameSeq, corner } = view;
  return { detection, frameSeq, corner, clarity: clarityAt(view, detection.box) };
}

function clarityAt(view: MapView, box: Box): number {
  return isWhole(box, view, NEAR_EDGE_SHARE * view.width) ? view.clarity : NEAR_EDGE_CLARITY * view.clarity;
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
