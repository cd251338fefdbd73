import type { FieldQuality, Frame } from '../../src/core/types.ts';
import { measureSharpness } from '../../src/slide/focus.ts';
import { meanOf, reducedPicture, reduceLuminance } from '../../src/slide/luminance.ts';
import { QualityGate } from '../../src/slide/quality-gate.ts';
import { measureColour } from '../../src/slide/stain.ts';

/** Fields a gate calibrates itself on. */
const GOOD_SECOND = 30;

/** What a gate says of a resting frame after it has seen `slide` for a good second. */
export function judgeColoursOf(slide: readonly Frame[]): (frame: Frame) => FieldQuality {
  const [{ width, height }] = slide as [Frame, ...Frame[]];
  const gate = new QualityGate(width);
  const luminance = reducedPicture(width, height);
  const judge = (frame: Frame): FieldQuality => {
    reduceLuminance(frame, luminance);
    return gate.judge({
      luminance: meanOf(luminance),
      colour: measureColour(frame),
      sharpness: measureSharpness(frame),
      speedPixels: 0,
    });
  };
  const passes = Math.ceil((1.3 * GOOD_SECOND) / slide.length);
  for (let pass = 0; pass < passes; pass++) for (const frame of slide) judge(frame);
  return judge;
}
