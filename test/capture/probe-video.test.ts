import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeVideo } from '../../src/capture/probe-video.ts';
import { ffmpeg, makeVideo, temporaryFolder } from '../support/sample-video.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

describe('probeVideo', () => {
  it('tells size, rate and number of pictures', async () => {
    const path = await makeVideo(folder.path('a: b?.mp4'), { size: '64x48', seconds: 1, fps: 25 });
    expect(await probeVideo(path)).toEqual({ width: 64, height: 48, fps: 25, frames: 25 });
  });

  it('leaves the number out where the container does not know it', async () => {
    const path = await makeVideo(folder.path('a.mkv'), { size: '64x48', seconds: 1 });
    expect(await probeVideo(path)).toEqual({ width: 64, height: 48, fps: 30 });
  });

  it('gives the size as shown when the file asks to be turned', async () => {
    const upright = await makeVideo(folder.path('upright.mp4'), { size: '64x48', seconds: 0.2 });
    const turned = folder.path('turned.mp4');
    await ffmpeg('-i', upright, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned);
    expect(await probeVideo(turned)).toMatchObject({ width: 48, height: 64 });
  });

  it('names what is wrong', async () => {
    const text = folder.path('text.mp4');
    await writeFile(text, 'These are words, not pictures.\n'.repeat(100));
    const empty = folder.path('empty.mp4');
    await writeFile(empty, '');
    const sound = folder.path('sound.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'sine=duration=0.2', sound);
    const huge = folder.path('huge.y4m');
    await writeFile(huge, 'YUV4MPEG2 W16000 H10000 F30:1 Ip A1:1 C420jpeg\nFRAME\n');
    await mkdir(folder.path('folder.mp4'));

    const fault = (path: string) =>
      probeVideo(path).then(String, ({ code, message, hint }) => ({ code, message, hint }));
    expect(await fault(folder.path('gone.mp4'))).toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining('gone.mp4'),
    });
    expect(await fault(folder.path('folder.mp4'))).toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining('not a file'),
    });
    expect(await fault(huge)).toMatchObject({
      code: 'picture-too-large',
      message: expect.stringContaining('16000 × 10000'),
    });
    expect(await fault(text)).toMatchObject({
      code: 'ffmpeg-failed',
      message: expect.stringContaining('Invalid data'),
      hint: expect.stringContaining('damaged'),
    });
    expect(await fault(empty)).toMatchObject({
      code: 'ffmpeg-failed',
      message: expect.stringContaining('empty.mp4'),
    });
    expect(await fault(sound)).toMatchObject({
      code: 'camera-no-frames',
      message: expect.stringContaining('sound.mp4'),
    });
  });

  it('says so when ffprobe is not installed, and does not hang on a device', async () => {
    const path = await makeVideo(folder.path('b.mp4'), { size: '64x48', seconds: 0.1 });
    await expect(probeVideo(path, { ffprobePath: folder.path('nothing') })).rejects.toMatchObject({
      code: 'ffmpeg-missing',
    });
    await expect(probeVideo('/dev/zero')).rejects.toMatchObject({ code: 'file-missing' });
  });
});
