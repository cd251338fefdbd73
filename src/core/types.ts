import type { Age } from './age.ts';
import type { Analyte, RollUp } from './analytes.ts';
import type { CellClass, CellKind, HandClass, ModelClass } from './cells.ts';
import type { Limit, Measure, ReviewRule, Sex } from './laboratory-rules.ts';
import type { Target } from './session-order.ts';

/** x, y, width, height in pixels of the frame it belongs to; x and y are the upper left corner. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** One picture from a camera: packed RGB, 3 bytes a pixel, row by row, no padding. */
export interface Frame {
  /** Position in the stream of this source, from 0; gaps are frames that were dropped. */
  readonly seq: number;
  /** `process.hrtime.bigint()` when the last byte of the picture arrived. */
  readonly capturedAtNs: bigint;
  readonly width: number;
  readonly height: number;
  /** width × height × 3 bytes, backed by shared memory so that a worker can read it without a copy. */
  readonly pixels: Uint8Array<SharedArrayBuffer>;
  /** Gives the pixels back to the pool; they must not be touched afterwards. Calling twice is harmless. */
  release(): void;
}

/** Where the stage stands: slide micrometres of the picture's upper left corner. */
export interface StagePose {
  readonly xUm: number;
  readonly yUm: number;
  /** 0 (guess) to 1 (certain). */
  readonly confidence: number;
}

export type FieldVerdict =
  | 'good'
  | 'out-of-focus'
  | 'moving-too-fast'
  | 'too-dark'
  | 'too-bright'
  | 'saturated'
  | 'stain-differs'
  | 'empty'
  | 'too-thick'
  | 'too-thin'
  | 'lost';

/** What was wrong with a field: the measure that decided and the limit it passed. */
export interface FieldFault {
  readonly verdict: Exclude<FieldVerdict, 'good'>;
  readonly measure: FieldMeasure;
  readonly value: number;
  readonly limit: number;
}

export type FieldMeasure =
  /** Mean, 0 to 255. */
  | 'luminance'
  /** Level of the unstained ground, as a factor of that of the calibrated slide. */
  | 'exposure'
  /** Part of the pixels at either end of their range. */
  | 'clipped'
  /** Degrees from the hue of the calibrated stain. */
  | 'hue'
  /** Strength of the stain, as a factor of that of the calibrated slide. */
  | 'contrast'
  /** Part of the picture that shows edges. */
  | 'edges'
  /** Pixels a frame. */
  | 'speed'
  /** 0 to 1: fine detail along the blurrier axis as a part of that along the other. */
  | 'isotropy'
  | 'focus'
  /** Part of the red cells that lie over others. */
  | 'overlap'
  /** Part of the picture that red cells cover. */
  | 'covered'
  /** Confidence of the pose. */
  | 'place';

/** The red cells and platelets of one field: what tells a monolayer from thick and thin places. */
export interface RedCells {
  readonly count: number;
  /** Part of the picture that red cells cover, 0 to 1. */
  readonly areaFraction: number;
  /** Part of the red cells that lie over others, 0 to 1. */
  readonly overlapFraction: number;
  /** Median diameter of the red cells that lie whole and separate; null when they are too few to tell. */
  readonly diameterPixels: number | null;
  readonly platelets: number;
}

/** A frame with its place on the slide. */
export interface Field {
  readonly frame: Frame;
  readonly pose: StagePose;
  readonly micronsPerPixel: number;
  readonly quality: FieldQuality;
}

/** Verdict on one frame and the measures it rests on. */
export interface FieldQuality {
  readonly verdict: FieldVerdict;
  /** Null in a good field. */
  readonly fault: FieldFault | null;
  /** 0 (blurred) to 1 (as sharp as the sharpest field of this slide). */
  readonly focus: number;
  /** Stage speed in pixels a frame. */
  readonly speedPixels: number;
  /** Mean luminance, 0 to 255. */
  readonly luminance: number;
  /** Where a good field ends, on the scales of `focus` and `speedPixels`. */
  readonly limits: { readonly leastFocus: number; readonly fastestPixels: number };
  /** Null until the detector has looked. */
  readonly redCells: RedCells | null;
}

export interface Detection {
  readonly kind: CellKind;
  readonly box: Box;
  readonly score: number;
}

export type Probabilities = Readonly<Record<ModelClass, number>>;

/** What one look at a cell, or several looks together, say of it. */
export interface Evidence {
  /** Over the classes in use; 0 for the others. */
  readonly probabilities: Probabilities;
  /** Probability that there is one whole cell, in focus, of any of these classes. */
  readonly known: number;
}

/** Why a cell stays unclassified: no class is sure enough, or it is like no cell of the classes in use. */
export type Rejection = 'uncertain' | 'unknown';

export interface Verdict {
  readonly class: CellClass;
  /** Of the best class, whether or not the cell was named after it. */
  readonly probability: number;
  readonly probabilities: Probabilities;
  /** Null for a cell that was named. */
  readonly rejected: Rejection | null;
}

