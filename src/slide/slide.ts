import type { CellClass } from '../core/cells.ts';
import type { Cell, Classification, Detection, Field, Frame, Tally } from '../core/types.ts';
import type { OverlayCell } from '../core/wire/live.ts';
import { CellMap, type Joined, type MapView } from './cell-map.ts';
import type { CellTrack } from './cell-track.ts';
import { emptyTally } from './differential.ts';
import type { GateLimits } from './quality-gate.ts';
import { StageFinder } from './stage-finder.ts';

export interface SlideOptions {
  /** Size of the camera's pictures. */
  readonly width: number;
  readonly height: number;
  readonly micronsPerPixel: number;
  /** A cell whose best class is less probable is `unclassified`. */
  readonly rejectBelow: number;
  /** Of the classifier's weights; each cell carries it. */
  readonly modelSha256: string;
  /** Makes the id of a newly counted cell: a UUIDv7. */
  readonly newId: () => string;
  readonly gateLimits?: GateLimits;
}

/** A detection and what is known of the cell it shows. */
export interface Sighting {
  readonly detection: Detection;
  /** The cell as it was known before this frame; null when it was not counted yet. */
  readonly cell: Cell | null;
  /** Whether the classifier should look at it, the answer to be handed to `learn`. */
  readonly wantsClassification: boolean;
}

/** A counted cell that is new or better known than before. */
export interface CellChange {
  readonly cell: Cell;
  readonly isNew: boolean;
  /** Whether `cell.frameSeq` and `cell.box` now name the frame just seen. */
  readonly betterCrop: boolean;
}

/** Changes of probability below this are not worth telling. */
const TELLING_CHANGE = 0.02;

/** The slide under the microscope: where each picture lies on it and which cells were counted. */
export class Slide {
  readonly #options: SlideOptions;
  readonly #stage: StageFinder;
  readonly #cells = new CellMap();
  readonly #tally: Record<CellClass, number> = emptyTally();
  readonly #joined = new WeakMap<Sighting, Joined>();
  /** Of the field under `sight`, told by the next `learn`. */
  #platelets: CellTrack[] = [];

  constructor(options: SlideOptions) {
    this.#options = options;
    this.#stage = new StageFinder(options);
  }

  /** Cells counted so far. */
  get tally(): Tally {
    return { ...this.#tally };
  }

  /** Finds where a frame lies and whether it may be counted from. Call it once for each frame, in order. */
  locate(frame: Frame): Field {
    return this.#stage.locate(frame);
  }

  /** Joins what the detector saw in a field to the cells of the slide; only good fields add to what is known. */
  sight(field: Field, detections: readonly Detection[]): Sighting[] {
    this.#platelets = [];
    return this.#join(field, detections).map((entry) => {
      const { view: cellView, track, whole } = entry;
      const wantsClassification = whole && (track?.wantsClassification(cellView) ?? false);
      const sighting = { detection: cellView.detection, cell: track?.cell ?? null, wantsClassification };
      this.#joined.set(sighting, entry);
      if (whole && track?.kind === 'platelet' && track.cell === null && track.isSteady) {
        track.showFrom(cellView);
        this.#platelets.push(track);
      }
      return sighting;
    });
  }

  /** Takes in the classifier's answers, one for each of `wanted`, and tells which cells are new or changed. */
  learn(field: Field, wanted: readonly Sighting[], classifications: readonly Classification[]): CellChange[] {
    if (wanted.length !== classifications.length) {
      throw new RangeError(
        `frame ${field.frame.seq}: ${wanted.length} cells, ${classifications.length} classifications`,
      );
    }
    const platelets = this.#platelets.map((track) => this.#count(track, true));
    this.#platelets = [];
    const named = wanted.map((sighting, index) =>
      this.#learn(sighting, classifications[index] as Classification),
    );
    return [...platelets, ...named].filter((change) => change !== null);
  }

  /** What to draw over the picture. */
  overlay(sightings: readonly Sighting[]): OverlayCell[] {
    const once = sightings.filter((sighting) => !this.#joined.get(sighting)?.repeated);
    return once.map((sighting) => {
      const { kind, box, score } = sighting.detection;
      const cell = this.#joined.get(sighting)?.track?.cell ?? sighting.cell;
      const drawn = { kind, box: [...box] as OverlayCell['box'], score };
      return cell === null
        ? drawn
        : { ...drawn, class: cell.class, probability: cell.probability, cellId: cell.id };
    });
  }

  /**
   * What to draw over a field that is shown but not counted from: the cells already counted there, at their place on
   * the slide. Nothing where the place is not known.
   */
  overlayOfKnown(field: Field): OverlayCell[] {
    if (field.pose.confidence === 0) return [];
    return this.#cells.counted(this.#view(field)).map(({ cell, track, visible }) => ({
      kind: track.kind,
      box: visible,
      score: cell.probability,
      class: cell.class,
      probability: cell.probability,
      cellId: cell.id,
    }));
  }

  #view(field: Field): MapView {
    const { width, height, seq } = field.frame;
    return {
      width,
      height,
      frameSeq: seq,
      corner: this.#stage.cornerOf(field),
      focus: field.quality.focus,
    };
  }

  #join(field: Field, detections: readonly Detection[]): Joined[] {
    const view = this.#view(field);
    if (field.quality.verdict === 'good') return this.#cells.take(view, detections);
    // Where the place is not known, no cell is.
    return this.#cells.recognise(view, detections, field.pose.confidence > 0);
  }

  #learn(sighting: Sighting, classification: Classification): CellChange | null {
    const joined = this.#joined.get(sighting);
    const track = joined?.track;
    if (!joined || !track) throw new RangeError('learn was given a sighting that sight did not make');
    const betterCrop = track.learn(joined.view, classification);
    return this.#count(track, betterCrop);
  }

  /** Counts a track, or renews its cell, and keeps the tally in step; null when nothing worth telling changed. */
  #count(track: CellTrack, betterCrop: boolean): CellChange | null {
    const before = track.cell;
    const cell = track.count({ ...this.#options, id: before?.id ?? this.#options.newId() });
    if (before !== null) this.#tally[before.class]--;
    this.#tally[cell.class]++;
    const isNew = before === null;
    const changed =
      isNew ||
      before.class !== cell.class ||
      Math.abs(before.probability - cell.probability) >= TELLING_CHANGE;
    return changed || betterCrop ? { cell, isNew, betterCrop } : null;
  }
}
