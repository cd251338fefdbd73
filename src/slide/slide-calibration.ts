import type { GateLimits, SlideReference } from './gate-limits.ts';
import type { ColourMeasures } from './stain.ts';

/** Good fields the reference is learnt from: a second at the usual rate. */
const GOOD_SECOND = 30;
/** How much of each later good field goes into the reference: the lamp warms up over minutes. */
const FOLLOWING = 1 / 600;

/** Learns from the first good second of a slide how its good fields look. Counts fields, not time: replays agree. */
export class SlideCalibration {
  readonly #isSet: boolean;
  #firstFields: ColourMeasures[] = [];
  #reference: SlideReference | null;

  constructor(reference: GateLimits['reference']) {
    this.#isSet = reference !== 'auto';
    this.#reference = reference === 'auto' ? null : reference;
  }

  /** Null during the first good second. */
  get reference(): SlideReference | null {
    return this.#reference;
  }

  /** Takes the colours of a field that nothing was wrong with. */
  learn(colour: ColourMeasures): void {
    if (this.#isSet) return;
    if (this.#reference !== null) {
      this.#reference = towards(this.#reference, colour);
      return;
    }
    this.#firstFields.push(colour);
    if (this.#firstFields.length < GOOD_SECOND) return;
    this.#reference = medianOf(this.#firstFields);
    this.#firstFields = [];
  }
}

function medianOf(fields: readonly ColourMeasures[]): SlideReference {
  const median = (of: (field: ColourMeasures) => number) =>
    fields.map(of).toSorted((a, b) => a - b)[fields.length >> 1] as number;
  return {
    ground: median(({ ground }) => ground),
    clippedShare: median(({ clippedShare }) => clippedShare),
    stain: {
      red: median(({ stain }) => stain.red),
      blue: median(({ stain }) => stain.blue),
      contrast: median(({ stain }) => stain.contrast),
    },
  };
}

function towards(reference: SlideReference, field: ColourMeasures): SlideReference {
  const follow = (from: number, to: number) => from + FOLLOWING * (to - from);
  return {
    ground: follow(reference.ground, field.ground),
    clippedShare: follow(reference.clippedShare, field.clippedShare),
    stain: {
      red: follow(reference.stain.red, field.stain.red),
      blue: follow(reference.stain.blue, field.stain.blue),
      contrast: follow(reference.stain.contrast, field.stain.contrast),
    },
  };
}
