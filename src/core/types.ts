import type { CellClass, CellKind, ModelClass } from './cells.ts';

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
  | 'empty'
  | 'lost';

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
  /** 0 (blurred) to 1 (as sharp as the sharpest field of this slide). */
  readonly focus: number;
  /** Stage speed in pixels a frame. */
  readonly speedPixels: number;
  /** Mean luminance, 0 to 255. */
  readonly luminance: number;
  /** Where a good field ends, on the scales of `focus` and `speedPixels`. */
  readonly limits: { readonly leastFocus: number; readonly fastestPixels: number };
}

export interface Detection {
  readonly kind: CellKind;
  readonly box: Box;
  readonly score: number;
}

export type Probabilities = Readonly<Record<ModelClass, number>>;

export interface Classification {
  readonly class: CellClass;
  readonly probability: number;
  readonly probabilities: Probabilities;
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
}

/** Class → number of cells. */
export type Tally = Readonly<Record<CellClass, number>>;

export interface DifferentialRow {
  readonly class: CellClass;
  readonly count: number;
  /** Percent of the white-cell denominator, with its exact 95 % interval; null while nothing was counted. */
  readonly percent: number | null;
  readonly ci95: readonly [low: number, high: number] | null;
}

export type SessionStatus = 'counting' | 'ended';

/** The differential at one moment. Revisions grow by one with every change, without gaps. */
export interface DifferentialSnapshot {
  readonly session: string;
  readonly accession: string | null;
  readonly revision: number;
  readonly status: SessionStatus;
  /** White cells counted: the denominator. */
  readonly n: number;
  /** The nine white-cell classes in reporting order. */
  readonly rows: readonly DifferentialRow[];
  readonly nrbcPer100Wbc: number | null;
  /** Outside the denominator. */
  readonly erythroblasts: number;
  readonly platelets: number;
  readonly unclassified: number;
}
