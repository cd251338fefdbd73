import type { FfmpegBinary } from '../capture/ffmpeg-binary.ts';
import { ENCODER_ARGUMENTS, type EncoderName } from './encoders.ts';

export const QUALITIES = ['full', 'reduced'] as const;
export type Quality = (typeof QUALITIES)[number];

/** The pictures that go into an encoder. */
export interface PictureFormat {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/**
 * `halvings`: how often the size is halved, which the JPEG decoder does as it decodes. `parameterSets`: the number by
 * which pictures name their parameter sets. A player that lost those of a new quality would read its pictures by those
 * of the old one if both had the same, and show a ruin; as it is, it asks for a key frame.
 */
const ENCODINGS: Readonly<Record<Quality, QualityEncoding>> = {
  full: { kilobits: 2500, halvings: 0, parameterSets: 0 },
  reduced: { kilobits: 500, halvings: 1, parameterSets: 1 },
};

interface QualityEncoding {
  readonly kilobits: number;
  readonly halvings: number;
  readonly parameterSets: number;
}

/** A picture may be so large a part of a second's bits: more is a slow key frame, less a coarse one. */
const BUFFER_SECONDS = 0.3;
/** A key frame comes when somebody asks; this is for players that do not ask. */
const KEY_FRAME_SECONDS = 10;

export interface Encoding {
  readonly encoder: EncoderName;
  readonly quality: Quality;
  readonly format: PictureFormat;
  readonly version: FfmpegBinary['version'];
}

/**
 * Arguments that make ffmpeg turn JPEG pictures in Matroska on stdin into H.264 in FLV on stdout, picture by
 * picture. A picture an odd number of milliseconds after the first becomes a key frame: of what a pipe can carry, the
 * time is the one thing that ffmpeg's rule for key frames can look at, and it takes no other order while it runs.
 */
export function encoderArguments({ encoder, quality, format, version }: Encoding): string[] {
  const { kilobits, halvings, parameterSets } = ENCODINGS[quality];
  const [width, height] = [format.width, format.height].map(
    (length) => 2 * Math.floor((length >> halvings) / 2),
  );
  const passthrough = version[0] > 5 || (version[0] === 5 && version[1] >= 1);
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    // Nothing to find out: what comes is known. One thread: more would each hold a picture back.
    ...['-probesize', '32', '-analyzeduration', '0', '-threads', '1', '-lowres', `${halvings}`],
    ...['-f', 'matroska', '-i', 'pipe:0'],
    ...['-vf', `scale=${width}:${height}:out_range=tv,format=yuv420p`],
    ...(passthrough ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough']),
    ...['-copyts', '-enc_time_base', '1:1000', '-force_key_frames', 'expr:mod(round(t*1000),2)'],
    ...ENCODER_ARGUMENTS[encoder],
    // The graphics card's has no such setting.
    ...(encoder === 'libx264' ? ['-x264-params', `sps-id=${parameterSets}`] : []),
    ...['-bf', '0', '-g', `${Math.round(format.fps * KEY_FRAME_SECONDS)}`],
    ...['-b:v', `${kilobits}k`, '-maxrate', `${kilobits}k`, '-bufsize', `${kilobits * BUFFER_SECONDS}k`],
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize', '-flush_packets', '1', 'pipe:1'],
  ];
}
