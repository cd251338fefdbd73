import { z } from 'zod';

export const EVENTS_FILE = 'events.jsonl';

/** First line of a recording's events: all that a scan needs beside the pictures. */
export const recordingHeader = z.object({
  event: z.literal('recording-started'),
  at: z.iso.datetime(),
  version: z.string(),
  source: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  micronsPerPixel: z.number().positive(),
  models: z.array(z.object({ name: z.string(), version: z.string(), sha256: z.string() })),
});
export type RecordingHeader = z.infer<typeof recordingHeader>;
