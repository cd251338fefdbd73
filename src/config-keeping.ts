import { z } from 'zod';

/** Videos of what the camera saw. */
export const recordingSettings = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe('Record video and counted cells in dataDirectory/recordings'),
    mostGigabytes: z
      .number()
      .min(0.1)
      .default(20)
      .describe('Of all recordings together; the oldest minutes are cleared away for new ones'),
    keptDays: z.int().min(1).optional().describe('Older minutes go; without it, none for its age'),
  })
  .prefault({});

/** How long pictures and results stay. */
export const keepingSettings = z
  .strictObject({
    picturesDays: z
      .int()
      .min(1)
      .optional()
      .describe('Pictures of cells go so long after their session ended; without it, none for its age'),
    picturesGigabytes: z
      .number()
      .positive()
      .default(50)
      .describe('Of all pictures of cells together; those of the oldest sessions go for new ones'),
    resultsDays: z
      .int()
      .min(30)
      .optional()
      .describe(
        'Sessions go with all that is known of them, and readings of counting chambers; without it, never. Their audit trail stays',
      ),
    sentDays: z
      .int()
      .min(1)
      .default(30)
      .describe('Messages stay in the outbox so long after they were delivered'),
    leastFreeGigabytes: z
      .number()
      .min(0.01)
      .default(1)
      .describe(
        'With less on the disk, counts go on, pictures of cells are not kept, and recordings make room',
      ),
  })
  .prefault({});

/** Slides whose count is known. */
export const qualityControlSettings = z
  .strictObject({
    file: z
      .string()
      .optional()
      .describe('Control slides and what they must show (deploy/controls.yaml is one); without it, none'),
    everyHours: z.int().min(1).max(168).default(24).describe('So often one must pass'),
  })
  .prefault({});