/** One morphological attribute of a cell and its likeliest value. */
export interface MorphologyAttribute {
  readonly name: string;
  readonly value: string;
  readonly probability: number;
}

/** What the classifier says of one cell in one picture. */
export interface Classification extends Evidence, Verdict {
  /** Of mature white cells; empty for all others. */
  readonly attributes: readonly MorphologyAttribute[];
}

/** One cell of the slide, however often it was seen. */
export interface Cell {
  /** UUIDv7, unique over all slides. */
  readonly id: string;
  readonly class: CellClass;
  readonly probability: number;
  readonly probabilities: Probabilities;
  /** Sequence number of the frame its best crop was taken from, and the box in that frame. */
  readonly frameSeq: number;
  readonly box: Box;
  /** Slide position of the box centre. */
  readonly xUm: number;
  readonly yUm: number;
  /** sha256 of the classifier weights that named it. */
  readonly modelSha256: string;
  /** sha256 of its head; null for cells that were counted before heads had versions. */
  readonly headSha256: string | null;
}

/** Class → number of cells. */
export type Tally = Readonly<Record<CellClass, number>>;

export type Interval = readonly [low: number, high: number];

export interface ReferenceRange {
  readonly low: number;
  readonly high: number;
}

/** Where a value lies against its reference range and the laboratory's critical limits; null: there is no range. */
export type RangePosition = 'critical-low' | 'low' | 'normal' | 'high' | 'critical-high';

export interface AbsoluteCount {
  /** 10⁹/L. */
  readonly value: number;
  /** The interval of the percentage, carried over: the error of the white-cell count is not in it. */
  readonly ci95: Interval;
  readonly range: ReferenceRange | null;
  readonly position: RangePosition | null;
}

export interface DifferentialRow<Name extends Analyte = ModelClass | HandClass> {
  readonly class: Name;
  readonly count: number;
  /** Percent of the white-cell denominator, with its exact 95 % interval; null while nothing was counted. */
  readonly percent: number | null;
  readonly ci95: Interval | null;
  /** Of the percentage. */
  readonly range: ReferenceRange | null;
  readonly position: RangePosition | null;
  /** Null without a white-cell count. */
  readonly absolute: AbsoluteCount | null;
}

/** Cells of a class outside the denominator that people named. */
export interface BesideCount {
  readonly class: HandClass;
  readonly count: number;
  /** Null while no white cell was counted. */
  readonly per100Wbc: number | null;
}

/** The white-cell count of the order, 10⁹/L. */
export interface WhiteCellCount {
  readonly given: number;
  /** The laboratory gave it without its nRBC. */
  readonly arrivedCorrected: boolean;
  /** Without nRBC; null where nothing was corrected. Where it is there, all else rests on it. */
  readonly corrected: number | null;
  readonly range: ReferenceRange | null;
  readonly position: RangePosition | null;
}

/** A review rule of the laboratory that holds. */
export interface ReviewFlag {
  readonly of: Analyte;
  readonly in: Measure;
  readonly level: ReviewRule['level'];
  readonly value: number;
  readonly when: Limit;
  /** Whether the whole 95 % interval lies beyond the limit, so that more cells would hardly lift the flag. */
  readonly settled: boolean;
}

/** The decision more cells would settle first. */
export interface NextDecision {
  readonly of: Analyte;
  /** The limit, in percent of white cells, that the interval of `of` still holds. */
  readonly limitPercent: number;
  /** About so many more white cells. */
  readonly moreCells: number;
}

export type SessionStatus = 'counting' | 'ended';

/** The differential at one moment. Revisions grow by one with every change, without gaps. */
export interface DifferentialSnapshot {
  readonly session: string;
  readonly accession: string | null;
  /** Nobody ordered this accession, and the laboratory wants people to be warned. */
  readonly unordered?: true;
  readonly revision: number;
  readonly status: SessionStatus;
  readonly age: Age | null;
  readonly sex: Sex | null;
  readonly target: Target | null;
  /** Ranges and rules are those of the age the laboratory assumes, because none was given. */
  readonly ageIsAssumed: boolean;
  /** White cells counted: the denominator. */
  readonly n: number;
  /** The nine white-cell classes of the classifier in reporting order, then those people named, where any was. */
  readonly rows: readonly DifferentialRow[];
  /** Sums of classes: all neutrophils, immature granulocytes. */
  readonly totals: readonly DifferentialRow<RollUp>[];
  /** Null without a white-cell count. */
  readonly wbc: WhiteCellCount | null;
  readonly nrbcPer100Wbc: number | null;
  readonly nrbcCi95: Interval | null;
  /** Outside the denominator. */
  readonly erythroblasts: number;
  readonly platelets: number;
  readonly unclassified: number;
  /** What people named outside the denominator, where any was. */
  readonly beside: readonly BesideCount[];
  /** Critical ones first. */
  readonly flags: readonly ReviewFlag[];
  /** Null when every share is clear of its limits, or too near one for any slide. */
  readonly nextDecision: NextDecision | null;
}
