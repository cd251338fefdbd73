import type { Field, Frame, RedCells, StagePose } from '../core/types.ts';
import type { Corner } from './cell-track.ts';
import { measureSharpness } from './focus.ts';
import type { GateLimits } from './gate-limits.ts';
import type { KeyframeMap, Link, Place } from './keyframe-map.ts';
import { type GreyPicture, meanOf, reducedPicture, reduceLuminance, reductionOf } from './luminance.ts';
import { QualityGate } from './quality-gate.ts';
import { type Placement, placeOf, Registration } from './registration.ts';
import { measureColour } from './stain.ts';
import { type Texture, TextureMaker } from './texture.ts';

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

  /** The views that the map of this slide is made of. */
  get map(): KeyframeMap {
    return this.#registration.map;
  }

  /** Lays out a saved map; false when its pictures are of another size. */
  restore(views: readonly Texture[], links: readonly Link[]): boolean {
    const { width, height } = this.#luminance;
    const fits = views.every((view) => view.width === width && view.height === height);
    if (fits) this.map.restore(views, links);
    return fits;
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
    const sharpness = measureSharpness(frame);
    // A picture without contrast would register its sensor's noise, which does not move with the stage.
    const placement =
      sharpness === null ? null : this.#registration.locate(this.#textures.make(this.#luminance), frame.seq);
    const speedPixels = placement && this.#speed(placement, frame.seq);
    if (placement) this.#last = { placement, seq: frame.seq };
    const quality = this.#gate.judge({
      luminance,
      colour: measureColour(frame),
      sharpness,
      speedPixels,
    });
    const field = { frame, pose: this.#pose(placement), micronsPerPixel, quality };
    if (placement) this.#placements.set(field, placement);
    return field;
  }

  /** The field with what its red cells tell of the layer. */
  judgeLayer(field: Field, redCells: RedCells): Field {
    const quality = this.#gate.judgeLayer(field.quality, redCells);
    const judged = { ...field, quality };
    const placement = this.#placements.get(field);
    if (placement) this.#placements.set(judged, placement);
    return judged;
  }

  /** Where the upper left corner of a field lies on the slide, as the map stands when it is asked. */
  cornerOf(field: Field): () => Corner {
    const placement = this.#placements.get(field);
    const { xUm, yUm } = field.pose;
    const { micronsPerPixel } = this.#options;
    if (placement) return () => this.#corner(placement);
    return () => ({ x: xUm / micronsPerPixel, y: yUm / micronsPerPixel, isProvisional: true });
  }

  /** A point of the slide, in its pixels, that moves along when the map around it does. Null on an empty map. */
  anchorAt(point: Place): (() => Corner) | null {
    const place = { x: point.x / this.#reduction, y: point.y / this.#reduction };
    const [keyframe] = this.map.nearest(place);
    if (!keyframe) return null;
    const [dx, dy] = [place.x - keyframe.x, place.y - keyframe.y];
    return () => this.#corner({ keyframe, dx, dy, confidence: 1 });
  }

  #corner(placement: Placement): Corner {
    const { x, y } = placeOf(placement);
    const isProvisional = placement.keyframe.piece !== 0;
    return { x: x * this.#reduction, y: y * this.#reduction, isProvisional };
  }

  /** A lost frame shows the last place known, with no confidence. */
  #pose(placement: Placement | null): StagePose {
    const known = placement ?? this.#last?.placement ?? null;
    if (known === null) return { xUm: 0, yUm: 0, confidence: 0 };
    const { x, y } = this.#corner(known);
    const { micronsPerPixel } = this.#options;
    return { xUm: x * micronsPerPixel, yUm: y * micronsPerPixel, confidence: placement?.confidence ?? 0 };
  }

  /** Pixels a frame since the last frame whose place was known; 0 for the first one of a piece of the map. */
  #speed(placement: Placement, seq: number): number {
    if (this.#last === null || seq <= this.#last.seq) return 0;
    if (this.#last.placement.keyframe.piece !== placement.keyframe.piece) return 0;
    const [here, there] = [this.#corner(placement), this.#corner(this.#last.placement)];
    return Math.hypot(here.x - there.x, here.y - there.y) / (seq - this.#last.seq);
  }
}
