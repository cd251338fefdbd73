import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { HematovisionError } from '../core/errors.ts';

const run = promisify(execFile);

export interface VideoFacts {
  /** Size of the pictures as shown, in pixels: a rotation the file asks for is applied. */
  readonly width: number;
  readonly height: number;
  /** Mean pictures a second; 0 when the file does not say. */
  readonly fps: number;
  /** Number of pictures, when the container knows it. */
  readonly frames?: number;
}

const rotation = z.object({ rotation: z.coerce.number().optional() });
const probeSchema = z.object({
  streams: z
    .array(
      z.object({
        width: z.int().optional(),
        height: z.int().optional(),
        avg_frame_rate: z.string().optional(),
        nb_frames: z.coerce.number().optional(),
        side_data_list: z.array(rotation).optional(),
      }),
    )
    .default([]),
});

/** As for pictures: a frame of 300 MB is a mistake or an attack. */
const MOST_PIXELS = 100_000_000;

const ENTRIES = 'stream=width,height,avg_frame_rate,nb_frames:stream_side_data=rotation';

/**
 * Size, rate and length of the video in a file, from ffprobe. Throws 'file-missing' (absent, a folder, not
 * readable), 'ffmpeg-failed' (not a video), 'camera-no-frames' (no pictures in it), 'picture-too-large', 'ffmpeg-missing'.
 */
export async function probeVideo(
  path: string,
  options: { readonly ffprobePath?: string; readonly signal?: AbortSignal } = {},
): Promise<VideoFacts> {
  await mustBeReadable(path);
  const args = ['-v', 'error', '-select_streams', 'V:0', '-show_entries', ENTRIES, '-of', 'json'];
  const { ffprobePath = 'ffprobe', signal } = options;
  let stdout: string;
  try {
    const input = ['-protocol_whitelist', 'file', '-i', `file:${path}`];
    const limits = { timeout: 10_000, killSignal: 'SIGKILL' as const, ...(signal && { signal }) };
    ({ stdout } = await run(ffprobePath, [...args, ...input], limits));
  } catch (cause) {
    signal?.throwIfAborted();
    throw probeFault(path, ffprobePath, cause);
  }
  return videoFacts(path, stdout);
}

async function mustBeReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === 'EACCES' ? 'may not be read by this user' : 'does not exist';
    throw new HematovisionError('file-missing', `Video ${path} ${why}.`, { cause });
  }
  if (!(await stat(path)).isFile())
    throw new HematovisionError('file-missing', `Video ${path} is not a file.`);
}

function probeFault(path: string, ffprobePath: string, cause: unknown): HematovisionError {
  const { code, stderr = '', killed } = cause as { code?: unknown; stderr?: string; killed?: boolean };
  if (code === 'ENOENT' || code === 'EACCES') {
    return new HematovisionError('ffmpeg-missing', `${ffprobePath} cannot be run.`, { cause });
  }
  const lines = killed ? 'it could not be read within 10 s.' : stderr.trim().split('\n').slice(-4).join('\n');
  return new HematovisionError('ffmpeg-failed', `${path} is not a video that ffmpeg can read: ${lines}`, {
    cause,
    hint: 'The file is damaged or of another kind. Try it with `ffplay`.',
  });
}

function videoFacts(path: string, json: string): VideoFacts {
  const [stream] = probeSchema.parse(JSON.parse(json)).streams;
  if (!stream?.width || !stream.height || stream.nb_frames === 0) {
    throw new HematovisionError('camera-no-frames', `${path} holds no video pictures.`);
  }
  const { width, height, nb_frames: frames } = stream;
  if (width * height > MOST_PIXELS) {
    throw new HematovisionError(
      'picture-too-large',
      `The pictures of ${path} are ${width} × ${height} pixels.`,
    );
  }
  const turned = stream.side_data_list?.some((data) => Math.abs(data.rotation ?? 0) % 180 === 90) ?? false;
  const [numerator = 0, denominator = 0] = (stream.avg_frame_rate ?? '').split('/').map(Number);
  return {
    ...(turned ? { width: height, height: width } : { width, height }),
    fps: denominator > 0 ? numerator / denominator : 0,
    ...(frames !== undefined && { frames }),
  };
}
