import { z } from 'zod';
import { DEFAULT_GATE_LIMITS } from './slide/gate-limits.ts';

const share = z.number().min(0).max(1);
const factor = z.number().min(1).max(10);
const gate = DEFAULT_GATE_LIMITS;

/** Where a field stops being good enough to count from. */
export const qualityLimits = z
  .strictObject({
    reference: z
      .union([
        z.literal('auto'),
        z.strictObject({
          ground: z.number().min(1).max(255),
          clippedShare: share,
          stain: z.strictObject({ red: z.number(), blue: z.number(), contrast: z.number().positive() }),
        }),
      ])
      .default(gate.reference)
      .describe('How good fields look: auto learns it from the first good second of each slide'),
    darkest: z.number().min(0).max(255).default(gate.darkest).describe('Mean luminance, 0 to 255'),
    brightest: z.number().min(0).max(255).default(gate.brightest).describe('Mean luminance, 0 to 255'),
    mostExposureChange: factor
      .default(gate.mostExposureChange)
      .describe('Factor by which the unstained ground may be lighter or darker than the reference'),
    mostClipped: share
      .default(gate.mostClipped)
      .describe('Part of the pixels that may be clipped beyond those of the reference'),
    mostHueShift: z
      .number()
      .min(0)
      .max(90)
      .default(gate.mostHueShift)
      .describe('Degrees between the stain of the field and of the reference'),
    mostContrastChange: factor
      .default(gate.mostContrastChange)
      .describe('Factor by which the stain may be stronger or weaker than the reference'),
    leastEdges: share.default(gate.leastEdges).describe('Part of the picture that must show edges'),
    speedShare: share
      .default(gate.speedShare)
      .describe('Part of the width the stage may move from one picture to the next'),
    leastFocus: share.default(gate.leastFocus).describe('Part of the sharpness of the sharpest fields'),
    leastIsotropy: share
      .default(gate.leastIsotropy)
      .describe('An unsharp picture less even than this was moved, not out of focus'),
    mostOverlap: share
      .default(gate.mostOverlap)
      .describe('Part of the red cells that may lie over others, each by a third of itself or more'),
    mostCovered: share.default(gate.mostCovered).describe('Part of the picture that red cells may cover'),
    leastCovered: share.default(gate.leastCovered).describe('Part of the picture that red cells must cover'),
  })
  .prefault({});
