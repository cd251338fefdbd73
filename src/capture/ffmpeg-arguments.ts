import type { FfmpegAddress } from './source-address.ts';
import { LIGHT_ENCODING, STREAM_COPY, segmentArguments } from './video-segments.ts';

/** `realtime`: as a camera, the newest picture counts. `asap`: a file, every picture, as fast as it is read. */
export type Pace = 'realtime' | 'asap';

export interface FfmpegOptions {
  /** Size of the pictures that come out. At `asap` it must be the size of the video (`probeVideo`). */
  readonly width: number;
  readonly height: number;
  /** Pictures a second asked of a v4l2 camera; other sources send at the rate they send. */
  readonly fps: number;
  readonly pace: Pace;
  /** Files only: play again from the start, without end. */
  readonly loop: boolean;
  /** Of the ffmpeg that will run; two flags changed their names. Default: a current one. */
  readonly version?: readonly [major: number, minor: number];
  /** A folder into which the video is recorded as it comes. */
  readonly recordTo?: string | undefined;
  /** At `asap`: pictures of another size are fitted into this one, as at `realtime`. */
  readonly fitted?: boolean;
  /** v4l2: USB cameras reach their full rate as MJPEG only, but not every camera has it. Default `mjpeg`. */
  readonly v4l2Format?: 'mjpeg' | 'any';
}

/** Longest time ffmpeg itself waits for the network; the stall watch outside it is the stricter one. */
const NETWORK_TIMEOUT_US = '5000000';

/** The argument list that makes ffmpeg write `address` to stdout as packed RGB pictures, width × height × 3 bytes each. */
export function ffmpegArguments(address: FfmpegAddress, options: FfmpegOptions): string[] {
  const version = options.version ?? [6, 0];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    ...inputArguments(address, options, version),
    // V, not v: the cover picture of a sound file is no video.
    ...['-map', '0:V:0', '-vf', pictureFilter(options)],
    // Raw video has no timestamps, so that without this ffmpeg would repeat and drop pictures to an even rate.
    ...(atLeast(version, 5, 1) ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough']),
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
    ...recordArguments(address, options),
  ];
}

/** A second output of the same child: a camera cannot be opened twice. */
function recordArguments({ kind }: FfmpegAddress, { recordTo, v4l2Format }: FfmpegOptions): string[] {
  if (recordTo === undefined) return [];
  const isCompressed = kind !== 'v4l2' || v4l2Format !== 'any';
  return segmentArguments(recordTo, isCompressed ? STREAM_COPY : LIGHT_ENCODING);
}

function inputArguments(
  address: FfmpegAddress,
  options: FfmpegOptions,
  version: readonly [number, number],
): string[] {
  const pace = options.pace === 'realtime' ? ['-re'] : [];
  const loop = options.loop ? ['-stream_loop', '-1'] : [];
  switch (address.kind) {
    case 'file':
      // With its protocol named, a path may hold colons and start with a dash; with the whitelist, a playlist
      // that calls itself slide.mp4 cannot make the box fetch from the network.
      return [...pace, ...loop, '-protocol_whitelist', 'file', '-i', `file:${address.path}`];
    case 'http': {
      const network = [
        '-protocol_whitelist',
        'http,https,tcp,tls,crypto,httpproxy',
        '-rw_timeout',
        NETWORK_TIMEOUT_US,
      ];
      return [...network, ...(address.recorded ? [...pace, ...loop] : lowLatency), '-i', address.url];
    }
    case 'rtsp': {
      // Until 4.4, `-timeout` meant "be the server".
      const timeout = atLeast(version, 5, 0) ? '-timeout' : '-stimeout';
      // TCP: a lost UDP packet is a smeared picture, and a smeared cell is a wrong cell.
      const transport = [
        '-rtsp_transport',
        'tcp',
        timeout,
        NETWORK_TIMEOUT_US,
        '-allowed_media_types',
        'video',
      ];
      return [...lowLatency, ...transport, '-i', address.url];
    }
    case 'v4l2': {
      const format = options.v4l2Format === 'any' ? [] : ['-input_format', 'mjpeg'];
      const size = ['-framerate', String(options.fps), '-video_size', `${options.width}x${options.height}`];
      return [...lowLatency, '-f', 'v4l2', ...format, ...size, '-i', address.device];
    }
  }
}

/**
 * Keep no queue, decode without frames in flight, and start after at most a second or a megabyte of looking at
 * the stream, not waiting for its frame rate, which we measure ourselves (0.4 s earlier on RTSP).
 */
const lowLatency = [
  '-fflags',
  'nobuffer',
  '-flags',
  'low_delay',
  '-analyzeduration',
  '1000000',
  '-probesize',
  '1000000',
  '-fpsprobesize',
  '0',
];

/** A picture of exactly width × height, also when the stream changes its size half way. */
function pictureFilter({ width, height, pace, fitted }: FfmpegOptions): string {
  if (pace === 'asap' && !fitted) return `scale=${width}:${height},format=rgb24`;
  // A camera of another shape keeps its shape, between bars: cells must stay round.
  return `scale=${width}:${height}:force_original_aspect_ratio=decrease,format=rgb24,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`;
}

function atLeast(
  [major, minor]: readonly [number, number],
  wantedMajor: number,
  wantedMinor: number,
): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
