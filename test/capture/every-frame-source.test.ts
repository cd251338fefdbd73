import { statSync, truncateSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFfmpegSource } from '../../src/capture/ffmpeg-source.ts';
import type { FfmpegSourceOptions } from '../../src/capture/ffmpeg-source-options.ts';
import { captureChildren, groupMembers } from '../support/processes.ts';
import { ffmpeg, makeNumberedVideo, makeVideo, temporaryFolder } from '../support/sample-video.ts';
import { standInFfmpeg } from '../support/stand-in-ffmpeg.ts';
import { waitUntil } from '../support/wait-until.ts';
import { frameSourceContract } from './frame-source-contract.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let colours: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  colours = await makeVideo(folder.path('colours.mp4'), { size: '160x120', seconds: 2 });
});
afterAll(() => folder.remove());

const open = (path: string, options: Partial<FfmpegSourceOptions> = {}) =>
  openFfmpegSource({
    address: { kind: 'file', path },
    width: 960,
    height: 720,
    fps: 30,
    stallMs: 2500,
    loop: false,
    pace: 'asap',
    ...options,
  });

/** The first byte of each frame and the error, if any, at the end. */
async function read(source: ReturnType<typeof open>) {
  const values: number[] = [];
  try {
    for await (const frame of source.frames(new AbortController().signal)) {
      values.push(frame.pixels[0] ?? -1);
      frame.release();
    }
    return { values, fault: undefined };
  } catch (fault) {
    return { values, fault: fault as { code: string; message: string; hint: string } };
  }
}

frameSourceContract('A file read as fast as possible', () => ({
  open: () => open(colours),
  width: 160,
  height: 120,
  everyFrame: true,
}));

describe('every frame of a file', () => {
  it('comes once, in its own size, numbered from 0', async () => {
    const path = await makeNumberedVideo(folder.path('numbers.mkv'), { size: '66x50', frames: 100 });
    const source = open(path);
    const { values, fault } = await read(source);
    expect(fault).toBeUndefined();
    expect(values).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(source.status).toMatchObject({
      state: 'ended',
      message: null,
      width: 66,
      height: 50,
      droppedFrames: 0,
    });
    expect(captureChildren()).toEqual([]);
  });

  it('comes again and again when looped', async () => {
    const path = await makeNumberedVideo(folder.path('short.mkv'), { size: '66x50', frames: 3 });
    const values: number[] = [];
    for await (const frame of open(path, { loop: true }).frames(new AbortController().signal)) {
      values.push(frame.pixels[0] ?? -1);
      expect(frame.seq).toBe(values.length - 1);
      frame.release();
      if (values.length === 8) break;
    }
    expect(values).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
    expect(captureChildren()).toEqual([]);
  });

  it('keeps its form when the file asks to be turned, or changes its size half way', async () => {
    const turned = folder.path('turned.mp4');
    await ffmpeg('-i', colours, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned);
    for await (const frame of open(turned).frames(new AbortController().signal)) {
      expect(frame).toMatchObject({ width: 120, height: 160 });
      frame.release();
    }
    const [small, large, both] = ['small.ts', 'large.ts', 'both.ts'].map(folder.path) as [
      string,
      string,
      string,
    ];
    await makeVideo(small, { size: '64x48', seconds: 0.5 });
    await makeVideo(large, { size: '128x96', seconds: 0.5 });
    await ffmpeg('-i', `concat:${small}|${large}`, '-c', 'copy', both);
    const sizes = new Set<number>();
    let count = 0;
    for await (const frame of open(both).frames(new AbortController().signal)) {
      sizes.add(frame.pixels.length);
      count += 1;
      frame.release();
    }
    expect([...sizes]).toHaveLength(1);
    expect(count).toBe(30);
  });

  it('waits for the consumer: a frozen consumer does not make ffmpeg run ahead, and is no stall', async () => {
    const source = open(colours, { startMs: 300 });
    let count = 0;
    for await (const frame of source.frames(new AbortController().signal)) {
      frame.release();
      count += 1;
      if (count === 2) await new Promise((resolve) => setTimeout(resolve, 500)); // The slow consumer under test.
    }
    expect(count).toBe(60);
    expect(source.status.droppedFrames).toBe(0);
  });
});

