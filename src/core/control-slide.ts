import { z } from 'zod';
import { ROLL_UP_NAMES } from './analytes.ts';
import { WHITE_MODEL_CLASSES } from './cells.ts';
import type { DifferentialSnapshot } from './types.ts';

const share = z.number().min(0).max(100);
const analyte = z.enum([...WHITE_MODEL_CLASSES, ...ROLL_UP_NAMES]);

/** Slides whose count is known, from the file of the setting `qualityControl.file`. */
export const controlSlides = z.strictObject({
  controls: z
    .array(
      z.strictObject({
        /** What its label says: a session with this accession is a run of the control. */
        accession: z.string().trim().min(1),
        name: z.string().trim().min(1),
        /** Last day on which it counts. */
        expires: z.iso.date().optional(),
        /** White cells a run must have counted. */
        leastCells: z.int().min(1).default(100),
        /** Percent of the white cells, give or take so many. */
        expected: z.partialRecord(analyte, z.strictObject({ percent: share, tolerance: share })),
      }),
    )
    .min(1),
});
export type ControlSlide = z.infer<typeof controlSlides>['controls'][number];

/** One class of a control: what it should be and what was counted. */
export const controlRow = z.object({
  class: analyte,
  expected: z.number(),
  tolerance: z.number(),
  found: z.number(),
  passed: z.boolean(),
});

/** What one run of a control slide showed. */
export const controlRun = z.object({
  session: z.string(),
  control: z.string(),
  at: z.iso.datetime(),
  /** White cells counted. */
  n: z.int(),
  passed: z.boolean(),
  rows: z.array(controlRow).readonly(),
});
export type ControlRun = z.infer<typeof controlRun>;

/** Judges a counted control slide: enough cells, and every class that it names within its tolerance. */
export function judgeControl(
  { name, leastCells, expected }: ControlSlide,
  { session, n, rows, totals }: Pick<DifferentialSnapshot, 'session' | 'n' | 'rows' | 'totals'>,
  at: Date,
): ControlRun {
  const found = new Map<string, number>([...rows, ...totals].map((row) => [row.class, row.percent ?? 0]));
  const judged = analyte.options.flatMap((wantedClass) => {
    const wanted = expected[wantedClass];
    if (wanted === undefined) return [];
    const percent = found.get(wantedClass) ?? 0;
    const passed = Math.abs(percent - wanted.percent) <= wanted.tolerance;
    return [
      { class: wantedClass, expected: wanted.percent, tolerance: wanted.tolerance, found: percent, passed },
    ];
  });
  const passed = n >= leastCells && judged.every((row) => row.passed);
  return { session, control: name, at: at.toISOString(), n, passed, rows: judged };
}
