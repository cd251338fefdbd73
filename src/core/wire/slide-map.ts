import { z } from 'zod';

/** A rectangle of the slide, in slide micrometres; x and y are its upper left corner. */
export const slideRect = z.object({
  xUm: z.number(),
  yUm: z.number(),
  widthUm: z.number(),
  heightUm: z.number(),
});
export type SlideRect = z.infer<typeof slideRect>;

/** Where to move the view next, from where it is: to the nearest gap, on along this lane, or to the next one. */
export const scanAdvice = z.object({
  kind: z.enum(['gap', 'lane', 'next-lane']),
  dxUm: z.number(),
  dyUm: z.number(),
});
export type ScanAdvice = z.infer<typeof scanAdvice>;

/** What was seen of the slide, in focus. Its pictures are at /api/slide-map/tiles/{column}/{row}.webp. */
export const slideMapState = z.object({
  /** Told apart from the map of the slide before. */
  session: z.string(),
  /** Grows with every change. */
  revision: z.number().int(),
  areaMm2: z.number(),
  /** Seen, but not known where on the slide: not part of the map until its place is found. */
  provisionalMm2: z.number(),
  /** All that was seen lies in here; null before anything was. */
  bounds: slideRect.nullable(),
  /** Not seen, though what surrounds it was: a rectangle for each run of rows, and how many places they make up. */
  gaps: z.array(slideRect).readonly(),
  gapCount: z.number().int(),
  advice: scanAdvice.nullable(),
  /** Side of a square tile; the upper left corner of tile (column, row) is at this times column and row. */
  tileUm: z.number(),
  tiles: z
    .array(z.object({ column: z.number().int(), row: z.number().int(), revision: z.number().int() }))
    .readonly(),
});
export type SlideMapState = z.infer<typeof slideMapState>;
