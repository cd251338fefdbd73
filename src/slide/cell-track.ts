import { CELL_CLASSES, type CellKind } from '../core/cells.ts';
import type { Box, Cell, Classification, Detection, Probabilities } from '../core/types.ts';
import { intersectionOverUnion } from './boxes.ts';
import { VerdictFusion } from './verdict-fusion.ts';

/** One look at a cell in one frame. */
export interface CellView {
  readonly detection: Detection;
  readonly frameSeq: number;
  /** Where the frame's upper left corner lies on the slide now, in pixels; it moves when the map settles. */
  readonly corner: () => { readonly x: number; readonly y: number };
  /** Sharpness of the frame times certainty of the detection, less near the picture's edge; 0 to 1. */
  readonly quality: number;
}

/** A cell counts once it was seen so often … */
const LEAST_SIGHTINGS = 2;
/** … with boxes that share so much, as those of one thing at one place do. */
const SAME_BOX = 0.5;
/** A view must be so much better to be worth another classification and crop. */
const CLEARLY_BETTER = 1.2;

/** Something the detector saw at one place of the slide, from the first sighting to the counted cell. */
export class CellTrack {
  readonly kind: CellKind;
  #sightings = 0;
  #misses = 0;
  /** The view its place, size and crop are taken from. */
  #best: CellView;
  readonly #fusion = new VerdictFusion();
  #cell: Cell | null = null;

  constructor(view: CellView) {
    this.kind = view.detection.kind;
    this.#best = view;
  }

  /** The counted cell; null before. */
  get cell(): Cell | null {
    return this.#cell;
  }

  /** Its box on the slide, in pixels. */
  get slideBox(): Box {
    return slideBoxOf(this.#best);
  }

  /** Seen whole in a good field. A box that does not fit the one before starts the evidence anew. */
  seen(view: CellView): void {
    const fits = intersectionOverUnion(slideBoxOf(view), this.slideBox) >= SAME_BOX;
    const isNamed = this.#fusion.views > 0 || this.#cell !== null;
    this.#sightings = fits || isNamed ? this.#sightings + 1 : 1;
    // Until it has a crop of its own, the best view is simply the best so far.
    if (!isNamed && (!fits || view.quality > this.#best.quality)) this.#best = view;
  }

  /** In full view in a good field, and the detector did not see it. */
  missed(): void {
    this.#misses++;
  }

  /** What flickers in and out of detection is no cell. */
  get isSteady(): boolean {
    return this.#sightings >= LEAST_SIGHTINGS && this.#sightings > this.#misses;
  }

  /** More often overlooked than seen, and never counted: not worth remembering. */
  get isStale(): boolean {
    return this.#cell === null && this.#misses > 2 * this.#sightings + 2;
  }

  wantsClassification(view: CellView): boolean {
    if (this.kind !== 'wbc' || !this.isSteady) return false;
    return !this.#fusion.decided || this.#isClearlyBetter(view);
  }

  /** Takes in what the classifier says of a view; true when the view is also the new best crop. */
  learn(view: CellView, { probabilities }: Classification): boolean {
    const better = this.#fusion.views === 0 || this.#isClearlyBetter(view);
    this.#fusion.add(probabilities, Math.max(view.quality, 0.01));
    if (better) this.#best = view;
    return better;
  }

  /** Makes or renews the counted cell from all that is known. */
  count(facts: { id: string; rejectBelow: number; micronsPerPixel: number; modelSha256: string }): Cell {
    const { id, rejectBelow, micronsPerPixel, modelSha256 } = facts;
    const { detection, frameSeq } = this.#best;
    const [x, y, width, height] = this.slideBox;
    this.#cell = {
      id,
      ...(this.kind === 'platelet' ? plateletVerdict(detection.score) : this.#fusion.verdict(rejectBelow)),
      frameSeq,
      box: detection.box,
      xUm: (x + width / 2) * micronsPerPixel,
      yUm: (y + height / 2) * micronsPerPixel,
      modelSha256,
    };
    return this.#cell;
  }

  /** Lets the crop come from this view, whatever came before. */
  showFrom(view: CellView): void {
    this.#best = view;
  }

  #isClearlyBetter(view: CellView): boolean {
    return view.quality >= CLEARLY_BETTER * this.#best.quality;
  }
}

function slideBoxOf({ corner, detection }: CellView): Box {
  const { x, y } = corner();
  const [left, top, width, height] = detection.box;
  return [x + left, y + top, width, height];
}

/** The detector alone names platelets. */
function plateletVerdict(score: number): Pick<Cell, 'class' | 'probability' | 'probabilities'> {
  const probabilities = Object.fromEntries(
    CELL_CLASSES.map((name) => [name, name === 'platelet' ? score : 0]),
  );
  return { class: 'platelet', probability: score, probabilities: probabilities as Probabilities };
}
