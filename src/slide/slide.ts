import type { Cell, Detection, Evidence, Field, Frame, RedCells, Tally } from '../core/types.ts';
import type { OverlayCell } from '../core/wire/live.ts';
import { CellMap, type Joined, type MapView } from './cell-map.ts';
import type { CellTrack } from './cell-track.ts';
import { type CellChange, CountBook, type CountFacts } from './count-book.ts';
import { drawnCells, type LastLook } from './drawn-cells.ts';
import { FieldLog } from './field-log.ts';
import type { GateLimits } from './gate-limits.ts';
import type { Link } from './keyframe-map.ts';
import { Looks } from './looks.ts';
import { measureRedCells } from './red-cells.ts';
import { SlideMap } from './slide-map.ts';
import { StageFinder } from './stage-finder.ts';
import type { Texture } from './texture.ts';

export interface SlideOptions extends CountFacts {
  /** Size of the camera's pictures. */
  readonly width: number;
  readonly height: number;
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

/** Views of the slide, reduced, and how they lie to each other. */
export interface SavedPlaces {
  readonly views: readonly Texture[];
  readonly links: readonly Link[];
}

/** A field as it is shown. */
export interface Shown {
  /** With the verdict on the layer of the last look, where it shows the same place. */
  readonly field: Field;
  readonly overlay: readonly OverlayCell[];
}

/** Of a stage at the speed limit, a picture is worth so much of one at rest: smear makes cells look younger. */
const CLARITY_AT_LIMIT = 0.5;

/** The slide under the microscope: where each picture lies on it and which cells were counted. */
export class Slide {
  /** What was seen of it. */
  readonly map = new SlideMap();
  /** What its fields were worth. */
  readonly fields = new FieldLog();
  readonly #options: SlideOptions;
  readonly #stage: StageFinder;
  readonly #cells = new CellMap();
  readonly #looks = new Looks();
  readonly #book: CountBook;
  readonly #joined = new WeakMap<Sighting, Joined>();
  /** Its pictures are still followed and shown; no cell is looked for. */
  isPaused = false;
  #lastLook: (LastLook & { readonly redCells: RedCells | null }) | null = null;
  /** Of the field under `sight`, told by the next `learn`. */
  #platelets: CellTrack[] = [];

  constructor(options: SlideOptions) {
    this.#options = options;
    this.#book = new CountBook(options);
    this.#stage = new StageFinder(options);
  }

  /** Lays out the map as it was known when the program ended; false when it is of pictures of another size. */
  restore({ views, links }: SavedPlaces): boolean {
    return this.#stage.restore(views, links);
  }