describe('a file that cannot be read to its end', () => {
  it('is an error that says what is wrong', async () => {
    const text = folder.path('text.mp4');
    await writeFile(text, 'words\n');
    expect((await read(open(text))).fault).toMatchObject({ code: 'ffmpeg-failed' });
    const gone = open(folder.path('gone.mp4'));
    expect((await read(gone)).fault).toMatchObject({ code: 'file-missing' });
    expect(gone.status).toMatchObject({ state: 'failed', hint: 'Check the path.' });
    const noFrames = folder.path('no-frames.avi');
    await ffmpeg(
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=64x48:duration=1',
      '-frames:v',
      '0',
      '-c:v',
      'mjpeg',
      noFrames,
    );
    expect((await read(open(noFrames))).fault).toMatchObject({ code: 'camera-no-frames' });
  });

  it('gives what there is of a file that was cut short, then says that the rest is missing', async () => {
    const path = await makeVideo(folder.path('cut.mp4'), { size: '160x120', seconds: 2 });
    truncateSync(path, Math.round(statSync(path).size / 2));
    const { values, fault } = await read(open(path));
    expect(values.length).toBeGreaterThan(5);
    expect(values.length).toBeLessThan(60);
    expect(fault).toMatchObject({
      code: 'ffmpeg-failed',
      message: expect.stringMatching(/after \d+ pictures/),
    });
  });

  it('is an error when ffmpeg ends in the middle of a picture, or is killed', async () => {
    const half = standInFfmpeg(folder.path('half'), 'head -c $((BYTES + 100)) /dev/zero');
    const { values, fault } = await read(open(colours, { ffmpegPath: half.path }));
    expect(values).toEqual([0]);
    expect(fault?.message).toContain('after 1 pictures, in the middle of the next');

    const killed = standInFfmpeg(folder.path('killed'), 'echo last words >&2; kill -9 $$');
    const { fault: second } = await read(open(colours, { ffmpegPath: killed.path }));
    expect(second?.message).toBe(
      'colours.mp4: ffmpeg was ended by SIGKILL before its first picture.\nlast words',
    );
  });

  it('is an error when nothing comes at all, and leaves no process behind', async () => {
    const group = folder.path('group');
    const frozen = standInFfmpeg(
      folder.path('frozen'),
      `echo $$ > '${group}'; sleep 1000 & kill -STOP $$; wait`,
    );
    const { fault } = await read(open(colours, { ffmpegPath: frozen.path, startMs: 300 }));
    expect(fault).toMatchObject({ code: 'camera-stalled', message: expect.stringContaining('within 0.3 s') });
    expect(groupMembers(Number(await readFile(group, 'utf8')))).toEqual([]);
  });

  it('is an error when ffmpeg is not installed', async () => {
    const { fault } = await read(open(colours, { ffmpegPath: folder.path('nothing') }));
    expect(fault).toMatchObject({ code: 'ffmpeg-missing', hint: 'Install it: apt-get install ffmpeg' });
  });
});

describe('reading a file as fast as possible', () => {
  it('is stopped by the signal while it waits for ffmpeg', async () => {
    const silent = standInFfmpeg(folder.path('silent'), 'exec sleep 1000');
    const abort = new AbortController();
    const source = open(colours, { ffmpegPath: silent.path });
    const reading = (async () => {
      for await (const frame of source.frames(abort.signal)) frame.release();
    })();
    await waitUntil('ffmpeg was started', () => silent.calls().length === 1);
    abort.abort();
    await reading;
    expect(source.status.state).toBe('ended');
  });

  it('is for files only', () => {
    expect(() => open('', { address: { kind: 'v4l2', device: '/dev/video0' } })).toThrow(
      expect.objectContaining({ code: 'source-invalid' }),
    );
  });
});
