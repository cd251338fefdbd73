import { z } from 'zod';
import { ALL_CELL_CLASSES, CELL_KINDS } from '../cells.ts';

/**
 * What travels over the live WebSocket (`/live`). Text messages are JSON facts (`ServerMessage`); binary
 * messages are pictures: a little-endian uint32 with the byte length of the JSON header (`FrameHeader`),
 * the header, then one JPEG. Picture and overlay share a message, so they cannot drift apart.
 */
export const cellClass = z.enum(ALL_CELL_CLASSES);
export const box = z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly();

export const fieldVerdict = z.enum([
  'good',
  'out-of-focus',
  'moving-too-fast',
  'too-dark',
  'too-bright',
  'empty',
  'lost',
]);

export const overlayCell = z.object({
  kind: z.enum(CELL_KINDS),
  /** x, y, width, height in pixels of this frame. */
  box,
  score: z.number(),
  /** Present once classified. */
  class: cellClass.optional(),
  probability: z.number().optional(),
  /** Present once counted. */
  cellId: z.string().optional(),
});
export type OverlayCell = z.infer<typeof overlayCell>;

export const frameHeader = z.object({
  type: z.literal('frame'),
  seq: z.number().int(),
  /** Milliseconds from capture to the moment this message was written to the socket. */
  ageMs: z.number(),
  width: z.number().int(),
  height: z.number().int(),
  quality: z.object({
    verdict: fieldVerdict,
    focus: z.number(),
    speedPixels: z.number(),
    luminance: z.number(),
    limits: z.object({ leastFocus: z.number(), fastestPixels: z.number() }),
  }),
  pose: z.object({ xUm: z.number(), yUm: z.number(), confidence: z.number() }),
  micronsPerPixel: z.number(),
  overlay: z.array(overlayCell).readonly(),
});
export type FrameHeader = z.infer<typeof frameHeader>;

export const differentialRow = z.object({
  class: cellClass,
  count: z.number().int(),
  percent: z.number().nullable(),
  ci95: z.tuple([z.number(), z.number()]).readonly().nullable(),
});

export const differentialSnapshot = z.object({
  session: z.string(),
  accession: z.string().nullable(),
  revision: z.number().int(),
  status: z.enum(['counting', 'ended']),
  n: z.number().int(),
  rows: z.array(differentialRow).readonly(),
  nrbcPer100Wbc: z.number().nullable(),
  erythroblasts: z.number().int(),
  platelets: z.number().int(),
  unclassified: z.number().int(),
});

export const cameraState = z.enum(['starting', 'live', 'stalled', 'failed', 'ended']);

export const instrumentState = z.object({
  device: z.string(),
  site: z.string(),
  version: z.string(),
  source: z.object({
    label: z.string(),
    state: cameraState,
    /** What is wrong and what to do, when something is. */
    message: z.string().nullable(),
    hint: z.string().nullable(),
    width: z.number().int(),
    height: z.number().int(),
    capturedFps: z.number(),
    processedFps: z.number(),
    droppedFrames: z.number().int(),
    refusedFrames: z.number().int(),
  }),
  latencyMs: z.object({ p50: z.number(), p95: z.number() }).nullable(),
  inference: z.object({
    provider: z.string(),
    state: z.enum(['ready', 'restarting', 'closed']),
    detectorMs: z.number().nullable(),
    classifierMs: z.number().nullable(),
  }),
  models: z.array(z.object({ name: z.string(), version: z.string(), sha256: z.string() })),
  broker: z.object({
    state: z.enum(['connected', 'connecting', 'off']),
    url: z.string().nullable(),
    waiting: z.number().int(),
  }),
  viewers: z.number().int(),
});
export type InstrumentState = z.infer<typeof instrumentState>;

export const countedCell = z.object({
  id: z.string(),
  class: cellClass,
  probability: z.number(),
  xUm: z.number(),
  yUm: z.number(),
});
export type CountedCell = z.infer<typeof countedCell>;

export const serverMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), state: instrumentState }),
  z.object({ type: z.literal('snapshot'), snapshot: differentialSnapshot }),
  /** A nucleated cell counted now (or the newest ones of the session, oldest first, right after connecting). Its crop is at /api/cells/{id}/crop.jpg. */
  z.object({ type: z.literal('cell'), cell: countedCell }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;

/** Joins header and JPEG into one binary message. */
export function encodeFrameMessage(header: FrameHeader, jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const message = new Uint8Array(4 + json.length + jpeg.length);
  new DataView(message.buffer).setUint32(0, json.length, true);
  message.set(json, 4);
  message.set(jpeg, 4 + json.length);
  return message;
}

/** Splits a binary message; throws when it is cut short or its header does not fit the schema. */
export function decodeFrameMessage(message: ArrayBuffer): {
  header: FrameHeader;
  jpeg: Uint8Array<ArrayBuffer>;
} {
  if (message.byteLength < 4) throw new Error('live frame message is shorter than its length field');
  const headerBytes = new DataView(message).getUint32(0, true);
  if (4 + headerBytes > message.byteLength) throw new Error('live frame message ends inside its header');
  const json = new TextDecoder().decode(new Uint8Array(message, 4, headerBytes));
  return { header: frameHeader.parse(JSON.parse(json)), jpeg: new Uint8Array(message, 4 + headerBytes) };
}

/** Body of POST /api/sessions: ends the running session and starts one. */
export const startSessionRequest = z.strictObject({
  accession: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dot, dash and underscore, at most 64')
    .nullable()
    .default(null),
});
export type StartSessionRequest = z.infer<typeof startSessionRequest>;

/** Every 4xx and 5xx answer of the HTTP API. */
export const problem = z.object({ code: z.string(), message: z.string(), hint: z.string() });
export type Problem = z.infer<typeof problem>;
