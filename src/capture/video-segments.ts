import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A new segment begins with the first key picture after so long: what a power cut may take, and what is cleared at once. */
const SEGMENT_SECONDS = 60;
const SEGMENT = /^video-(\d{6})\.mkv$/;

/** The segments in a folder, in the order in which they were taken. */
export function segmentFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => SEGMENT.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** ffmpeg's arguments for an output that is written into a folder in segments, after those that are there. */
export function segmentArguments(folder: string, codec: readonly string[]): string[] {
  const numbers = readdirSync(folder).flatMap((name) => SEGMENT.exec(name)?.slice(1).map(Number) ?? []);
  const next = Math.max(-1, ...numbers) + 1;
  // Matroska takes every codec, and what was written before a power cut can be read.
  const segments = ['-f', 'segment', '-segment_format', 'matroska', '-segment_time', String(SEGMENT_SECONDS)];
  const numbering = ['-segment_start_number', String(next), '-reset_timestamps', '1'];
  return [...codec, ...segments, ...numbering, join(folder.replaceAll('%', '%%'), 'video-%06d.mkv')];
}

/** The stream as it came: costs nothing, loses nothing. */
export const STREAM_COPY = ['-map', '0:V:0', '-c:v', 'copy'] as const;

/** For pictures that come uncompressed: the encoder's cheapest setting at which cells look the same. */
export const LIGHT_ENCODING = [
  ...['-map', '0:V:0', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '18'],
  ...['-pix_fmt', 'yuv420p', '-g', '60'],
] as const;
