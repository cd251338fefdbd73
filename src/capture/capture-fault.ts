import { access, readdir } from 'node:fs/promises';
import { HematovisionError } from '../core/errors.ts';
import type { ChildEnd } from './ffmpeg-child.ts';
import { type FfmpegAddress, redact, sourceLabel } from './source-address.ts';

interface Sign {
  readonly pattern: RegExp;
  readonly code?: 'camera-missing' | 'camera-no-frames';
  /** Default: the hint of the code. */
  readonly hint?: string;
}

/** What ffmpeg's words mean to the person at the bench; the first that fits counts. */
const SIGNS: readonly Sign[] = [
  {
    pattern: /Device or resource busy/,
    hint: 'Another program uses the camera. `fuser -v /dev/video*` names it; close it, capture goes on by itself.',
  },
  {
    pattern: /(Permission denied|Operation not permitted)/,
    hint: 'This user may not open it. For a camera: `sudo usermod -aG video USER`, then log in again.',
  },
  {
    pattern: /(401 Unauthorized|403 Forbidden|authorization failed)/i,
    hint: 'The camera wants another user name or password: rtsp://USER:PASSWORD@HOST/… (write @ as %40 and / as %2F).',
  },
  {
    pattern: /404 Not Found|Stream not found/i,
    code: 'camera-missing',
    hint: 'The host answers but has no stream of this name. Check the path of the address.',
  },
  {
    pattern:
      /Connection refused|Connection timed out|No route to host|Network is unreachable|Host is down|Failed to resolve/,
    code: 'camera-missing',
    hint: 'Check that the camera is switched on and on this network, and the host and port of the address.',
  },
  { pattern: /No such (file or directory|device)/, code: 'camera-missing' },
  { pattern: /matches no streams|after EOF|does not contain any stream/, code: 'camera-no-frames' },
];

const CLOSED_HINT = 'The other side closed the stream. Capture connects again by itself.';

/** Throws 'camera-missing', with the cameras that are there, when the device file of a camera is absent. */
export async function mustBePluggedIn(device: string): Promise<void> {
  try {
    await access(device);
  } catch (cause) {
    const names = await readdir('/dev/v4l/by-id').catch(() => []);
    const others = names.length === 0 ? 'No camera is plugged in.' : `Plugged in: ${names.join(', ')}.`;
    throw new HematovisionError('camera-missing', `There is no camera at ${device}. ${others}`, { cause });
  }
}

/** The error for an ffmpeg that ended on its own. `pictures`: how many it sent, `inMiddle`: the last one is cut off. */
export function endedFault(
  address: FfmpegAddress,
  end: ChildEnd,
  run: { readonly lastLines: string; readonly pictures: number; readonly inMiddle: boolean },
): HematovisionError {
  const label = sourceLabel(address);
  const lines = redact(run.lastLines, address);
  const after = run.pictures === 0 ? 'before its first picture' : `after ${run.pictures} pictures`;
  const how = end.signal
    ? `ffmpeg was ended by ${end.signal}`
    : end.code === 0
      ? 'the stream ended'
      : `ffmpeg gave up (code ${end.code})`;
  const message = `${label}: ${how} ${after}${run.inMiddle ? ', in the middle of the next' : ''}.${lines && `\n${lines}`}`;
  if (end.code === 0 && run.pictures === 0 && !lines)
    return new HematovisionError('camera-no-frames', message);
  if (end.code === 0 && !lines) return new HematovisionError('ffmpeg-failed', message, { hint: CLOSED_HINT });
  const sign = SIGNS.find(({ pattern }) => pattern.test(lines));
  return new HematovisionError(sign?.code ?? 'ffmpeg-failed', message, sign?.hint ? { hint: sign.hint } : {});
}

/** The error for a source that is open but silent. */
export function stalledFault(
  address: FfmpegAddress,
  stall: { readonly lastLines: string; readonly silentMs: number; readonly pictures: number },
): HematovisionError {
  const seconds = `${stall.silentMs / 1000} s`;
  const what =
    stall.pictures === 0 ? `opened, but no picture came within ${seconds}` : `no picture for ${seconds}`;
  const lines = redact(stall.lastLines, address);
  return new HematovisionError('camera-stalled', `${sourceLabel(address)}: ${what}.${lines && `\n${lines}`}`);
}
