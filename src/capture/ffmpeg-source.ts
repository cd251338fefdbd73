import { HematovisionError } from '../core/errors.ts';
import { EveryFrameSource } from './every-frame-source.ts';
import type { FfmpegSourceOptions } from './ffmpeg-source-options.ts';
import { LiveSource } from './live-source.ts';
import type { FrameSource } from './source.ts';
import { sourceLabel } from './source-address.ts';

/**
 * A camera, stream or file through an ffmpeg child process, which starts with the iteration. At `realtime`
 * it is a live source, at `asap` (files only) it gives every frame. Throws 'source-invalid'.
 */
export function openFfmpegSource(options: FfmpegSourceOptions): FrameSource {
  const { address } = options;
  if (options.pace === 'realtime') return new LiveSource(options);
  if (address.kind === 'file') return new EveryFrameSource({ ...options, address });
  throw new HematovisionError(
    'source-invalid',
    `${sourceLabel(address)} cannot be read faster than it sends: every frame is for files only.`,
    { hint: 'Record it first, then use file:PATH.' },
  );
}
