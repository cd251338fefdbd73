import { z } from 'zod';
import { controlRun, controlSlides } from '../control-slide.ts';

/** How quality control stands; `off`: no control slides are set up. */
export const CONTROL_STANDINGS = ['off', 'due', 'passed', 'failed'] as const;

/** Answer of GET /api/controls. */
export const controlView = z.object({
  standing: z.enum(CONTROL_STANDINGS),
  everyHours: z.int().describe('So often one must pass'),
  dueAt: z.iso.datetime().nullable().describe('When the next is due; null: none was counted yet'),
  slides: controlSlides.shape.controls.element.array().readonly(),
  runs: z.array(controlRun).readonly().describe('What control slides showed, newest first'),
});
export type ControlView = z.infer<typeof controlView>;
