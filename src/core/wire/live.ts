import { z } from 'zod';
import { CELL_KINDS } from '../cells.ts';
import { cellClass, differentialSnapshot } from './session.ts';
import { slideMapState } from './slide-map.ts';

/**
 * What travels over the live WebSocket (`/live`). Text messages are JSON facts (`ServerMessage`); binary
 * messages are pictures: a little-endian uint32 with the byte length of the JSON header (`FrameHeader`),
 * the header, then one JPEG. Picture and overlay share a message, so they cannot drift apart. What viewers say is
 * text too (`ClientMessage`).
 */
export const box = z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly();

export const fieldVerdict = z.enum([
  'good',
  'out-of-focus',
  'moving-too-fast',
  'too-dark',
  'too-bright',
  'saturated',
  'stain-differs',
  'empty',
  'too-thick',
  'too-thin',
  'lost',
]);

export const fieldMeasure = z.enum([
  'luminance',
  'exposure',
  'clipped',
  'hue',
  'contrast',
  'edges',
  'speed',
  'isotropy',
  'focus',
  'overlap',
  'covered',
  'place',
]);

export const redCells = z.object({
  count: z.number().int(),
  areaFraction: z.number(),
  overlapFraction: z.number(),
  diameterPixels: z.number().nullable(),
  platelets: z.number().int(),
});

export const fieldQuality = z.object({
  verdict: fieldVerdict,
  /** The measure that decided and the limit it passed; null in a good field. */
  fault: z
    .object({
      verdict: fieldVerdict.exclude(['good']),
      measure: fieldMeasure,
      value: z.number(),
      limit: z.number(),
    })
    .nullable(),
  focus: z.number(),
  speedPixels: z.number(),
  luminance: z.number(),
  limits: z.object({ leastFocus: z.number(), fastestPixels: z.number() }),
  /** Null until the detector has looked. */
  redCells: redCells.nullable(),
});

/** What the fields of the running session were worth. */
export const fieldSummary = z.object({
  frames: z.number().int(),
  good: z.number().int(),
  /** Frames by the reason for which they were not counted from. */
  refused: z.partialRecord(fieldVerdict.exclude(['good']), z.number().int()),
  /** Of the good fields the detector looked at; null before the first. */
  redCells: z
    .object({
      fields: z.number().int(),
      meanCount: z.number(),
      meanOverlapFraction: z.number(),
      meanPlatelets: z.number(),
      diameterPixels: z.number().nullable(),
      /** Scale at which these red cells have their usual diameter: a check of the one that is set. */
      micronsPerPixel: z.number().nullable(),
    })
    .nullable(),
});
export type FieldSummary = z.infer<typeof fieldSummary>;

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
  /** A person says so. */
  confirmed: z.literal(true).optional(),
});
export type OverlayCell = z.infer<typeof overlayCell>;

export const frameHeader = z.object({
  type: z.literal('frame'),
  seq: z.number().int(),
  /** Milliseconds from capture to the moment this message was written to the socket. */
  ageMs: z.number(),
  width: z.number().int(),
  height: z.number().int(),
  quality: fieldQuality,
  pose: z.object({ xUm: z.number(), yUm: z.number(), confidence: z.number() }),
  micronsPerPixel: z.number(),
  overlay: z.array(overlayCell).readonly(),
});
export type FrameHeader = z.infer<typeof frameHeader>;

/** What a picture shows, as far as it is known before it is sent. */
export type PictureContent = Omit<FrameHeader, 'type' | 'seq' | 'width' | 'height' | 'ageMs'>;

/**
 * Text message of the WebRTC data channel `overlay`: what one picture of the video shows. Boxes are in pixels of the
 * camera's picture, `width` by `height`, whatever size the video is sent in.
 */
export const videoFrameHeader = frameHeader.extend({
  /** Of all RTP packets of that picture, as this viewer receives them. */
  rtpTimestamp: z.number().int().min(0).max(0xffff_ffff),
});
export type VideoFrameHeader = z.infer<typeof videoFrameHeader>;

/** Micrometres per pixel of the camera's pictures, and how they are known. */
export const scale = z.object({
  micronsPerPixel: z.number(),
  source: z.enum(['setting', 'calibration', 'red-cells', 'assumed']),
});
export type Scale = z.infer<typeof scale>;

export const cameraState = z.enum(['starting', 'live', 'stalled', 'failed', 'ended']);

/** How one line of the outbox stands. */
export const outboxStanding = z.object({
  destination: z.string().describe('mqtt, webhook:NAME and the like'),
  waiting: z.number().int(),
  setAside: z.number().int().describe('Messages that the receiver will never take; a person decides'),
  problem: z.string().nullable().describe('Why nothing leaves at the moment'),
});
export type OutboxStanding = z.infer<typeof outboxStanding>;