  /** Puts cells that were counted before the program ended where the map holds them; without a map none can be. */
  putBack(cells: readonly Cell[]): void {
    for (const cell of cells) {
      const { micronsPerPixel } = this.#options;
      const [left, top, width, height] = cell.box;
      const corner = this.#stage.anchorAt({
        x: cell.xUm / micronsPerPixel - left - width / 2,
        y: cell.yUm / micronsPerPixel - top - height / 2,
      });
      if (corner === null) return;
      const view = { corner, frameSeq: cell.frameSeq, micronsPerPixel };
      this.#book.restore(this.#cells.restore(view, cell), cell);
    }
  }

  /** Views and links of the map after the first so many. */
  mapAfter(kept: { readonly views: number; readonly links: number }): SavedPlaces {
    const { keyframes, links } = this.#stage.map;
    return {
      views: keyframes.slice(kept.views).map(({ texture }) => texture),
      links: links.slice(kept.links),
    };
  }

  /** Cells counted so far; those whose place is not known are not among them. */
  get tally(): Tally {
    return this.#book.tally;
  }

  /** Cells counted apart, in stretches whose place on the slide is not known. */
  get provisional(): number {
    return this.#book.provisional;
  }

  /** Finds where a frame lies and whether it may be counted from. Call it once for each frame, in order. */
  locate(frame: Frame): Field {
    return this.#stage.locate(frame);
  }

  /** Whether a field shows something new, or something known more clearly than before: the detector should look. */
  wantsLook(field: Field): boolean {
    if (this.isPaused || field.quality.verdict !== 'good') return false;
    const view = this.#view(field);
    return this.#cells.isUnsettled || this.#looks.isNew(view) || this.#cells.isOpen(view);
  }

  /** The field with the verdict that its red cells give; call it with what the detector saw, before `sight`. */
  judgeLayer(field: Field, detections: readonly Detection[]): Field {
    const judged = this.#stage.judgeLayer(field, measureRedCells(detections, field.frame));
    this.fields.look(judged.quality);
    return judged;
  }

  /** Joins what the detector saw in a field to the cells of the slide; only good fields add to what is known. */
  sight(field: Field, detections: readonly Detection[]): Sighting[] {
    const view = this.#view(field);
    this.#looks.note(view);
    if (field.quality.verdict === 'good') this.map.take(field, view.corner, view.clarity);
    const joined = this.#join(field, view, detections);
    const { redCells } = field.quality;
    this.#lastLook = field.pose.confidence > 0 ? { corner: view.corner, joined, redCells } : null;
    this.#platelets = [];
    return joined.map((entry) => {
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
  learn(field: Field, wanted: readonly Sighting[], classifications: readonly Evidence[]): CellChange[] {
    if (wanted.length !== classifications.length) {
      throw new RangeError(
        `frame ${field.frame.seq}: ${wanted.length} cells, ${classifications.length} classifications`,
      );
    }
    const settled = this.#settle();
    const platelets = this.#platelets.flatMap((track) => this.#book.count(track, true) ?? []);
    this.#platelets = [];
    const named = wanted.flatMap(
      (sighting, index) => this.#learn(sighting, classifications[index] as Evidence) ?? [],
    );
    return [...settled, ...platelets, ...named];
  }

  /** How a field is shown: what is known of it by now, drawn at its place; nothing where the place is not known. */
  show(field: Field): Shown {
    const shown = this.#shown(field);
    this.fields.note(shown.field.quality);
    return shown;
  }

  #shown(field: Field): Shown {
    if (field.pose.confidence === 0) return { field, overlay: [] };
    const view = this.#view(field);
    this.map.follow(field, view.corner());
    const look = this.#lastLook;
    const layer = look !== null && sharesHalf(view, look) ? look.redCells : null;
    return {
      field: layer === null ? field : this.#stage.judgeLayer(field, layer),
      overlay: drawnCells(view, look, this.#cells),
    };
  }

  #view(field: Field): MapView {
    const { micronsPerPixel, quality } = field;
    const { width, height, seq: frameSeq } = field.frame;
    const haste = Math.min(1, quality.speedPixels / quality.limits.fastestPixels);
    const clarity = quality.focus * (1 - (1 - CLARITY_AT_LIMIT) * haste);
    return { width, height, micronsPerPixel, frameSeq, corner: this.#stage.cornerOf(field), clarity };
  }

  #join(field: Field, view: MapView, detections: readonly Detection[]): Joined[] {
    if (field.quality.verdict === 'good') return this.#cells.take(view, detections);
    // Where the place is not known, no cell is.
    return this.#cells.recognise(view, detections, field.pose.confidence > 0);
  }

  /** When pieces of the map were joined, cells seen from both become one, and the others are counted. */
  #settle(): CellChange[] {
    return this.#cells.isUnsettled ? this.#book.settle(this.#cells.settle()) : [];
  }

  #learn(sighting: Sighting, classification: Evidence): CellChange | null {
    const joined = this.#joined.get(sighting);
    const track = joined?.track;
    if (!joined || !track) throw new RangeError('learn was given a sighting that sight did not make');
    const betterCrop = track.learn(joined.view, classification);
    return this.#book.count(track, betterCrop);
  }
}

function sharesHalf(view: MapView, { corner }: LastLook): boolean {
  const [here, there] = [view.corner(), corner()];
  return Math.abs(here.x - there.x) < view.width / 2 && Math.abs(here.y - there.y) < view.height / 2;
}
