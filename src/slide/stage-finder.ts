import type { Field, Frame, StagePose } from '../core/types.ts';
import { fineDetail } from './focus.ts';
import { type GreyPicture, meanOf, reducedPicture, reduceLuminance, reductionOf } from './luminance.ts';
import { type GateLimits, QualityGate } from './quality-gate.ts';
import { type Placement, placeOf, Registration } from './registration.ts';
import { TextureMaker } from './texture.ts';

export interface StageFinderOptions {
  /** Size of the frames. */
  readonly width: number;
  readonly height: number;
  readonly micronsPerPixel: number;
  readonly gateLimits?: GateLimits;
}

/** Finds the place and the quality of each frame. */
export class StageFinder {
  readonly #options: StageFinderOptions;
  readonly #reduction: number;
  readonly #luminance: GreyPicture;
  readonly #textures: TextureMaker;
  readonly #registration: Registration;
  readonly #gate: QualityGate;
  readonly #placements = new WeakMap<Field, Placement>();
  #last: { placement: Placement; seq: number } | null = null;

  constructor(options: StageFinderOptions) {
    const { width, height, gateLimits } = options;
    this.#options = options;
    this.#reduction = reductionOf(width, height);
    this.#luminance = reducedPicture(width, height);
    this.#textures = new TextureMaker(this.#luminance.width, this.#luminance.height);
    this.#registration = new Registration(this.#luminance);
    this.#gate = new QualityGate(width, gateLimits);
  }

  /** Views the map of this slide is made of. */
  get keyframeCount(): number {
    return this.#registration.map.keyframes.length;
  }

  locate(frame: Frame): Field {
    const { width, height, micronsPerPixel } = this.#options;
    if (frame.width !== width || frame.height !== height) {
      throw new RangeError(
        `frame of ${frame.width} × ${frame.height} pixels on a slide of ${width} × ${height}`,
      );
    }
    reduceLuminance(frame, this.#luminance);
    const luminance = meanOf(this.#luminance);
    const detail = fineDetail(frame);
    // A picture without contrast would register its sensor's noise, which does not move with the stage.
    const placement =
      detail === null ? null : this.#registration.locate(this.#textures.make(this.#luminance), frame.seq);
    const speedPixels = placement && this.#speed(placement, frame.seq);
    if (placement) this.#last = { placement, seq: frame.seq };
    const quality = this.#gate.judge({ luminance, detail, speedPixels });
    const field = { frame, pose: this.#pose(placement), micronsPerPixel, quality };
    if (placement) this.#placements.set(field, placement);
    return field;
  }

  /** Where the upper left corner of a field lies, in pixels of the slide, as the map stands when it is asked. */
  cornerOf(field: Field): () => { x: number; y: number } {
    const placement = this.#placements.get(field);
    const { xUm, yUm } = field.pose;
    const { micronsPerPixel } = this.#options;
    if (!placement) return () => ({ x: xUm / micronsPerPixel, y: yUm / micronsPerPixel });
    return () => this.#pixels(placement);
  }

  #pixels(placement: Placement): { x: number; y: number } {
    const { x, y } = placeOf(placement);
    return { x: x * this.#reduction, y: y * this.#reduction };
  }

  /** A lost frame shows the last place known, with no confidence. */
  #pose(placement: Placement | null): StagePose {
    const known = placement ?? this.#last?.placement ?? null;
    if (known === null) return { xUm: 0, yUm: 0, confidence: 0 };
    const { x, y } = this.#pixels(known);
    const { micronsPerPixel } = this.#options;
    return { xUm: x * micronsPerPixel, yUm: y * micronsPerPixel, confidence: placement?.confidence ?? 0 };
  }

  /** Pixels a frame since the last frame whose place was known; 0 for the first. */
  #speed(placement: Placement, seq: number): number {
    if (this.#last === null || seq <= this.#last.seq) return 0;
    const [here, there] = [this.#pixels(placement), this.#pixels(this.#last.placement)];
    return Math.hypot(here.x - there.x, here.y - there.y) / (seq - this.#last.seq);
  }
}
