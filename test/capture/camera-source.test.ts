import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFfmpegSource } from '../../src/capture/ffmpeg-source.ts';
import type { FfmpegSourceOptions } from '../../src/capture/ffmpeg-source-options.ts';
import { temporaryFolder } from '../support/sample-video.ts';
import { standInFfmpeg } from '../support/stand-in-ffmpeg.ts';
import { waitUntil } from '../support/wait-until.ts';
import { frameSourceContract } from './frame-source-contract.ts';
import { watchSource } from './watch-source.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let device: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  // As udev makes it: a name that stays, leading to a number that may change.
  mkdirSync(folder.path('by-id'));
  writeFileSync(folder.path('video0'), '');
  device = folder.path('by-id/usb-Microscope_4711-video-index0');
  symlinkSync('../video0', device);
});
afterAll(() => folder.remove());

const open = (ffmpegPath: string, options: Partial<FfmpegSourceOptions> = {}) =>
  openFfmpegSource({
    address: { kind: 'v4l2', device },
    width: 320,
    height: 240,
    fps: 25,
    stallMs: 2500,
    loop: false,
    pace: 'realtime',
    ffmpegPath,
    backoff: { firstDelayMs: 20, maxDelayMs: 200, resetAfterMs: 10_000 },
    ...options,
  });

frameSourceContract('A USB camera', () => ({
  open: () => open(standInFfmpeg(folder.path('contract')).path),
  width: 320,
  height: 240,
}));

describe('a USB camera', () => {
  it('is asked for MJPEG in the wanted size and rate, by its lasting name', async () => {
    const standIn = standInFfmpeg(folder.path('asked'));
    const watched = watchSource(open(standIn.path));
    await waitUntil('frames come', () => watched.frames > 0);
    expect(watched.source.label).toBe(device);
    await watched.stop();
    const wanted = `-f v4l2 -input_format mjpeg -framerate 25 -video_size 320x240 -i ${device} -map`;
    expect(standIn.calls().map((call) => call.join(' '))).toEqual([expect.stringContaining(wanted)]);
  });

  it('is asked for any format when it has no MJPEG', async () => {
    const complaint = "Cannot find a proper format for codec 'mjpeg' (id 7), pixel format 'none' (id -1)";
    const script = `[[ "$*" == *mjpeg* ]] && { echo "${complaint}" >&2; exit 1; }
      exec ffmpeg -v error -nostdin -re -f lavfi -i "testsrc=size=$SIZE:rate=30" -f rawvideo -pix_fmt rgb24 pipe:1`;
    const standIn = standInFfmpeg(folder.path('no-mjpeg'), script);
    const watched = watchSource(open(standIn.path));
    await waitUntil('frames come', () => watched.frames > 0);
    await watched.stop();
    expect(standIn.calls().map((call) => call.includes('mjpeg'))).toEqual([true, false]);
  });

  it('that is not there is told with a hint, without starting ffmpeg, and is used once plugged in', async () => {
    const standIn = standInFfmpeg(folder.path('unplugged'));
    renameSync(folder.path('video0'), folder.path('unplugged0'));
    const watched = watchSource(open(standIn.path));
    const { state, message, hint } = await waitUntil(
      'it is told',
      () => watched.source.status.message && watched.source.status,
    );
    expect(state).toBe('failed');
    expect(message).toContain(`There is no camera at ${device}.`);
    expect(hint).toContain('plugged in and switched on');
    expect(standIn.calls()).toEqual([]);
    renameSync(folder.path('unplugged0'), folder.path('video0'));
    await waitUntil('frames come', () => watched.source.status.state === 'live');
    await watched.stop();
  });

  it.each([
    ['Device or resource busy', 'ffmpeg-busy', 'Another program uses the camera'],
    ['Permission denied', 'ffmpeg-denied', 'usermod -aG video'],
  ])('that cannot be opened (%s) is told with what to do', async (words, name, hint) => {
    const standIn = standInFfmpeg(
      folder.path(name),
      `echo "[video4linux2,v4l2 @ 0x55] ${words}" >&2; exit 1`,
    );
    const watched = watchSource(open(standIn.path));
    const status = await waitUntil(
      'it is told',
      () => watched.source.status.message && watched.source.status,
    );
    expect(status).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(words),
      hint: expect.stringContaining(hint),
    });
    await watched.stop();
  });

  it('is given up by the real ffmpeg with its own words when it is no camera', async () => {
    const watched = watchSource(open('ffmpeg'));
    const status = await waitUntil(
      'it is told',
      () => watched.source.status.message && watched.source.status,
    );
    expect(status.message).toMatch(
      /ffmpeg gave up \(code 1\) before its first picture\.\n.*(ioctl|Inappropriate|Not a video)/s,
    );
    await watched.stop();
  });
});