/** What keeps the instrument from its work, or soon will; worst first. */
export const NOTICE_CODES = [
  'self-test-failed',
  'disk-full',
  'clock-implausible',
  'safe-mode',
  'control-failed',
  'messages-set-aside',
  'models-fell-back',
  'disk-low',
  'control-due',
] as const;

/** A banner for whoever stands before the instrument, in words and by a code that never changes. */
export const notice = z.object({ code: z.enum(NOTICE_CODES), message: z.string(), hint: z.string() });
export type Notice = z.infer<typeof notice>;

/** The live video by WebRTC. */
export const videoState = z.object({
  /** Null: this machine cannot encode H.264, and nobody can join. */
  encoder: z.string().nullable(),
  viewers: z.number().int(),
  /** Of the viewers, those whose line bears the small picture only. */
  reducedViewers: z.number().int(),
  /** Since the start, as is what was lost on the way. */
  keyFrames: z.number().int(),
  packetsLost: z.number().int(),
});
export type VideoState = z.infer<typeof videoState>;

/** The annotated video on its way to a media server (WHIP). */
export const whipStanding = z.object({
  state: z.enum(['connecting', 'publishing']),
  /** Why the last attempt ended; null while all is well. */
  problem: z.string().nullable(),
});
export type WhipStanding = z.infer<typeof whipStanding>;

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
  scale,
  latencyMs: z.object({ p50: z.number(), p95: z.number() }).nullable(),
  inference: z.object({
    provider: z.string(),
    state: z.enum(['ready', 'restarting', 'closed']),
    /** How often what runs the models died or hung, and was started again. */
    restarts: z.number().int(),
    detectorMs: z.number().nullable(),
    classifierMs: z.number().nullable(),
    /** Frames the detector looked at: those that held something new … */
    looks: z.number().int(),
    /** … and those that did, while it was still busy with another. */
    skippedLooks: z.number().int(),
  }),
  slide: z.object({
    /** Cells counted apart, in stretches whose place on the slide is not known. */
    provisionalCells: z.number().int(),
    /** Pictures are shown and followed; no cell is looked for. */
    isPaused: z.boolean(),
  }),
  models: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      sha256: z.string(),
      /** Of the classifier: which head names the cells, shipped or adapted. */
      headSha256: z.string().optional(),
    }),
  ),
  broker: z.object({
    state: z.enum(['connected', 'connecting', 'off']),
    url: z.string().nullable(),
    waiting: z.number().int(),
  }),
  outbox: z.array(outboxStanding).readonly(),
  viewers: z.number().int(),
  video: videoState,
  /** Null: none is set. */
  whip: whipStanding.nullable(),
  /** Worst first; none while all is well. */
  notices: z.array(notice).readonly(),
  /** Of the running session. */
  fields: fieldSummary,
});
export type InstrumentState = z.infer<typeof instrumentState>;

export const countedCell = z.object({
  id: z.string(),
  class: cellClass,
  probability: z.number(),
  xUm: z.number(),
  yUm: z.number(),
  /** A person says so. */
  confirmed: z.literal(true).optional(),
});
export type CountedCell = z.infer<typeof countedCell>;

export const serverMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), state: instrumentState }),
  z.object({ type: z.literal('snapshot'), snapshot: differentialSnapshot }),
  /** A nucleated cell counted now (or the newest ones of the session, oldest first, right after connecting). Its crop is at /api/cells/{id}/crop.jpg. */
  z.object({ type: z.literal('cell'), cell: countedCell }),
  /** What was seen of the slide; at most twice a second. */
  z.object({ type: z.literal('map'), map: slideMapState }),
  /** All counted cells but platelets, in place of those told before: after connecting and when the map was joined. */
  z.object({ type: z.literal('map-cells'), cells: z.array(countedCell).readonly() }),
  /** The answer to a viewer's echo, for that viewer only. */
  z.object({ type: z.literal('echo'), id: z.number().int() }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;

/** What a viewer may say over the live WebSocket. */
export const clientMessage = z.discriminatedUnion('type', [
  /** Whether it wants pictures, as a new viewer does; one that watches the video does not. */
  z.object({ type: z.literal('pictures'), wanted: z.boolean() }),
  /** Answered at once with the same, behind all that was sent before: so long is a picture on its way. */
  z.object({ type: z.literal('echo'), id: z.number().int() }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

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

/** Every 4xx and 5xx answer of the HTTP API. */
export const problem = z.object({ code: z.string(), message: z.string(), hint: z.string() });
export type Problem = z.infer<typeof problem>;
