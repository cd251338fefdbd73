import { z } from 'zod';
import { CELL_CLASSES } from '../cells.ts';
import { box } from './live.ts';
import { cellClass, startSessionRequest } from './session.ts';

/** Pictures that a person brings along: single cells or whole fields, read one by one. Over HTTP; the dashboard's. */

/** A file may be so large. */
export const MOST_PICTURE_BYTES = 25_000_000;
/** A picture may have so many pixels. */
export const MOST_PICTURE_PIXELS = 50_000_000;
/** Pictures in one session. */
export const MOST_PICTURES = 2000;

/** What a picture was taken of. */
export const PICTURE_SUBJECTS = ['cell', 'field'] as const;
export const pictureSubject = z.enum(PICTURE_SUBJECTS);
export type PictureSubject = z.infer<typeof pictureSubject>;

/** Query of POST /api/pictures; without a subject the instrument chooses. */
export const readPictureQuery = z.object({ subject: pictureSubject.optional() });

export const pictureCell = z.object({
  /** In pixels of the upright picture; the whole picture where no cell was found in a picture of one. */
  box,
  class: cellClass,
  /** Of the likeliest class. */
  probability: z.number(),
  probabilities: z.partialRecord(z.enum(CELL_CLASSES), z.number()),
  /** Why it has no class; null when it has one. */
  rejected: z.enum(['uncertain', 'unknown']).nullable(),
  attributes: z
    .array(z.object({ name: z.string(), value: z.string(), probability: z.number() }))
    .readonly()
    .describe('Morphology of mature white cells; empty for others'),
  /** The edge of the picture cuts it: it is named, but not counted. */
  cut: z.boolean(),
});
export type PictureCell = z.infer<typeof pictureCell>;

export const pictureReading = z.object({
  /** Good for the routes below while the instrument keeps the picture: an hour, and the newest ones only. */
  id: z.uuid(),
  width: z.int(),
  height: z.int(),
  subject: pictureSubject,
  /** Whether the instrument chose the subject. */
  chosen: z.boolean(),
  /** In reading order; of a picture of one cell exactly one. */
  cells: z.array(pictureCell).readonly(),
  /** The differential of a field; null for a single cell. */
  count: z
    .object({
      n: z.int().describe('White cells: the denominator'),
      rows: z
        .array(
          z.object({
            class: cellClass,
            count: z.int(),
            percent: z.number().nullable(),
            ci95: z.tuple([z.number(), z.number()]).readonly().nullable(),
          }),
        )
        .readonly()
        .describe('Every class that was seen; percent of white cells, null outside the denominator'),
      redCells: z.int(),
      platelets: z.int(),
    })
    .nullable(),
  /** From the red cells in the picture; null where there are too few to tell. */
  micronsPerPixel: z.number().nullable(),
  /** How long reading took, without the wait for other pictures. */
  tookMs: z.number(),
});
export type PictureReading = z.infer<typeof pictureReading>;

/** Where in a square of the picture a cell looks like the likeliest class: 7 rows of 7, 0 to 1. */
export const pictureActivation = z.object({
  of: z.enum(CELL_CLASSES),
  rows: z.array(z.array(z.number()).readonly()).readonly(),
  square: box,
});
export type PictureActivation = z.infer<typeof pictureActivation>;

/** Body of POST /api/pictures/session: pictures that were read become a session, which has ended. */
export const sessionOfPicturesRequest = startSessionRequest.extend({
  target: startSessionRequest.shape.target.unwrap().default(null),
  pictures: z.array(z.uuid()).min(1).max(MOST_PICTURES),
});
export type SessionOfPicturesRequest = z.infer<typeof sessionOfPicturesRequest>;
export const sessionOfPictures = z.object({ session: z.string(), cells: z.int() });
