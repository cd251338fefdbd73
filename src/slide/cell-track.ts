import { intersectionOverUnion } from '../core/boxes.ts';
import { CELL_CLASSES, type CellKind } from '../core/cells.ts';
import type { DecisionRule } from '../core/decide-class.ts';
import type { Box, Cell, Detection, Evidence, Probabilities, Verdict } from '../core/types.ts';
import { VerdictFusion } from './verdict-fusion.ts';

/** Where the upper left corner of a picture lies, in pixels of the slide. */
export interface Corner {
  readonly x: number;
  readonly y: number;
  /** The piece of the map it lies in is not joined to the slide's first: its place on the slide is not known. */
  readonly isProvisional: boolean;
}

/** One look at a cell in one frame. */
export interface CellView {
  readonly detection: Detection;
  readonly frameSeq: number;
  /** As the map stands when it is asked: it moves when the map settles. */
  readonly corner: () => Corner;
  /** How well the frame shows things at this place of it, 0 to 1. */
  readonly clarity: number;
}

/** What a counted cell carries beside what was seen of it. */
interface NamingFacts extends Pick<Cell, 'id' | 'modelSha256' | 'headSha256'> {
  readonly rule: DecisionRule;
  readonly micronsPerPixel: number;
}

/** A cell counts once it was seen so often … */
const LEAST_SIGHTINGS = 2;
/** … with boxes that share so much, as those of one thing at one place do. */
const SAME_BOX = 0.5;
/** A view must be so much better to be worth another classification and crop. */
const CLEARLY_BETTER = 1.2;
/** What is not steady after so many looks is not worth more of them. */
const MOST_LOOKS = 8;

/** Something the detector saw at one place of the slide, from the first sighting to the counted cell. */
export class CellTrack {
  readonly kind: CellKind;
  #sightings = 0;
  #misses = 0;
  /** The view its place, size and crop are taken from. */
  #best: CellView;
  #fusion = new VerdictFusion();
  #cell: Cell | null = null;
  /** Where it was seen first was not known then. */
  #isApart: boolean;

  constructor(view: CellView) {
    this.kind = view.detection.kind;
    this.#best = view;
    this.#isApart = view.corner().isProvisional;
  }

  /** A cell counted before the program was started again. */
  static restored(view: CellView, cell: Cell): CellTrack {
    const track = new CellTrack(view);
    track.#sightings = LEAST_SIGHTINGS;
    track.#fusion = VerdictFusion.decided(cell.probabilities);
    track.#cell = cell;
    return track;
  }

  /** The counted cell; null before. */
  get cell(): Cell | null {
    return this.#cell;
  }

  get isProvisional(): boolean {
    return this.#best.corner().isProvisional;
  }

  /** Its place has become known, and it may turn out to be a cell that was seen there before. */
  get isUnsettled(): boolean {
    return this.#isApart && !this.isProvisional;
  }

  /** It was compared with what was seen there before. */
  settle(): void {
    this.#isApart = this.isProvisional;
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
    if (!isNamed && (!fits || qualityOf(view) > qualityOf(this.#best))) this.#best = view;
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

  /** Whether one more look at it, in a picture as clear as this, would tell more. */
  isOpen(clarity: number): boolean {
    if (this.kind !== 'wbc') return false;
    if (!this.isSteady) return this.#sightings + this.#misses < MOST_LOOKS;
    return !this.#fusion.isDecided || clarity >= CLEARLY_BETTER * this.#best.clarity;
  }

  wantsClassification(view: CellView): boolean {
    if (this.kind !== 'wbc' || !this.isSteady) return false;
    return !this.#fusion.isDecided || this.#isClearlyBetter(view);
  }

  /**
   * Takes in what the classifier says of a view; true when the view is also the new best crop. What was said of
   * clearly worse views counts no more: they mislead in the same direction each time.
   */
  learn(view: CellView, evidence: Evidence): boolean {
    const weight = Math.max(qualityOf(view), 0.01);
    const isBetter = this.#fusion.views === 0 || this.#isClearlyBetter(view);
    if (isBetter) {
      this.#best = view;
      this.#fusion = this.#fusion.renewed(evidence, weight);
    } else this.#fusion.add(evidence, weight);
    return isBetter;
  }

  /** Takes in another track that turned out to be the same cell. */
  absorb(other: CellTrack): void {
    this.#sightings += other.#sightings;
    this.#misses += other.#misses;
    this.#fusion.include(other.#fusion);
  }

  /** Makes or renews the counted cell from all that is known. */
  count(facts: NamingFacts): Cell {
    const { id, rule, micronsPerPixel, modelSha256, headSha256 } = facts;
    const { detection, frameSeq } = this.#best;
    const [x, y, width, height] = this.slideBox;
    this.#cell = {
      id,
      ...(this.kind === 'platelet' ? plateletVerdict(detection.score) : named(this.#fusion.verdict(rule))),
      frameSeq,
      box: detection.box,
      xUm: (x + width / 2) * micronsPerPixel,
      yUm: (y + height / 2) * micronsPerPixel,
      modelSha256,
      headSha256,
    };
    return this.#cell;
  }

  /** Lets the crop come from this view, whatever came before. */
  showFrom(view: CellView): void {
    this.#best = view;
  }

  #isClearlyBetter(view: CellView): boolean {
    return qualityOf(view) >= CLEARLY_BETTER * qualityOf(this.#best);
  }
}

/** Clarity of the picture times certainty of the detection, 0 to 1. */
function qualityOf({ clarity, detection }: CellView): number {
  return clarity * detection.score;
}

function slideBoxOf({ corner, detection }: CellView): Box {
  const { x, y } = corner();
  const [left, top, width, height] = detection.box;
  return [x + left, y + top, width, height];
}

type CellName = Pick<Cell, 'class' | 'probability' | 'probabilities'>;

function named({ class: name, probability, probabilities }: Verdict): CellName {
  return { class: name, probability, probabilities };
}

/** The detector alone names platelets. */
function plateletVerdict(score: number): CellName {
  const probabilities = Object.fromEntries(
    CELL_CLASSES.map((name) => [name, name === 'platelet' ? score : 0]),
  );
  return { class: 'platelet', probability: score, probabilities: probabilities as Probabilities };
}
