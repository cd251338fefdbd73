import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFfmpeg } from '../capture/ffmpeg-binary.ts';
import { messageOf } from '../core/errors.ts';
import { ENCODER_ARGUMENTS, ENCODERS, type EncoderName } from './encoders.ts';

const run = promisify(execFile);
/** A graphics card that sleeps takes seconds to wake. */
const PATIENCE_MS = 15_000;

export interface FoundEncoder {
  /** Null: none works on this machine. */
  readonly encoder: EncoderName | null;
  /** Why each that was passed over was. */
  readonly refused: readonly { readonly encoder: EncoderName; readonly reason: string }[];
}

/**
 * The first encoder that really encodes: ffmpeg also lists those whose hardware or driver is not there. Throws
 * `ffmpeg-missing`.
 */
export async function findEncoder(ffmpegPath?: string): Promise<FoundEncoder> {
  const { path } = await findFfmpeg(ffmpegPath);
  const refused: { encoder: EncoderName; reason: string }[] = [];
  for (const encoder of ENCODERS) {
    try {
      await encodeSome(path, encoder);
      return { encoder, refused };
    } catch (thrown) {
      refused.push({ encoder, reason: lastLine(thrown) });
    }
  }
  return { encoder: null, refused };
}

async function encodeSome(path: string, encoder: EncoderName): Promise<void> {
  const pictures = [
    '-f',
    'lavfi',
    '-i',
    'color=size=640x480:rate=30',
    '-frames:v',
    '3',
    '-pix_fmt',
    'yuv420p',
  ];
  const args = ['-v', 'error', '-nostdin', ...pictures, ...ENCODER_ARGUMENTS[encoder], '-f', 'null', '-'];
  await run(path, args, { timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
}

function lastLine(thrown: unknown): string {
  const said = (thrown as { readonly stderr?: string }).stderr?.trim();
  return (said || messageOf(thrown)).split('\n').at(-1) ?? '';
}
