import { z } from 'zod';
import { CHAMBER_CELLS, READING_DOUBTS } from '../hemocytometer-reading.ts';
import { accession } from './session.ts';

/** What travels of counting chambers: readings of devices, and pictures that were read. */
export const CHAMBER_UNITS = ['/uL', '10*3/uL', '10*6/uL', '10*9/L', '10*12/L'] as const;
export type ChamberUnit = (typeof CHAMBER_UNITS)[number];

/** Cells in a microlitre that one of each unit is. */
export const PER_UL: Readonly<Record<ChamberUnit, number>> = {
  '/uL': 1,
  '10*3/uL': 1000,
  '10*6/uL': 1_000_000,
  '10*9/L': 1000,
  '10*12/L': 1_000_000,
};

const cellCount = z.int().min(0).max(1_000_000);
const token = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, 'letters, digits and ._:-, at most 64');
const dilution = z.number().min(1).max(100_000).describe('20 for 1:20');

/** `…/hemocytometer`, and body of POST /api/hemocytometer/readings. Strict: a misspelt key is refused, not ignored. */
export const chamberReading = z
  .strictObject({
    id: token.describe('The same id is the same reading, however often it comes'),
    cell: z.enum(CHAMBER_CELLS),
    count: cellCount.exactOptional().describe('Cells that were counted, in both chambers if there are two'),
    chambers: z
      .tuple([cellCount, cellCount])
      .exactOptional()
      .describe('What each of two chambers held, over equal areas'),
    squares: z
      .number()
      .positive()
      .max(18)
      .exactOptional()
      .describe(
        'Squares of 1 mm² that were counted, in all; five of the 25 groups of the central one are 0.2',
      ),
    dilution: dilution.default(1),
    concentration: z.number().min(0).exactOptional().describe('Of the undiluted sample, instead of a count'),
    unit: z.enum(CHAMBER_UNITS).default('10*9/L').describe('Of the concentration; UCUM'),
    device: token,
    takenAt: z.iso.datetime({ offset: true }).describe('RFC 3339'),
    accession: accession.exactOptional(),
  })
  .refine(({ count, concentration }) => (count === undefined) !== (concentration === undefined), {
    message: 'give count or concentration, and not both',
  })
  .refine(({ count, squares }) => (count === undefined) === (squares === undefined), {
    message: 'count and squares belong together',
  })
  .refine(({ count, chambers }) => chambers === undefined || chambers[0] + chambers[1] === count, {
    message: 'count is the sum of both chambers',
  });
export type ChamberReadingMessage = z.infer<typeof chamberReading>;

const doubt = z.enum(READING_DOUBTS);
const interval = z.tuple([z.number(), z.number()]).readonly();

/** A reading as it is kept. */
export const keptChamberReading = z.object({
  id: z.string(),
  cell: z.enum(CHAMBER_CELLS),
  perUl: z.number().describe('Cells in a microlitre of the undiluted sample'),
  ci95: interval.nullable().describe('Of counting alone, /µL; null where no count was told'),
  count: z.number().int().nullable(),
  squares: z.number().nullable(),
  dilution: z.number(),
  chambers: z.tuple([z.number().int(), z.number().int()]).readonly().nullable(),
  device: z.string(),
  takenAt: z.string(),
  receivedAt: z.string(),
  accession: z.string().nullable(),
  doubts: z.array(doubt).readonly().describe('Why it is not offered, or what to bear in mind where it is'),
  refused: z.boolean(),
});
export type KeptChamberReading = z.infer<typeof keptChamberReading>;

/** Answer to a reading that was taken. */
export const takenChamberReading = z.object({
  repeated: z.boolean().describe('This very reading came before; nothing changed'),
  reading: keptChamberReading,
});
export type TakenChamberReading = z.infer<typeof takenChamberReading>;

export const chamberReadingsQuery = z.object({ accession: accession.optional() });

/** Answer of GET /api/hemocytometer/readings. */
export const chamberReadings = z.object({
  offered: z
    .object({
      wbc: keptChamberReading.nullable(),
      rbc: keptChamberReading.nullable(),
      platelet: keptChamberReading.nullable(),
    })
    .describe(
      'The newest fresh reading of the accession that nothing speaks against; else one without accession',
    ),
  readings: z.array(keptChamberReading).readonly().describe('The newest first, refused ones too'),
});
export type ChamberReadings = z.infer<typeof chamberReadings>;

export const COUNTED_EDGES = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type CountedEdges = (typeof COUNTED_EDGES)[number];
export const SQUARE_CHOICES = ['all', 'corners', 'central'] as const;

/** Query of POST /api/hemocytometer/pictures. */
export const chamberPictureQuery = z.object({
  dilution: z.coerce.number().pipe(dilution).default(1),
  countEdges: z.enum(COUNTED_EDGES).default('top-left'),
  squares: z.enum(SQUARE_CHOICES).default('all'),
});

const place = z.tuple([z.number(), z.number()]).readonly().describe('Pixels of the upright picture');

export const chamberConcentration = z.object({
  count: z.number().int(),
  areaMm2: z.number(),
  dilution: z.number(),
  perUl: z.number(),
  ci95: interval.describe('Exact Poisson interval, /µL'),
});

export const chamberPicture = z.discriminatedUnion('grid', [
  z.object({
    grid: z.literal(true),
    width: z.number().int(),
    height: z.number().int(),
    micronsPerPixel: z.number(),
    countEdges: z.enum(COUNTED_EDGES),
    squares: z
      .array(
        z.object({
          row: z.number().int().describe('0 to 2, from the top of the ruling'),
          column: z.number().int().describe('0 to 2, from the left'),
          complete: z.boolean(),
          count: z.number().int(),
          cells: z.array(place).readonly(),
          outline: z.array(place).readonly(),
        }),
      )
      .readonly()
      .describe('Squares of 1 mm² in view, whole ones first'),
    concentration: chamberConcentration
      .nullable()
      .describe('Of the chosen whole squares; null: there is none'),
  }),
  z.object({
    grid: z.literal(false),
    reason: z.enum(['no-ruling', 'too-close']),
    message: z.string(),
    squares: z.tuple([]).readonly(),
  }),
]);
export type ChamberPicture = z.infer<typeof chamberPicture>;
