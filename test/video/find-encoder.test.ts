import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findEncoder } from '../../src/video/find-encoder.ts';
import { standInFfmpeg } from '../support/stand-in-ffmpeg.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** An ffmpeg in which only encoders of this pattern work. */
function ffmpegWith(pattern: string): string {
  const script = `[[ "$*" =~ ${pattern} ]] && exit; echo "first line" >&2; echo "no such device" >&2; exit 1`;
  return standInFfmpeg(join(temporaryFolder(), 'ffmpeg'), script).path;
}

describe('the encoder of a machine', () => {
  it('is the one of the graphics card where that works', async () => {
    expect(await findEncoder(ffmpegWith('h264_nvenc'))).toEqual({ encoder: 'h264_nvenc', refused: [] });
  });

  it('is the processor elsewhere, and the reason is told', async () => {
    expect(await findEncoder(ffmpegWith('libx264'))).toEqual({
      encoder: 'libx264',
      refused: [{ encoder: 'h264_nvenc', reason: 'no such device' }],
    });
  });

  it('is none where nothing works', async () => {
    const { encoder, refused } = await findEncoder(ffmpegWith('nothing-at-all'));
    expect(encoder).toBeNull();
    expect(refused.map((one) => one.encoder)).toEqual(['h264_nvenc', 'libx264']);
  });

  it('really encodes here', async () => {
    expect((await findEncoder()).encoder).not.toBeNull();
  });
});
